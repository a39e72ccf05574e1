"""Loads a WSDL as zeep does and prints its operations, then one request as zeep writes it."""

import sys

from lxml import etree
from zeep import Client

client = Client(sys.argv[1])
for name in sorted(client.service._operations):
    print(name)
order = {"OrderRequestHeader": {"AuthToken": {"UserName": "reseller", "Password": "none"}}, "OrderID": "X1"}
envelope = client.create_message(client.service, "GetOrderByOrderID", order)
print(etree.tostring(envelope, encoding="unicode"))
