"""zeep: operations are methods, structures are dictionaries."""

import os
import sys

import zeep

client = zeep.Client(os.environ["CERTWIRE_URL"] + "?wsdl")
header = {
    "AuthToken": {
        "UserName": os.environ["CERTWIRE_USER"],
        "Password": os.environ["CERTWIRE_PASSWORD"],
    }
}


def say(name, value):
    print(name, str(value).replace("\n", "\\n"), sep="\t", flush=True)


def order(identifier):
    return client.service.OrderPS2Pro({
        "OrderRequestHeader": header,
        "Year": 1,
        "OrderKind": "new",
        "PickupPassword": "pickup-password",
        "DnAttributes": {
            "CommonName": "Zoé Exemple",
            "Country": "FR",
            "Organization": "Exemple Société",
            "StateOrProvince": "Calvados",
            "Locality": "Exempleville",
            "Email": "zoe.exemple@example.com",
            "OrganizationalIdentifier": identifier,
        },
        "Subscriber": {
            "OrganizationName": "Exemple Société",
            "OrganizationUnitName": "Sécurité",
            "PostalCode": "14000",
            "AddressLine1": "1, rue de l’Exemple",
            "AddressLine2": "Bâtiment B",
            "Locality": "Exempleville",
            "StateOrProvince": "Calvados",
            "Country": "FR",
            "FirstName": "Zoé",
            "LastName": "Exemple",
            "Phone": "+33 1 99 00 12 34",
            "Email": "zoe.exemple@example.com",
        },
    })


def accepted(answer):
    if answer.OrderResponseHeader.SuccessCode < 0:
        sys.exit(f"refused: {answer.OrderResponseHeader.Errors}")
    return answer


def query(order_id):
    return accepted(client.service.GetOrderByOrderID({
        "OrderRequestHeader": header,
        "OrderID": order_id,
        "OrderQueryOption": {"ReturnFulfillment": True},
    })).OrderDetail


say("version", zeep.__version__)

order_id = accepted(order("NTRFR-00000000")).OrderID
say("ordered", order_id)

while (detail := query(order_id)).OrderInfo.OrderStatus != "4":
    say("waiting", detail.OrderInfo.OrderStatus)
    sys.stdin.readline()
say("certificate", detail.Fulfillment.PcCertificate.X509Cert)
say("issued", detail.OrderInfo.OrderStatus)

accepted(client.service.ModifyOrder({
    "OrderRequestHeader": header,
    "OrderID": order_id,
    "ModifyOrderOperation": "REVOKE",
}))
say("revoked", order_id)

error = order("not-an-identifier").OrderResponseHeader.Errors.Error[0]
say("code", error.ErrorCode)
say("message", error.ErrorMessage)
