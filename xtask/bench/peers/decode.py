"""zeep and xmlrpc.client: decodes the named file as often as each line of standard input says, and prints the seconds
of processor time that this took.

    decode.py zeep RESPONSE     a GetOrders response, by our WSDL
    decode.py xmlrpc MESSAGE    a call or a response
"""

import sys
import time
import types
import xmlrpc.client


def with_zeep(body):
    import zeep

    client = zeep.Client("schema/generated/gs.wsdl")
    binding = client.service._binding
    operation = binding.get("GetOrders")
    headers = {"Content-Type": "text/xml; charset=utf-8"}
    response = types.SimpleNamespace(
        status_code=200, headers=headers, content=body, encoding="utf-8"
    )

    def decode():
        assert binding.process_reply(client, operation, response).OrderDetail

    return decode


def with_xmlrpc(body):
    def decode():
        assert xmlrpc.client.loads(body)[0]

    return decode


def main():
    _, reader, path = sys.argv
    with open(path, "rb") as file:
        body = file.read()
    try:
        decode = {"zeep": with_zeep, "xmlrpc": with_xmlrpc}[reader](body)
    except ImportError as error:
        sys.exit(str(error))
    for line in sys.stdin:
        start = time.process_time()
        for _ in range(int(line)):
            decode()
        print(time.process_time() - start, flush=True)


main()
