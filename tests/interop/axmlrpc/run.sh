#!/bin/sh
# Compiles the client against the library, then runs it.
set -eu
library=/usr/share/java/axmlrpc.jar
# The library does not tell its version; the name of a link to it does.
version=$(basename /usr/share/java/axmlrpc-*.jar .jar)
javac -encoding UTF-8 -cp "$library" -d "$CERTWIRE_SCRATCH" Order.java >&2
exec java -Dfile.encoding=UTF-8 -Dversion="${version#axmlrpc-}" -cp "$library:$CERTWIRE_SCRATCH" Order
