//! The `listeRenouv` response as structs for serde and dxr, named as on the wire.
#![allow(
    non_snake_case,
    dead_code,
    reason = "dxr takes a field's own name; values are read to be dropped"
)]

use std::collections::BTreeMap;

use dxr::TryFromValue;
use serde::Deserialize;

#[derive(Deserialize, TryFromValue)]
pub(crate) struct Response {
    codeReponse: String,
    messageReponse: String,
    commandes: BTreeMap<String, Entry>,
}

#[derive(Deserialize, TryFromValue)]
struct Entry {
    refTBS: String,
    refClient: String,
    refCA: String,
    refCAPrecedent: String,
    refCASuivant: String,
    certCN: String,
    certO: String,
    lgClef: String,
    numSerie: String,
    logiciel: String,
    codeProduit: String,
    dateDebut: String,
    dateFin: String,
    organisation: String,
    statut: String,
    hashage: String,
    contactAdm: String,
    contactTech: String,
    champANom: String,
    champAContenu: String,
    champBNom: String,
    champBContenu: String,
    champCNom: String,
    champCContenu: String,
    champDNom: String,
    champDContenu: String,
}
