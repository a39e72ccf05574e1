//! `certwire gs`: from arguments to requests.

use std::path::Path;

use super::{
    edit,
    failure::Failure,
    message::Message,
    now,
    plan::{Period, Plan},
};
use crate::{
    cli::gs::{GsArgs, GsCommand, GsListArgs, GsModifyArgs, GsOrderArgs, GsReissueArgs},
    input::files::Source,
    service::Service,
};

const SERVICE: Service = Service::Gs;

/// What the arguments come to.
///
/// # Errors
///
/// When they make no sense, or a file cannot be read.
pub fn plan(args: &GsArgs) -> Result<Plan<'_>, Failure> {
    let begin = || Plan::new(SERVICE, &args.call, []);
    match &args.command {
        GsCommand::Order(order) => self::order(args, order),
        GsCommand::Reissue(reissue) => self::reissue(args, reissue),
        GsCommand::Cancel(modify) => self::modify(args, modify, "CANCEL"),
        GsCommand::Revoke(modify) => self::modify(args, modify, "REVOKE"),
        GsCommand::List(list) => self::list(args, list),
        GsCommand::Resend { order } => {
            let mut plan = begin()?;
            let flags = [
                ("OrderID", Some(order.as_str())),
                ("EmailType", Some("ENROLLMENT")),
            ];
            plan.request("ResendEmail", &flags)?;
            plan.name_last(order);
            Ok(plan)
        }
        GsCommand::Status { orders, wait } => {
            let mut plan = begin()?;
            plan.wait = Some(wait);
            if wait.wait {
                plan.orders.clone_from(orders);
                return Ok(plan);
            }
            let certificate = wait.out.is_some().then_some("true");
            for order in orders {
                let flags = [
                    ("OrderID", Some(order.as_str())),
                    ("OrderQueryOption/ReturnCertificateInfo", Some("true")),
                    ("OrderQueryOption/ReturnFulfillment", certificate),
                    ("OrderQueryOption/ReturnCACerts", certificate),
                ];
                plan.request("GetOrderByOrderID", &flags)?;
                plan.name_last(order);
            }
            Ok(plan)
        }
        GsCommand::Modified(period) => {
            let mut plan = begin()?;
            plan.request("GetModifiedOrders", &[])?;
            plan.period = Some(Period {
                window: period.window(now())?,
                from: "FromDate",
                to: "ToDate",
            });
            Ok(plan)
        }
    }
}

fn order<'a>(args: &'a GsArgs, order: &'a GsOrderArgs) -> Result<Plan<'a>, Failure> {
    let (first, files) = match order.order.split_first() {
        Some((first, rest)) if SERVICE.reference().operation(first).is_some() => {
            (Some(first), rest)
        }
        _ => (None, order.order.as_slice()),
    };
    let inputs = files.iter().map(Path::new).chain(order.csr.as_deref());
    let mut plan = Plan::new(SERVICE, &args.call, inputs)?;
    let operation = first.map(|name| plan.operation(name)).transpose()?;
    for file in files {
        let message = Message::read(SERVICE, &Source::of(Path::new(file)), operation)?;
        plan.messages.push(message);
    }
    if files.is_empty() {
        let Some(operation) = operation else {
            return Err(Failure::usage(
                "name a file with the order (`certwire new gs OrderPS1` writes one), or an operation to fill with --set",
            ));
        };
        plan.request(operation.name, &[])?;
    }
    for message in &plan.messages {
        let name = message.operation.name;
        if !name.starts_with("Order") {
            return Err(Failure::usage(format!(
                "{name} is no order: see `certwire gs --help`"
            )));
        }
    }
    if let Some(sub_id) = &order.sub_id {
        edit::set(plan.only("--sub-id")?, "SubID", sub_id)?;
    }
    plan.csr(order.csr.as_deref())?;
    plan.consent = Some(order.consent.yes);
    plan.wait = Some(&order.wait);
    Ok(plan)
}

fn reissue<'a>(args: &'a GsArgs, reissue: &'a GsReissueArgs) -> Result<Plan<'a>, Failure> {
    let file = reissue.file.as_deref().map(Path::new);
    let inputs = file.into_iter().chain(reissue.csr.as_deref());
    let mut plan = Plan::new(SERVICE, &args.call, inputs)?;
    let operation = plan.operation("ReIssue")?;
    match file {
        Some(file) => {
            let message = Message::read(SERVICE, &Source::of(file), Some(operation))?;
            plan.messages.push(message);
        }
        // The only algorithm that there is.
        None => plan.request(
            "ReIssue",
            &[("OrderParameter/HashAlgorithm", Some("SHA256"))],
        )?,
    }
    let message = plan.only("reissue")?;
    edit::set(message, "TargetOrderID", &reissue.target)?;
    if let Some(issue_type) = &reissue.issue_type {
        edit::set(message, "OrderParameter/IssueType", issue_type)?;
    }
    plan.csr(reissue.csr.as_deref())?;
    plan.consent = Some(reissue.consent.yes);
    plan.wait = Some(&reissue.wait);
    Ok(plan)
}

fn modify<'a>(args: &'a GsArgs, modify: &'a GsModifyArgs, what: &str) -> Result<Plan<'a>, Failure> {
    let mut plan = Plan::new(SERVICE, &args.call, [])?;
    let flags = [
        ("OrderID", Some(modify.order.as_str())),
        ("ModifyOrderOperation", Some(what)),
    ];
    plan.request("ModifyOrder", &flags)?;
    plan.name_last(&modify.order);
    plan.consent = Some(modify.consent.yes);
    Ok(plan)
}

fn list<'a>(args: &'a GsArgs, list: &GsListArgs) -> Result<Plan<'a>, Failure> {
    let mut plan = Plan::new(SERVICE, &args.call, [])?;
    plan.request(
        "GetOrders",
        &[("OrderQueryOption/ReturnCertificateInfo", Some("true"))],
    )?;
    let message = plan.only("list")?;
    for (name, value) in [
        ("ProductCode", &list.product),
        ("OrderStatus", &list.status),
        ("CertificateStatus", &list.certificate_status),
        ("RequestDateFrom", &list.requested_from),
        ("RequestDateTo", &list.requested_to),
        ("IssueDateFrom", &list.issued_from),
        ("IssueDateTo", &list.issued_to),
        ("ExpirationDateFrom", &list.expires_from),
        ("ExpirationDateTo", &list.expires_to),
        ("CommonName", &list.common_name),
        ("OrderID", &list.order_id),
        ("SubID", &list.sub_id),
    ] {
        if let Some(value) = value {
            edit::set(message, &format!("OrderQueryOption/{name}"), value)?;
        }
    }
    Ok(plan)
}
