//! Codes that the payload decides.

use serde_json::{Value, json};

use crate::tbs_support::{OWN, server, with, without};

/// A product of the RGS, for which a legal representative signs.
const RGS: &str = "certiSSLRGS";

/// A method and a demand that it answers with this code.
pub(super) fn provoke(code: &str) -> Option<(&'static str, Value)> {
    let found = order(code)
        .or_else(|| organisation(code))
        .or_else(|| contacts(code))
        .or_else(|| billing(code))
        .or_else(|| invitation(code));
    found
        .map(|demand| ("achat", demand))
        .or_else(|| question(code))
}

fn order(code: &str) -> Option<Value> {
    let own = server(OWN);
    Some(match code {
        "-10" => without(own, "produit/code"),
        "-11" => with(own, "produit/code", "nope"),
        "-13" => with(own, "requete/domaines", "-.example.com"),
        "-14" => with(own, "requete/domainePrincipal", "not a domain"),
        "-15" => {
            let asterisk = with(own, "requete/domaines", "*.example.com");
            with(asterisk, "requete/adresseDVC", "CNAME_CSR_HASH")
        }
        "-20" => without(own, "requete/logiciel"),
        "-21" => with(own, "requete/nbLicence", "two"),
        "-22" => with(own, "requete/CSR", "rubbish"),
        "-28" => without(own, "requete/adresseDVC"),
        "-99" => with(
            own,
            "paiement/carteBancaire",
            json!({ "banque": "x", "porteur": "x", "carte": "0", "date": "30-01", "crypt": "0" }),
        ),
        "-257" => {
            let japan = with(server("ssl"), "organisation/pays", "JP");
            let japan = without(japan, "organisation/codeNAF");
            with(japan, "requete/hashage", "SHA256-FULL-CHAIN")
        }
        "-267" => with(own, "requete/certificateEmail", "nobody"),
        "-306" => with(own, "requete/domaines", "www.example.com\nexample.com"),
        "-311" => {
            let two = with(own, "requete/domaines", "example.com\nwww.example.com");
            let mails = "admin@example.com\nwebmaster@example.com";
            with(two, "requete/adresseDVC", mails)
        }
        "-998" => with(own, "requete/accompagnement", "peut-être"),
        _ => return None,
    })
}

fn organisation(code: &str) -> Option<Value> {
    let own = server(OWN);
    Some(match code {
        "-30" => with(own, "organisation/typeOrg", "FRRCS"),
        "-31" => with(own, "organisation/siren", "12 34"),
        "-32" => without(own, "organisation/nom"),
        "-33" => without(own, "organisation/adresse1"),
        "-34" => without(own, "organisation/codePostal"),
        "-35" => without(own, "organisation/ville"),
        "-36" => without(own, "organisation/telephone"),
        "-38" => without(own, "organisation/codeNAF"),
        "-39" => with(own, "organisation/numTVA", "FR1"),
        "-65" => server(RGS),
        "-66" => with(own, "organisation/siretNumber", "123"),
        "-67" => {
            let siren = with(own, "organisation/siren", "123456782");
            with(siren, "organisation/siretNumber", "73282932000074")
        }
        _ => return None,
    })
}

fn contacts(code: &str) -> Option<Value> {
    let missing = [
        ("-40", "contactAdm/civiliteAdm"),
        ("-41", "contactRespLegal/civiliteRespLegal"),
        ("-42", "contactTech/civiliteTech"),
        ("-45", "contactAdm/langueComAdm"),
        ("-46", "contactRespLegal/langueComRespLegal"),
        ("-47", "contactTech/langueComTech"),
        ("-50", "contactAdm/prenomAdm"),
        ("-51", "contactAdm/nomAdm"),
        ("-52", "contactAdm/fonctionAdm"),
        ("-53", "contactAdm/telAdm"),
        ("-54", "contactAdm/emailAdm"),
        ("-55", "contactRespLegal/prenomRespLegal"),
        ("-56", "contactRespLegal/nomRespLegal"),
        ("-57", "contactRespLegal/fonctionRespLegal"),
        ("-58", "contactRespLegal/telRespLegal"),
        ("-59", "contactRespLegal/emailRespLegal"),
        ("-60", "contactTech/prenomTech"),
        ("-61", "contactTech/nomTech"),
        ("-62", "contactTech/fonctionTech"),
        ("-63", "contactTech/telTech"),
        ("-64", "contactTech/emailTech"),
    ];
    let (_, path) = missing.iter().find(|(missing, _)| *missing == code)?;
    Some(without(server(OWN), path))
}

fn billing(code: &str) -> Option<Value> {
    let billed = with(
        server(OWN),
        "compagnieFact",
        json!({
            "nom": "Exemple SARL", "adresse1": "1, rue de l'Exemple", "ville": "Exempleville", "codePostal": "14000",
            "telephone": "+33-1-99-00-12-34", "codeNAF": "1355",
        }),
    );
    Some(match code {
        "-70" => without(billed, "compagnieFact/adresse1"),
        "-71" => without(billed, "compagnieFact/codePostal"),
        "-72" => without(billed, "compagnieFact/ville"),
        "-73" => without(billed, "compagnieFact/telephone"),
        "-74" => without(billed, "compagnieFact/codeNAF"),
        "-75" => with(billed, "compagnieFact/numTVA", "FR1"),
        "-76" => with(billed, "compagnieFact/melCompta", "nobody"),
        _ => return None,
    })
}

/// An invitation for a person's certificate.
pub(crate) fn invited(product: &str) -> Value {
    json!({
        "produit": { "code": product },
        "invitation": { "csrExternalise": "oui", "messageCSRExter": "Bonjour" },
        "detailsInvitation": {
            "CN": "Zoé Exemple", "Email": "zoe@example.com", "O": "Exemple SARL", "STREET1": "1, rue de l'Exemple",
            "L": "Exempleville", "PostalCode": "14000", "ST": "Calvados", "C": "FR",
        },
        "contactPart": { "nomPart": "Exemple", "prenomPart": "Zoé", "telPart": "+33-1-99-00-12-34" },
        "paiement": { "modePaiement": "pre" },
    })
}

fn invitation(code: &str) -> Option<Value> {
    let novice = invited("X509EmailNovice");
    Some(match code {
        "-80" => without(novice, "detailsInvitation/STREET1"),
        "-81" => without(novice, "detailsInvitation/L"),
        "-82" => with(novice, "detailsInvitation/Email", "nobody"),
        "-84" => with(novice, "detailsInvitation/userId", "zoe"),
        "-120" => without(novice, "detailsInvitation/C"),
        "-122" => without(invited("X509s2SignLogin"), "detailsInvitation/ST"),
        _ => return None,
    })
}

fn question(code: &str) -> Option<(&'static str, Value)> {
    let nothing = || json!({ "certificat": {} });
    let period = |from: &str, to: &str| json!({ "timestampChangementDepuis": from, "timestampChangementJusqua": to });
    let (today, later) = ("2000-01-01", "2900-01-01");
    Some(match code {
        "-2" => ("reference", json!({})),
        "-5" => ("renouvellement", with(server(OWN), "certificat", json!({}))),
        "-7" => ("refabrication", with(reissue(), "certificat", json!({}))),
        "-200" => ("statut", nothing()),
        "-220" => ("dcvAdresses", json!({})),
        "-250" => ("revocation", with(nothing(), "raison", "essai")),
        "-256" => (
            "revocation",
            json!({ "certificat": { "refTBS": "4000000001" } }),
        ),
        "-304" => (
            "dcvEmailRenvoyer",
            json!({ "refTBS": "4000000001", "domaines": "example.com", "adresseDVC": "pigeon" }),
        ),
        "-501" => ("changementCommandes", period("yesterday", today)),
        "-502" => ("changementCommandes", period(later, today)),
        "-503" => ("changementCommandes", period(today, "today")),
        "-504" => ("changementCommandes", period(today, later)),
        "-505" => ("changementCommandes", period("2001-01-01", today)),
        _ => return None,
    })
}

/// A reissue, without its target.
pub(crate) fn reissue() -> Value {
    json!({ "requete": server(OWN)["requete"] })
}
