#!/bin/sh
# wsimport turns the WSDL into classes, javac compiles them and the client, then it runs.
set -eu
# Its manifest names all the others.
library=/usr/share/java/jaxws-rt.jar
out=$CERTWIRE_SCRATCH
wsimport -quiet -Xnocompile -p globalsign -s "$out" "$CERTWIRE_URL?wsdl" >&2
javac -nowarn -encoding UTF-8 -cp "$library" -d "$out" "$out"/globalsign/*.java Order.java >&2
exec java -Dfile.encoding=UTF-8 -cp "$library:$out" Order
