//! Registration authorities for face-to-face meetings.

use serde_json::{Value, json};

use super::answer::{self, Members};

/// Id of TBS INTERNET itself, which is taken where none is chosen.
pub(super) const TBS_INTERNET: &str = "1";

/// A registration authority of the sandbox: id, name, address, postal code, town, position, whether it is active.
type Authority = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    bool,
);

const AUTHORITIES: [Authority; 3] = [
    (
        TBS_INTERNET,
        "TBS INTERNET",
        "1 rue de l'Exemple",
        "14000",
        "Caen",
        "49.1829,-0.3707",
        true,
    ),
    (
        "2",
        "Exemple Notaires",
        "2 rue de l'Exemple",
        "75001",
        "Paris",
        "48.8625,2.3364",
        true,
    ),
    (
        "3",
        "Exemple Fermé",
        "3 rue de l'Exemple",
        "69001",
        "Lyon",
        "45.7676,4.8344",
        false,
    ),
];

/// When the sandbox entered them.
const CREATED: &str = "2018-02-23T00:00:00Z";

/// The id that `selectedAed` chooses; none for one that does not exist or is inactive.
pub(super) fn chosen(selected: &str) -> Option<&'static str> {
    if selected.eq_ignore_ascii_case("TBS INTERNET") {
        return Some(TBS_INTERNET);
    }
    let mut active = AUTHORITIES.iter().filter(|authority| authority.6);
    active
        .find(|authority| authority.0 == selected)
        .map(|authority| authority.0)
}

/// The authority of an id as answers show it.
pub(super) fn shown(id: &str) -> Option<Value> {
    AUTHORITIES
        .iter()
        .find(|authority| authority.0 == id)
        .map(show)
}

fn show((id, name, address, code, city, gps, active): &Authority) -> Value {
    json!({
        "value": {
            "organizationName": name,
            "address": address,
            "postalCode": code,
            "city": city,
            "country": "FR",
            "gps": gps,
            "actif": if *active { "1" } else { "0" },
        },
        "creationDate": CREATED,
        "id": id,
    })
}

/// All of them.
pub(super) fn list() -> Members {
    let mut members = answer::success("OK");
    members.insert(
        "listeAed".to_owned(),
        answer::numbered(AUTHORITIES.iter().map(show)),
    );
    members
}
