//! What to try after the demo.

use certwire_sandbox::{Sandbox, model::Service};
use certwire_wire::{soap, xmlrpc};
use gs_soap_types::{AuthToken, OrderPS2ProRequest, OrderRequestHeader};
use tbs_xmlrpc_types::{AchatRequest, Identification};

use super::{
    Trouble,
    files::Folder,
    gs,
    order::{message, request},
    step::Steps,
    tbs,
};

/// Scripts for other people's clients: file, text, how to run it.
const SCRIPTS: [(&str, &str, &str); 2] = [
    ("order.py", include_str!("order.py"), "python3"),
    ("order.php", include_str!("order.php"), "php"),
];

/// Says what to try next; when the sandbox goes on, the same orders for other people's clients.
///
/// # Errors
///
/// When a file cannot be written.
pub(super) fn tell(
    sandbox: &Sandbox,
    folder: &Folder,
    (csr, pickup): (&str, &str),
    keep: bool,
    steps: &mut Steps<'_>,
) -> Result<(), Trouble> {
    steps.begin("next", "What to try next")?;
    if keep {
        orders(sandbox, folder, (csr, pickup), steps)?;
        steps.line("stop", "Ctrl-C ends the sandbox")?;
    } else {
        steps.line(
            "the same",
            "certwire demo --keep leaves the sandbox running, for curl, zeep and PHP",
        )?;
        steps.line("a sandbox", "certwire sandbox")?;
        steps.line(
            "your order",
            "certwire new gs OrderPS2Pro > order.yaml; certwire validate order.yaml",
        )?;
        steps.line("a code", "certwire explain gs -103")?;
    }
    steps.end()?;
    Ok(())
}

/// Writes the demo's orders and scripts, and says how to send them.
fn orders(
    sandbox: &Sandbox,
    folder: &Folder,
    (csr, pickup): (&str, &str),
    steps: &mut Steps<'_>,
) -> Result<(), Trouble> {
    let (user, password) = credentials(sandbox, Service::Gs)?;
    let (tbs_user, tbs_password) = credentials(sandbox, Service::Tbs)?;
    for (name, secret) in [
        ("globalsign-password", &password),
        ("tbs-password", &tbs_password),
        ("pickup-password", &pickup.to_owned()),
    ] {
        folder.write_private(name, secret.as_bytes())?;
    }
    let gs_order = gs_order(&user, &password, pickup)?;
    let gs_file = folder.write_private("globalsign-order.xml", &gs_order)?;
    let tbs_order = tbs_order(&tbs_user, &tbs_password, csr)?;
    let tbs_file = folder.write_private("tbs-order.xml", &tbs_order)?;
    let curl = |file: &str, url: &str| {
        format!("curl -H 'Content-Type: text/xml' --data-binary @{file} {url}")
    };
    steps.line("curl", &curl(&gs_file, &sandbox.gs_url()))?;
    let operations = format!("{}/api-operations.php", sandbox.tbs_url());
    steps.line("curl", &curl(&tbs_file, &operations))?;
    for (name, text, program) in SCRIPTS {
        let text = text
            .replace("GS-URL", &sandbox.gs_url())
            .replace("GS-USER", &user)
            .replace("TBS-URL", &sandbox.tbs_url())
            .replace("TBS-USER", &tbs_user);
        let file = folder.write(name, text.as_bytes())?;
        steps.line(program, &format!("{program} {file}"))?;
    }
    Ok(())
}

fn credentials(sandbox: &Sandbox, service: Service) -> Result<(String, String), Trouble> {
    let account = sandbox.account(service)?.ok_or("no account")?;
    Ok((account.user, account.password))
}

fn gs_order(user: &str, password: &str, pickup: &str) -> Result<Vec<u8>, Trouble> {
    let mut token = AuthToken::default();
    token.user_name = user.into();
    token.password = password.into();
    let mut header = OrderRequestHeader::default();
    header.auth_token = token;
    let message = message(&gs::ORDER.replace(gs::PICKUP, pickup))?;
    let mut order: OrderPS2ProRequest<'_> = request(&message);
    order.order_request_header = header;
    order.sub_id = Some("demo-curl".into());
    let mut xml = Vec::new();
    soap::write_indented(&order, &mut xml)?;
    Ok(xml)
}

fn tbs_order(user: &str, password: &str, csr: &str) -> Result<Vec<u8>, Trouble> {
    let mut identification = Identification::default();
    identification.utilisateur = user.into();
    identification.mot_de_passe = password.into();
    let message = message(&tbs::with_csr(csr))?;
    let mut order: AchatRequest<'_> = request(&message);
    order.identification = identification;
    let options = xmlrpc::WriteOptions {
        indent: true,
        ..xmlrpc::WriteOptions::default()
    };
    let mut xml = Vec::new();
    xmlrpc::write_with(&order, options, &mut xml)?;
    Ok(xml)
}
