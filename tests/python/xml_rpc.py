"""Reads and writes XML-RPC bodies with Python's own library, one JSON object a line.

`{"xml": …}` is read and answered as `{"method": …, "params": …}`, and the other way round.
"""

import json
import sys
from xmlrpc.client import dumps, loads

for line in sys.stdin:
    given = json.loads(line)
    if "xml" in given:
        params, method = loads(given["xml"])
        answer = {"method": method, "params": params}
    else:
        method = given["method"]
        answer = {"xml": dumps(tuple(given["params"]), method, methodresponse=method is None)}
    print(json.dumps(answer))
