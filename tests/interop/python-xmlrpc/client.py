"""xmlrpc.client of Python's standard library: methods are methods, structures are dictionaries."""

import os
import platform
import sys
from xmlrpc.client import ServerProxy

operations = ServerProxy(os.environ["CERTWIRE_URL"] + "/api-operations.php")
infos = ServerProxy(os.environ["CERTWIRE_URL"] + "/api-infos.php")
credentials = {
    "identification": {
        "utilisateur": os.environ["CERTWIRE_USER"],
        "motDePasse": os.environ["CERTWIRE_PASSWORD"],
    }
}


def say(name, value):
    print(name, str(value).replace("\n", "\\n"), sep="\t", flush=True)


def order(product):
    return operations.achat(credentials, {"interop-python": {
        "produit": {"code": product},
        "requete": {
            "logiciel": "nginx",
            "CSR": os.environ["CERTWIRE_CSR"],
            "adresseDVC": "admin@example.com",
        },
        "organisation": {
            "nom": "Exemple Société",
            "adresse1": "1, rue de l’Exemple",
            "ville": "Exempleville",
            "codePostal": "14000",
            "telephone": "+33-1-99-00-12-34",
            "codeNAF": "1355",
        },
        "contactAdm": {
            "civiliteAdm": "2",
            "nomAdm": "Exemple",
            "prenomAdm": "Zoé",
            "fonctionAdm": "Directrice",
            "telAdm": "+33-1-99-00-12-34",
            "emailAdm": "zoe.exemple@example.com",
            "langueComAdm": "FR",
        },
        "paiement": {"modePaiement": "pre"},
    }})


def accepted(answer):
    if answer["codeReponse"] != "0":
        sys.exit(f"refused with {answer['codeReponse']}: {answer['messageReponse']}")
    return answer


def query(reference):
    return accepted(infos.statut(credentials, {"interop-python": {
        "certificat": {"refTBS": reference},
    }}))


say("version", platform.python_version())

reference = accepted(order("X509SHA256s"))["refTBS"]
say("ordered", reference)

while (answer := query(reference))["statut"]["0"] != 1:
    say("waiting", answer["statut"]["0"])
    sys.stdin.readline()
say("certificate", answer["certificat"]["x509"])
say("issued", answer["statut"]["0"])

accepted(operations.revocation(credentials, {"interop-python": {
    "certificat": {"refTBS": reference},
    "raison": "clef compromise",
}}))
say("revoked", reference)

answer = order("X509-inconnu")
say("code", answer["codeReponse"])
say("message", answer["messageReponse"])
