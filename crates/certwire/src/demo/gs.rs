//! `GlobalSign`'s part of the demo.

use certwire_sandbox::{Sandbox, model::Service};
use certwire_transport::Credentials;
use certwire_wire::soap;
use gs_soap_client::Client;
use gs_soap_types::{AuthToken, GetOrderByOrderIDResponse, OrderPS2ProRequest, OrderRequestHeader};

use super::{
    Trouble,
    files::Folder,
    order::{Issued, message, request},
    progress::{States, wait},
    step::Steps,
};
use crate::{
    judge::{Options, judge},
    output::{Format, printer},
};

/// The order; its pick-up password is put in.
pub(super) const ORDER: &str = include_str!("gs_order.yaml");
/// What stands in the place of that password.
pub(super) const PICKUP: &str = "PICKUP-PASSWORD";

/// 38 characters, where the document allows 30.
const LONG_NAME: &str = "a-user-name-that-is-longer-than-thirty";

/// Shows what an order with a mistake looks like before it is sent.
///
/// # Errors
///
/// When standard output cannot be written.
pub(super) fn show_wrong_order(styled: bool, steps: &mut Steps<'_>) -> Result<(), Trouble> {
    let mut token = AuthToken::default();
    token.user_name = LONG_NAME.into();
    token.password = "not-a-real-password".into();
    let mut header = OrderRequestHeader::default();
    header.auth_token = token;
    let message = message(ORDER)?;
    let mut order: OrderPS2ProRequest<'_> = request(&message);
    order.order_request_header = header;
    let mut xml = Vec::new();
    soap::write_indented(&order, &mut xml)?;

    let judgement = judge("order.xml".to_owned(), &xml, &Options::default());
    let mut verdict = Vec::new();
    let mut printer = printer(Format::Human, styled);
    printer.payload(&judgement, &mut verdict)?;
    steps.begin("check", "An order with a mistake, caught before it is sent")?;
    steps.text("verdict", String::from_utf8_lossy(&verdict).trim_end())?;
    steps.end()?;
    Ok(())
}

/// Orders a certificate, waits for it and writes it down.
///
/// # Errors
///
/// When anything does not go as it should.
pub(super) async fn order(
    sandbox: &Sandbox,
    pickup: &str,
    folder: &Folder,
    steps: &mut Steps<'_>,
) -> Result<Issued, Trouble> {
    let account = sandbox.account(Service::Gs)?.ok_or("no account")?;
    let client = Client::builder()
        .url(&sandbox.gs_url())
        .credentials(Credentials::new(account.user, account.password))
        .build()?;
    let message = message(&ORDER.replace(PICKUP, pickup))?;
    let order: OrderPS2ProRequest<'_> = request(&message);
    steps.begin(
        "globalsign",
        "GlobalSign: OrderPS2Pro, a certificate for a person of an organisation",
    )?;
    let placed = client.order_ps2_pro(&order).await?.accepted()?.value;
    steps.line("OrderID", &placed.order_id)?;
    let states = States::default();
    let waiting = wait(sandbox.world(), &states);
    let answer = client.wait_until_issued(&placed.order_id, waiting).await?;
    steps.line("status", &states.ending_with("Issue completed (4)"))?;
    let issued = fetched(answer, folder)?;
    steps.line("certificate", &issued.file)?;
    steps.end()?;
    Ok(issued)
}

fn fetched(answer: GetOrderByOrderIDResponse<'static>, folder: &Folder) -> Result<Issued, Trouble> {
    let detail = answer.order_detail.ok_or("the answer has no order")?;
    let fulfillment = detail.fulfillment.ok_or("the answer has no certificates")?;
    let own = fulfillment
        .pc_certificate
        .ok_or("the answer has no certificate")?;
    let issuers = fulfillment
        .ca_certificates
        .ok_or("the answer has no chain")?;
    let certificate = own.x509_cert.into_owned();
    let issuers = issuers.ca_certificate.into_iter();
    let chain: Vec<String> = issuers.map(|issuer| issuer.ca_cert.into_owned()).collect();
    let file = folder.write("globalsign.pem", certificate.as_bytes())?;
    let chain_file = folder.write("globalsign-chain.pem", chain.concat().as_bytes())?;
    Ok(Issued {
        vendor: "GlobalSign",
        certificate,
        chain,
        file,
        chain_file,
    })
}
