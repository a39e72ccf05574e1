//! `certwire tbs`: from arguments to requests.

use std::path::Path;

use super::{
    edit,
    failure::Failure,
    message::Message,
    now,
    plan::{Period, Plan},
};
use crate::{
    cli::tbs::{TbsArgs, TbsCommand, TbsDcvCommand, TbsOrderFlags, TbsRevokeArgs, TbsStatusArgs},
    input::files::Source,
    service::Service,
};

const SERVICE: Service = Service::Tbs;

/// What the arguments come to.
///
/// # Errors
///
/// When they make no sense, or a file cannot be read.
pub fn plan(args: &TbsArgs) -> Result<Plan<'_>, Failure> {
    match &args.command {
        TbsCommand::Order(order) => self::order(args, "achat", &order.order, None, &order.flags),
        TbsCommand::Renew(order) => {
            self::order(args, "renouvellement", &order.order, None, &order.flags)
        }
        TbsCommand::Reissue(reissue) => {
            let target = reissue.tbs_ref.as_deref();
            self::order(
                args,
                "refabrication",
                &reissue.order,
                target,
                &reissue.flags,
            )
        }
        TbsCommand::Revoke(revoke) => self::revoke(args, revoke),
        TbsCommand::Status(status) => self::status(args, status),
        TbsCommand::Dcv(dcv) => self::dcv(args, dcv),
        TbsCommand::Balance => simple(args, "solde", &[]),
        TbsCommand::Suspended => simple(args, "enSommeil", &[]),
        TbsCommand::Aed => simple(args, "listeAed", &[]),
        TbsCommand::Renewable => simple(args, "listeRenouv", &[]),
        TbsCommand::Lookup(lookup) => {
            let flags = [
                ("CN", lookup.common_name.as_deref()),
                ("refClient", lookup.client_ref.as_deref()),
                ("refCA", lookup.ca_ref.as_deref()),
                ("nrSerie", lookup.serial.as_deref()),
            ];
            simple(args, "reference", &flags)
        }
        TbsCommand::Changes(period) => {
            let mut plan = simple(args, "changementCommandes", &[])?;
            plan.period = Some(Period {
                window: period.window(now())?,
                from: "timestampChangementDepuis",
                to: "timestampChangementJusqua",
            });
            Ok(plan)
        }
    }
}

fn simple<'a>(
    args: &'a TbsArgs,
    operation: &str,
    flags: &[(&str, Option<&str>)],
) -> Result<Plan<'a>, Failure> {
    let mut plan = Plan::new(SERVICE, &args.call, [])?;
    plan.request(operation, flags)?;
    Ok(plan)
}

fn order<'a>(
    args: &'a TbsArgs,
    operation: &str,
    files: &'a [String],
    target: Option<&str>,
    flags: &'a TbsOrderFlags,
) -> Result<Plan<'a>, Failure> {
    let inputs = files.iter().map(Path::new).chain(flags.csr.as_deref());
    let mut plan = Plan::new(SERVICE, &args.call, inputs)?;
    let known = plan.operation(operation)?;
    for file in files {
        let message = Message::read(SERVICE, &Source::of(Path::new(file)), Some(known))?;
        plan.messages.push(message);
    }
    if files.is_empty() {
        let is_begun = target.is_some() || flags.csr.is_some() || flags.client_ref.is_some();
        if !is_begun && args.call.edits.set.is_empty() && args.call.edits.set_file.is_empty() {
            return Err(Failure::usage(format!(
                "name a file with the order (`certwire new tbs {operation}` writes one), or fill it with --set"
            )));
        }
        plan.request(operation, &[])?;
    }
    if let Some(target) = target {
        edit::set(plan.only("--tbs-ref")?, "demande/certificat/refTBS", target)?;
    }
    if let Some(reference) = &flags.client_ref {
        edit::set(
            plan.only("--client-ref")?,
            "demande/divers/refClient",
            reference,
        )?;
    }
    plan.csr(flags.csr.as_deref())?;
    plan.consent = Some(flags.consent.yes);
    plan.wait = Some(&flags.wait);
    Ok(plan)
}

fn revoke<'a>(args: &'a TbsArgs, revoke: &'a TbsRevokeArgs) -> Result<Plan<'a>, Failure> {
    let flags = [
        ("demande/certificat/refTBS", revoke.order.as_deref()),
        ("demande/certificat/refCA", revoke.ca_ref.as_deref()),
        ("demande/certificat/numSerie", revoke.serial.as_deref()),
        ("demande/raison", Some(revoke.reason.as_str())),
        ("demande/toutRevoquer", revoke.all.then_some("oui")),
    ];
    let mut plan = simple(args, "revocation", &flags)?;
    let order = [&revoke.order, &revoke.ca_ref, &revoke.serial];
    if let Some(order) = order.into_iter().flatten().next() {
        plan.name_last(order);
    }
    plan.consent = Some(revoke.consent.yes);
    Ok(plan)
}

/// All orders in one call, each under a reference that is no number: PHP would make an index of it.
fn status<'a>(args: &'a TbsArgs, status: &'a TbsStatusArgs) -> Result<Plan<'a>, Failure> {
    let mut plan = Plan::new(SERVICE, &args.call, [])?;
    plan.wait = Some(&status.wait);
    let others = [
        ("refCA", &status.ca_ref),
        ("refClient", &status.client_ref),
        ("nrSerie", &status.serial),
    ];
    if status.wait.wait {
        if status.orders.is_empty() || others.iter().any(|(_, list)| !list.is_empty()) {
            return Err(Failure::usage("--wait needs TBS's references"));
        }
        plan.orders.clone_from(&status.orders);
        return Ok(plan);
    }
    plan.request("statut", &[])?;
    let message = plan.only("status")?;
    // Each order is told under its own name.
    message.file.clear();
    let mut count = 0;
    for (name, list) in [("refTBS", &status.orders)].into_iter().chain(others) {
        for value in list {
            count += 1;
            // A question for the certificate, and one for its chain where that is to be kept.
            let demands = [("order", "x509"), ("chain", "chaine")];
            for (demand, answer) in demands
                .iter()
                .take(1 + usize::from(status.wait.out.is_some()))
            {
                let demand = format!("demande[{demand}-{value}]");
                edit::set(message, &format!("{demand}/certificat/{name}"), value)?;
                // The certificate with its state; 0 asks for contacts too.
                edit::set(message, &format!("{demand}/typeDemande"), "1")?;
                edit::set(message, &format!("{demand}/typeReponse"), answer)?;
            }
        }
    }
    if count == 0 {
        return Err(Failure::usage("name an order"));
    }
    Ok(plan)
}

fn dcv<'a>(args: &'a TbsArgs, dcv: &'a TbsDcvCommand) -> Result<Plan<'a>, Failure> {
    match dcv {
        TbsDcvCommand::Addresses { name } => {
            simple(args, "dcvAdresses", &[("CN", Some(name.as_str()))])
        }
        TbsDcvCommand::Resend {
            order,
            domains,
            address,
        } => {
            let flags = [
                ("refTBS", Some(order.as_str())),
                ("domaines", domains.as_deref()),
                ("adresseDVC", address.as_deref()),
            ];
            let mut plan = simple(args, "dcvEmailRenvoyer", &flags)?;
            plan.name_last(order);
            Ok(plan)
        }
        TbsDcvCommand::Code { order, code_file } => {
            let mut plan = Plan::new(SERVICE, &args.call, [code_file.as_path()])?;
            plan.request("dcvCodeValidation", &[("refCA", Some(order.as_str()))])?;
            plan.name_last(order);
            edit::set_from(plan.only("code")?, "dcvCode", code_file)?;
            Ok(plan)
        }
    }
}
