#!/bin/sh
# wsdl turns the WSDL into classes, mcs compiles them and the client, then it runs.
set -eu
here=$(pwd)
cd "$CERTWIRE_SCRATCH"
wsdl -nologo -out:GasOrderService.cs "$CERTWIRE_URL?wsdl" >&2
mcs -nologo -out:client.exe -r:System.Web.Services "$here/Client.cs" GasOrderService.cs >&2
exec mono client.exe
