"""suds-community: the factory makes a structure, its members are set."""

import os
import sys

import suds
from suds.client import Client

client = Client(os.environ["CERTWIRE_URL"] + "?wsdl", cache=None)


def say(name, value):
    print(name, str(value).replace("\n", "\\n"), sep="\t", flush=True)


def request(type_name):
    made = client.factory.create(type_name)
    made.OrderRequestHeader.AuthToken.UserName = os.environ["CERTWIRE_USER"]
    made.OrderRequestHeader.AuthToken.Password = os.environ["CERTWIRE_PASSWORD"]
    return made


def order(identifier):
    made = request("OrderPS2ProRequest")
    made.Year = 1
    made.OrderKind = "new"
    made.PickupPassword = "pickup-password"
    subject = made.DnAttributes
    subject.CommonName = "Zoé Exemple"
    subject.Country = "FR"
    subject.Organization = "Exemple Société"
    subject.StateOrProvince = "Calvados"
    subject.Locality = "Exempleville"
    subject.Email = "zoe.exemple@example.com"
    subject.OrganizationalIdentifier = identifier
    subscriber = made.Subscriber
    subscriber.OrganizationName = "Exemple Société"
    subscriber.OrganizationUnitName = "Sécurité"
    subscriber.PostalCode = "14000"
    subscriber.AddressLine1 = "1, rue de l’Exemple"
    subscriber.AddressLine2 = "Bâtiment B"
    subscriber.Locality = "Exempleville"
    subscriber.StateOrProvince = "Calvados"
    subscriber.Country = "FR"
    subscriber.FirstName = "Zoé"
    subscriber.LastName = "Exemple"
    subscriber.Phone = "+33 1 99 00 12 34"
    subscriber.Email = "zoe.exemple@example.com"
    return client.service.OrderPS2Pro(made)


def accepted(answer):
    if answer.OrderResponseHeader.SuccessCode < 0:
        sys.exit(f"refused: {answer.OrderResponseHeader.Errors}")
    return answer


def query(order_id):
    made = request("GetOrderByOrderIDRequest")
    made.OrderID = order_id
    made.OrderQueryOption = client.factory.create("GetOrderByOrderIDRequestOrderQueryOption")
    made.OrderQueryOption.ReturnFulfillment = True
    return accepted(client.service.GetOrderByOrderID(made)).OrderDetail


say("version", suds.__version__)

order_id = accepted(order("NTRFR-00000000")).OrderID
say("ordered", order_id)

while (detail := query(order_id)).OrderInfo.OrderStatus != "4":
    say("waiting", detail.OrderInfo.OrderStatus)
    sys.stdin.readline()
say("certificate", detail.Fulfillment.PcCertificate.X509Cert)
say("issued", detail.OrderInfo.OrderStatus)

revocation = request("ModifyOrderRequest")
revocation.OrderID = order_id
revocation.ModifyOrderOperation = "REVOKE"
accepted(client.service.ModifyOrder(revocation))
say("revoked", order_id)

error = order("not-an-identifier").OrderResponseHeader.Errors.Error[0]
say("code", error.ErrorCode)
say("message", error.ErrorMessage)
