#!/bin/sh
# wsdl2h and soapcpp2 turn the WSDL into C, gcc compiles it, then it runs.
set -eu
here=$(pwd)
cd "$CERTWIRE_SCRATCH"
wsdl2h -c -o gs.h "$CERTWIRE_URL?wsdl" >wsdl2h.log 2>&1 || { cat wsdl2h.log >&2; exit 1; }
soapcpp2 -c -C -L -x gs.h >soapcpp2.log 2>&1 || { cat soapcpp2.log >&2; exit 1; }
gcc -I. -o client "$here/client.c" soapC.c soapClient.c -lgsoap
exec ./client
