//! TBS INTERNET's part of the demo.

use certwire_sandbox::{Sandbox, ca::Attribute, model::Service};
use certwire_transport::Credentials;
use tbs_xmlrpc_client::Client;
use tbs_xmlrpc_types::{
    AchatRequest, StatutDemande, StatutDemandeCertificat, StatutRequest, StatutResponse,
    TypeDemande, TypeReponse,
};

use super::{
    Trouble,
    files::Folder,
    order::{Issued, message, request},
    progress::{States, wait},
    step::Steps,
};

/// The order; its CSR is put in.
const ORDER: &str = include_str!("tbs_order.yaml");
/// What stands in the place of the CSR.
const CSR: &str = "CERTIFICATE-REQUEST";

/// The order with this CSR.
pub(super) fn with_csr(csr: &str) -> String {
    // A JSON string is a YAML string that keeps its line ends.
    ORDER.replace(CSR, &serde_json::Value::from(csr).to_string())
}

/// The subject of the CSR: what the product demands.
pub(super) fn subject() -> Vec<Attribute> {
    [
        ("C", "FR"),
        ("ST", "Calvados"),
        ("L", "Caen"),
        ("O", "Exemple SARL"),
        ("CN", "Zoé Exemple"),
        ("emailAddress", "zoe@example.com"),
    ]
    .map(|(kind, value)| Attribute::new(kind, value))
    .to_vec()
}

/// Orders a certificate, waits for it and writes it down.
///
/// # Errors
///
/// When anything does not go as it should.
pub(super) async fn order(
    sandbox: &Sandbox,
    csr: &str,
    folder: &Folder,
    steps: &mut Steps<'_>,
) -> Result<Issued, Trouble> {
    let account = sandbox.account(Service::Tbs)?.ok_or("no account")?;
    let client = Client::builder()
        .url(&sandbox.tbs_url())
        .credentials(Credentials::new(account.user, account.password))
        .build()?;
    let message = message(&with_csr(csr))?;
    let order: AchatRequest<'_> = request(&message);
    steps.begin(
        "tbs",
        "TBS INTERNET: achat, a certificate for the key made above",
    )?;
    let answers = client.achat(&order).await?;
    let placed = answers.only().ok_or("no answer")?.accepted()?.value;
    let reference = placed.ref_tbs.ok_or("the answer has no refTBS")?;
    steps.line("refTBS", &reference)?;
    let went = States::default();
    let waiting = wait(sandbox.world(), &went);
    let answer = client.wait_until_issued(&reference, waiting).await?;
    let last = format!("{} ({})", answer.statut.label, answer.statut.code);
    steps.line("status", &went.ending_with(&last))?;
    let answers = client.statut(&chain_of(&reference)).await?;
    let chain = answers.only().ok_or("no answer")?.accepted()?.value;
    let issued = fetched(answer, chain, folder)?;
    steps.line("certificate", &issued.file)?;
    steps.end()?;
    Ok(issued)
}

/// The question for an order's chain.
fn chain_of(reference: &str) -> StatutRequest<'_> {
    let mut certificate = StatutDemandeCertificat::default();
    certificate.ref_tbs = Some(reference.into());
    let mut demand = StatutDemande::default();
    demand.certificat = certificate;
    demand.type_demande = Some(TypeDemande::Certificate);
    demand.type_reponse = Some(TypeReponse::Chaine);
    let mut question = StatutRequest::default();
    question.demande.push("demo-order", demand);
    question
}

fn fetched(
    status: StatutResponse<'static>,
    chain: StatutResponse<'static>,
    folder: &Folder,
) -> Result<Issued, Trouble> {
    let own = status.certificat.and_then(|certificate| certificate.x509);
    let own = own.ok_or("the answer has no certificate")?;
    let chain = chain.certificat.and_then(|certificate| certificate.chaine);
    let chain = chain.ok_or("the answer has no chain")?;
    let file = folder.write("tbs.pem", own.as_bytes())?;
    let chain_file = folder.write("tbs-chain.pem", chain.as_bytes())?;
    Ok(Issued {
        vendor: "TBS INTERNET",
        certificate: own.into_owned(),
        chain: split(&chain),
        file,
        chain_file,
    })
}

/// The certificates of a PEM file.
fn split(pem: &str) -> Vec<String> {
    const END: &str = "-----END CERTIFICATE-----";
    pem.split_inclusive(END)
        .map(str::trim)
        .filter(|part| part.ends_with(END))
        .map(|part| format!("{part}\n"))
        .collect()
}
