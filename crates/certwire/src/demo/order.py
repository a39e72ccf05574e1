# The demo's orders with zeep and Python's own XML-RPC: pip install zeep, then python3 order.py
import pathlib
import xmlrpc.client

import zeep

here = pathlib.Path(__file__).parent
secret = lambda name: (here / name).read_text()

gs = zeep.Client("GS-URL?wsdl")
answer = gs.service.OrderPS2Pro(Request={
    "OrderRequestHeader": {"AuthToken": {
        "UserName": "GS-USER",
        "Password": secret("globalsign-password"),
    }},
    "Year": 1,
    "OrderKind": "new",
    "PickupPassword": secret("pickup-password"),
    "DnAttributes": {
        "CommonName": "Zoé Exemple",
        "Country": "FR",
        "Organization": "Exemple SARL",
        "StateOrProvince": "Calvados",
        "Locality": "Caen",
        "Email": "zoe@example.com",
        "OrganizationalIdentifier": "NTRFR-732829320",
    },
    "Subscriber": {
        "OrganizationName": "Exemple SARL",
        "OrganizationUnitName": "Informatique",
        "PostalCode": "14000",
        "AddressLine1": "1, rue de l’Exemple",
        "AddressLine2": "Bâtiment B",
        "Locality": "Caen",
        "StateOrProvince": "Calvados",
        "Country": "FR",
        "FirstName": "Zoé",
        "LastName": "Exemple",
        "Phone": "+33 1 99 00 12 34",
        "Email": "zoe@example.com",
    },
    "SubID": "demo-zeep",
})
print("GlobalSign", answer.OrderResponseHeader.SuccessCode, answer.OrderID)

tbs = xmlrpc.client.ServerProxy("TBS-URL/api-operations.php", encoding="utf-8")
answer = tbs.achat(
    {"identification": {"utilisateur": "TBS-USER", "motDePasse": secret("tbs-password")}},
    {"demo-python": {
        "produit": {"code": "X509s2SignLogin", "dureeVie": "1"},
        "requete": {"logiciel": "autreLogiciel", "CSR": (here / "tbs.csr").read_text()},
        "organisation": {
            "siren": "732829320",
            "nom": "Exemple SARL",
            "adresse1": "1, rue de l’Exemple",
            "ville": "Caen",
            "codePostal": "14000",
            "pays": "FR",
            "telephone": "+33-1-99-00-12-34",
            "codeNAF": "1355",
        },
        "contactAdm": {
            "civiliteAdm": "2",
            "nomAdm": "Exemple",
            "prenomAdm": "Zoé",
            "fonctionAdm": "Directrice",
            "telAdm": "+33-1-99-00-12-34",
            "emailAdm": "zoe@example.com",
            "langueComAdm": "FR",
        },
        "paiement": {"modePaiement": "pre"},
        "divers": {"refClient": "demo-python"},
    }},
)
print("TBS", answer["codeReponse"], answer["refTBS"])
