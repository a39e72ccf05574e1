//! The lists: what sleeps, what changed, what can be renewed.

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    AdvancedStatus, Call, Details,
    answer::{self, Members, Refusal},
    dcv::answer_members,
    details::key,
    find::TbsOrder,
    product::Product,
    purchase, renouvellement, road,
    statut::{self, Dates},
};
use crate::{
    ca::Facts,
    desk::Desk,
    model::text_at,
    store::{self, Filter},
    time::Time,
};

/// What `enSommeil` says when nothing sleeps; the manual prints it.
const NOTHING_SLEEPS: &str = "Il n'y a pas de résultats";
/// What `enSommeil` calls a sleeping certificate; the manual prints it.
const SLEEPS: &str = "Mise en sommeil";

/// `enSommeil`: the certificates that sleep.
pub(super) fn asleep(desk: &Desk<'_>, call: &Call<'_>) -> Result<Members, Refusal> {
    let orders = desk
        .tx
        .orders_by_key::<Details>(key::ASLEEP, &call.account.user)?;
    if orders.is_empty() {
        return Ok(answer::success(NOTHING_SLEEPS));
    }
    let mut members = Members::new();
    for (index, order) in orders.iter().enumerate() {
        members.insert((index + 1).to_string(), sleeping(desk, order)?);
    }
    Ok(members)
}

fn sleeping(desk: &Desk<'_>, order: &TbsOrder) -> Result<Value, store::Error> {
    let product = Product::of(&order.product);
    let certificate = order.certificate();
    let text = answer::mandatory;
    let administrative = person(order, "Adm");
    let technical = person(order, "Tech").or_else(|| administrative.clone());
    Ok(json!({
        "ref": text(order.reference.as_deref()),
        "refCA": text(order.details.ca_reference.as_deref()),
        "refCAPrecedent": ca_reference(desk, order.details.renews.as_deref())?,
        "refCASuivant": ca_reference(desk, order.details.renewed_by.as_deref())?,
        "cn": text(Some(&order.details.common_name)),
        "lgClef": key_length(order),
        "serie": text(certificate.map(|one| one.serial.as_str())),
        "logiciel": text(order.asked("requete/logiciel")),
        "codeProduit": order.product,
        "nomProduit": product.name,
        "refTBS": order.id,
        "dateCreation": date(Some(order.placed)),
        "dateDerniereOperation": date(Some(order.modified)),
        "dateDebut": date(certificate.map(|one| one.not_before)),
        "dateExpiration": date(certificate.map(|one| one.not_after)),
        "contactTechnique": text(technical.as_deref()),
        "contactAdministratif": text(administrative.as_deref()),
        "etat": SLEEPS,
        "etatControles": statut::checks(order, &product, "domaine"),
        "Commentaires": text(order.asked("divers/notesClient")),
    }))
}

/// `changementCommandes`: the orders that changed within a period.
pub(super) fn changed(desk: &Desk<'_>, call: &Call<'_>) -> Result<Members, Refusal> {
    let bound = |name: &str| text_at(call.demand, name).and_then(instant);
    let filter = Filter {
        account: Some(&call.account.user),
        modified_from: bound("timestampChangementDepuis"),
        // A period ends with the last moment of its last second.
        modified_to: bound("timestampChangementJusqua").map(|end| end + Duration::from_millis(999)),
        ..Filter::default()
    };
    let dates = Dates::of(text_at(call.demand, "typeDate").unwrap_or("timestamp"));
    let orders: Vec<TbsOrder> = desk.tx.orders(&filter)?;
    let seen = orders.iter().filter(|order| desk.sees(order));
    let entries = seen.map(|order| change(order, dates));
    Ok(listed(call, "-509", entries.collect()))
}

/// A list under `commandes`, or the notice that it is empty.
fn listed(call: &Call<'_>, empty: &str, entries: Vec<Value>) -> Members {
    let code = if entries.is_empty() { empty } else { "0" };
    let text = if entries.is_empty() {
        answer::text(call.method, empty)
    } else {
        "OK"
    };
    let mut members = answer::outcome(code, text);
    members.insert("commandes".to_owned(), answer::numbered(entries));
    members
}

fn change(order: &TbsOrder, dates: Dates) -> Value {
    let details = &order.details;
    answer_members(json!({
        "refTBS": order.id,
        "status": details.status.0.to_string(),
        "labelStatus": details.status.label(),
        "dateStatus": dates.write(details.status_since),
        "ancienStatus": details.earlier.map(|earlier| earlier.0.to_string()),
        "labelAncienStatus": details.earlier.map(super::OrderStatus::label),
        "statusAvance": details.advanced.0.to_string(),
        "labelStatusAvance": details.advanced.label(),
        "dateStatusAvance": dates.write(details.advanced_since),
    }))
}

/// A Unix time or an ISO 8601 date; without a zone it is UTC.
fn instant(text: &str) -> Option<Time> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<i64>() {
        return Some(Time::from_millis(seconds.saturating_mul(1000)));
    }
    let text = text.replacen(' ', "T", 1);
    Time::parse(&text).or_else(|| Time::parse(&format!("{text}Z")))
}

/// `listeRenouv`: the certificates that can be renewed now.
pub(super) fn renewable(desk: &Desk<'_>, call: &Call<'_>) -> Result<Members, Refusal> {
    let grace = Duration::from_hours(renouvellement::GRACE * 24);
    let filter = Filter {
        account: Some(&call.account.user),
        expires_from: Some(desk.now - grace),
        expires_to: Some(desk.now + road::weeks(8)),
        ..Filter::default()
    };
    let orders: Vec<TbsOrder> = desk.tx.orders(&filter)?;
    let mut entries = Vec::new();
    for order in &orders {
        if is_renewable(desk, order) {
            entries.push(renewal(desk, call, order)?);
        }
    }
    Ok(listed(call, "-511", entries))
}

fn is_renewable(desk: &Desk<'_>, order: &TbsOrder) -> bool {
    let states = [
        AdvancedStatus::VALID,
        AdvancedStatus::CLONED,
        AdvancedStatus::EXPIRED,
    ];
    let details = &order.details;
    let free = details.renewed_by.is_none() && details.reissue.is_none();
    let window = Product::of(&order.product).window();
    let open = order.certificate().is_some_and(|one| {
        one.revoked.is_none() && one.not_after - road::weeks(window.weeks) <= desk.now
    });
    free && open && states.contains(&details.advanced)
}

fn renewal(desk: &Desk<'_>, call: &Call<'_>, order: &TbsOrder) -> Result<Value, store::Error> {
    let details = &order.details;
    let certificate = order.certificate();
    let facts = certificate.and_then(|one| Facts::of(&one.pem));
    let text = answer::mandatory;
    let fact = |name| text(facts.as_ref().and_then(|facts| facts.value(name)));
    let allowed = !purchase::excludes(call, "personal-data");
    let person = |role| person(order, role).filter(|_| allowed);
    Ok(answer_members(json!({
        "refTBS": order.id,
        "refClient": text(order.reference.as_deref()),
        "refCA": text(details.ca_reference.as_deref()),
        "refCAPrecedent": ca_reference(desk, details.renews.as_deref())?,
        "refCASuivant": ca_reference(desk, details.renewed_by.as_deref())?,
        "certCN": fact("CN"),
        "certO": fact("O"),
        "lgClef": key_length(order),
        "numSerie": text(certificate.map(|one| one.serial.as_str())),
        "logiciel": text(order.asked("requete/logiciel")),
        "codeProduit": order.product,
        "dateDebut": date(certificate.map(|one| one.not_before)),
        "dateFin": date(certificate.map(|one| one.not_after)),
        "organisation": text(order.asked("organisation/nom")),
        "statut": details.advanced.0.to_string(),
        "hashage": "SHA256",
        "contactAdm": person("Adm"),
        "contactTech": person("Tech").or_else(|| person("Adm")),
    })))
}

fn date(at: Option<Time>) -> String {
    answer::mandatory(at.map(|at| Dates::Iso.write(at)).as_deref())
}

/// The CA's reference of another order, or nothing.
fn ca_reference(desk: &Desk<'_>, id: Option<&str>) -> Result<String, store::Error> {
    let order = match id {
        Some(id) => desk.tx.order::<Details>(id)?,
        None => None,
    };
    let reference = order.and_then(|order| order.details.ca_reference);
    Ok(answer::mandatory(reference.as_deref()))
}

/// First and last name of a contact.
fn person(order: &TbsOrder, role: &str) -> Option<String> {
    let name = |part: &str| order.asked(&format!("contact{role}/{part}{role}"));
    Some(format!("{} {}", name("prenom")?, name("nom")?))
}

/// Bits of the certificate's key, or of the key that waits for one.
fn key_length(order: &TbsOrder) -> String {
    let issued = order.certificate().and_then(|one| Facts::of(&one.pem));
    let bits = issued.and_then(|facts| facts.key_bits);
    answer::mandatory(bits.map(|bits| bits.to_string()).as_deref())
}

#[cfg(test)]
mod tests {
    use super::{Time, instant};

    #[test]
    fn periods_are_read_in_both_forms() {
        let at = instant("1497909600");
        assert!(at.is_some());
        for text in [
            "2017-06-19T22:00:00Z",
            "2017-06-20T00:00:00+02:00",
            "2017-06-20T00:00:00+0200",
            "2017-06-19T22:00:00",
            "2017-06-19 22:00:00",
        ] {
            assert_eq!(instant(text), at, "{text}");
        }
        assert_eq!(
            instant("2017-06-20").map(Time::seconds),
            Some(1_497_916_800)
        );
        assert_eq!(instant("2016-01-14T117:31:00+0200"), None);
    }
}
