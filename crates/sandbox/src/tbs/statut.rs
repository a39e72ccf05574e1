//! `statut`: the state of an order, and its certificate.

use std::cmp::Ordering;

use serde_json::{Map, Value, json};

use super::{
    AdvancedStatus, Call, aed,
    answer::{self, Members, Refusal},
    dcv::answer_members,
    dcv_methods,
    find::{self, TbsOrder},
    product::Product,
    purchase,
};
use crate::{
    ca::Facts,
    desk::Desk,
    model::{Certificate, text_at},
    time::Time,
};

/// Members of `organisation` and `compagnieFact` in a request that an answer repeats.
const ORGANISATION: [(&str, &str); 9] = [
    ("siren", "siren"),
    ("nom", "nom"),
    ("adresse1", "adresse"),
    ("adresse2", "adresse2"),
    ("adresse3", "adresse3"),
    ("ville", "ville"),
    ("codePostal", "codePostal"),
    ("typeOrg", "typeOrg"),
    ("telephone", "telephone"),
];

/// Tells the state of an order.
pub(super) fn statut(desk: &Desk<'_>, call: &Call<'_>) -> Result<Members, Refusal> {
    let (order, certificate) = target(desk, call)?;
    let product = Product::of(&order.product);
    let kind = super::money::number(call.demand, "typeDemande");
    let dates = Dates::of(text_at(call.demand, "typeDate").unwrap_or("iso"));
    let mut members = answer::success("OK");
    let mut add = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            members.insert(name.to_owned(), value);
        }
    };
    add("refDemande", Some(call.key.into()));
    add("statut", Some(status(&order, certificate)));
    add("etat", Some(checks(&order, &product, "statutdomaine")));
    if kind != 2 {
        let form = text_at(call.demand, "typeReponse").unwrap_or("x509");
        let issued = issued(&order, certificate, form, dates);
        add("certificat", Some(issued));
    }
    if kind == 0 {
        full(&order, &product, call, dates, &mut add);
    }
    if purchase::excludes(call, "personal-data") {
        let text = answer::text(call.method, "-266");
        add("erreursDonneesPersonnelles", Some(json!({ "-266": text })));
    }
    Ok(members)
}

/// The order that is asked about, and which of its certificates: the first reference given counts.
fn target(desk: &Desk<'_>, call: &Call<'_>) -> Result<(TbsOrder, Option<usize>), Refusal> {
    let references: &Value = &call.demand["certificat"];
    let (order, serial) = if let Some(tbs) = text_at(references, "refTBS") {
        let order = find::by_tbs(desk, tbs)?;
        (order.ok_or_else(|| Refusal::of("-202"))?, None)
    } else if let Some(ca) = text_at(references, "refCA") {
        let order = find::by_ca(desk, ca)?;
        (order.ok_or_else(|| Refusal::of("-203"))?, None)
    } else if let Some(client) = text_at(references, "refClient") {
        let mut orders = find::by_client(desk, call, client)?;
        match orders.len() {
            0 => return Err(Refusal::of("-204")),
            1 => (orders.remove(0), None),
            _ => return Err(Refusal::of("-150")),
        }
    } else {
        let serial = text_at(references, "nrSerie").unwrap_or_default();
        let order = find::by_serial(desk, serial)?;
        let order = order.ok_or_else(|| Refusal::of("-260"))?;
        (order, Some(find::digits(serial)))
    };
    let order = find::own(call, order)?;
    if !desk.sees(&order) {
        return Err(Refusal::of("-202"));
    }
    let all = &order.certificates;
    let certificate = match serial {
        Some(serial) => all.iter().position(|one| one.serial == serial),
        None => all.len().checked_sub(1),
    };
    Ok((order, certificate))
}

/// Both statuses; those of a certificate that a reissue replaced are its own.
fn status(order: &TbsOrder, certificate: Option<usize>) -> Value {
    let details = &order.details;
    let replaced = certificate.is_some_and(|index| index + 1 < order.certificates.len());
    let revoked = certificate.is_some_and(|index| order.certificates[index].revoked.is_some());
    let advanced = match (replaced, revoked) {
        (true, true) => AdvancedStatus::REVOKED,
        (true, false) => AdvancedStatus::REPLACED,
        (false, _) => details.advanced,
    };
    json!({ "0": advanced.0, "1": advanced.label(), "2": details.status.label() })
}

/// The checks of the audit; the domain's has another name in each method.
pub(super) fn checks(order: &TbsOrder, product: &Product, domain: &str) -> Value {
    let details = &order.details;
    let state = |check: u8| match details.audited.cmp(&check) {
        Ordering::Greater => "ok",
        Ordering::Equal if details.stage.is_open() => "pending",
        Ordering::Equal | Ordering::Less => "not processed",
    };
    let proof = match (details.is_proved(), product.is_server()) {
        (true, _) if details.audited > 0 => "ok",
        (false, _) if details.ca_reference.is_some() => "pending",
        _ => "not processed",
    };
    json!({
        "coherence": state(0),
        "organisation": state(1),
        "telephone": state(2),
        domain: proof,
        "verifFinale": state(3),
    })
}

/// How dates are written.
#[derive(Debug, Clone, Copy)]
pub(super) enum Dates {
    Iso,
    Unix,
}

impl Dates {
    pub(super) fn of(form: &str) -> Self {
        if form == "timestamp" {
            Self::Unix
        } else {
            Self::Iso
        }
    }

    pub(super) fn write(self, at: Time) -> String {
        match self {
            Self::Iso => at.print("%Y-%m-%dT%H:%M:%SZ"),
            Self::Unix => at.seconds().to_string(),
        }
    }
}

/// The certificate in the form that was asked for.
fn issued(order: &TbsOrder, certificate: Option<usize>, form: &str, dates: Dates) -> Value {
    let certificate = certificate.and_then(|index| order.certificates.get(index));
    let Some(certificate) = certificate else {
        return answer_members(json!({ "refCA": order.details.ca_reference }));
    };
    let mut members = Map::from_iter([
        ("refCA".to_owned(), json!(order.details.ca_reference)),
        (
            "dateDebut".to_owned(),
            dates.write(certificate.not_before).into(),
        ),
        (
            "dateFin".to_owned(),
            dates.write(certificate.not_after).into(),
        ),
        ("detail".to_owned(), detail(certificate, dates)),
    ]);
    let (name, text) = match form {
        "pkcs7" => ("pkcs7", certificate.pkcs7.clone()),
        "chaine" => ("chaine", certificate.chain.concat()),
        _ => ("x509", certificate.pem.clone()),
    };
    members.insert(name.to_owned(), text.into());
    answer_members(Value::Object(members))
}

fn detail(certificate: &Certificate, dates: Dates) -> Value {
    let Some(facts) = Facts::of(&certificate.pem) else {
        return Value::Null;
    };
    let mut units = facts.values("OU");
    let mut unit = || units.next();
    answer_members(json!({
        "serialNumber": certificate.serial,
        "Algorithme": "ecdsa-with-SHA256",
        "debut": dates.write(certificate.not_before),
        "expire": dates.write(certificate.not_after),
        "CN": facts.value("CN"),
        "OU1": unit(),
        "OU2": unit(),
        "OU3": unit(),
        "O": facts.value("O"),
        "STREET1": facts.value("street"),
        "L": facts.value("L"),
        "ST": facts.value("ST"),
        "PostalCode": facts.value("postalCode"),
        "C": facts.value("C"),
        "formatClef": if facts.key_is_rsa { "RSA" } else { "ECC" },
        "lgClef": facts.key_bits.map(|bits| bits.to_string()),
    }))
}

/// What only the full answer has.
fn full(
    order: &TbsOrder,
    product: &Product,
    call: &Call<'_>,
    dates: Dates,
    add: &mut impl FnMut(&str, Option<Value>),
) {
    let request = &order.request;
    let software = order.asked("requete/logiciel");
    add(
        "produit",
        Some(answer_members(
            json!({ "codeProduit": order.product, "logiciel": software }),
        )),
    );
    add(
        "organisation",
        request.get("organisation").map(organisation),
    );
    let company = request.get("compagnieFact");
    add(
        "compagnieFact",
        company.or(request.get("organisation")).map(billed),
    );
    if !purchase::excludes(call, "personal-data") {
        let administrative = request.get("contactAdm");
        add("contactAdm", administrative.cloned());
        let technical = request.get("contactTech").cloned();
        add(
            "contactTech",
            technical.or_else(|| administrative.map(technical_too)),
        );
        add("contactRespLegal", request.get("contactRespLegal").cloned());
    }
    add("dateCommande", Some(dates.write(order.placed).into()));
    let first = order.certificates.first();
    add(
        "dateEmissionInitiale",
        first.map(|first| dates.write(first.not_before).into()),
    );
    let details = &order.details;
    add("renouvele", details.renews.clone().map(Value::from));
    add("estRenouvele", details.renewed_by.clone().map(Value::from));
    add("DCV_Status", dcv_methods::status(order, product));
    add("selectedAedId", details.aed.clone().map(Value::from));
    add("selectedAed", details.aed.as_deref().and_then(aed::shown));
    add("autoReissue", Some(0.into()));
}

/// An organisation as answers have it: the first line of the address has another name.
fn organisation(asked: &Value) -> Value {
    let country = text_at(asked, "pays").unwrap_or("FR");
    let mut members = Map::new();
    for (from, to) in ORGANISATION {
        if let Some(text) = text_at(asked, from) {
            members.insert(to.to_owned(), text.into());
        }
    }
    members.insert("pays".to_owned(), country.into());
    Value::Object(members)
}

fn billed(asked: &Value) -> Value {
    let mut members = organisation(asked);
    if let (Some(members), Some(address)) = (members.as_object_mut(), text_at(asked, "melCompta")) {
        members.insert("MelCompta".to_owned(), address.into());
    }
    members
}

/// The administrative contact in the technical one's role.
fn technical_too(contact: &Value) -> Value {
    let members = contact.as_object().into_iter().flatten();
    let renamed = members.map(|(name, value)| {
        let role = name.strip_suffix("Adm").unwrap_or(name);
        (format!("{role}Tech"), value.clone())
    });
    Value::Object(renamed.collect())
}
