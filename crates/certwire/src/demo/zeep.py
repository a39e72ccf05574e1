# The demo's GlobalSign order with zeep: pip install zeep, then python3 order_zeep.py
import pathlib, zeep

here = pathlib.Path(__file__).parent
client = zeep.Client("GS-URL?wsdl")
answer = client.service.OrderPS1(Request={
    "OrderRequestHeader": {"AuthToken": {
        "UserName": "GS-USER",
        "Password": (here / "globalsign-password").read_text(),
    }},
    "Year": 1,
    "OrderKind": "new",
    "PickupPassword": (here / "globalsign-password").read_text(),
    "DnAttributes": {"Email": "zoe@example.com"},
    "Subscriber": {
        "FirstName": "Zoé", "LastName": "Exemple",
        "Phone": "+33 1 99 00 12 34", "Email": "zoe@example.com",
    },
    "SubID": "demo-zeep",
})
print(answer.OrderResponseHeader.SuccessCode, answer.OrderID)
