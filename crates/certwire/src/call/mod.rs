//! `certwire gs` and `certwire tbs`: calls to the CAs.
//!
//! A command line becomes a [`plan::Plan`], the plan's requests are edited and judged, and only then is something sent.

pub mod account;
pub mod answer;
pub mod check;
pub mod config;
pub mod consent;
pub mod edit;
pub mod failure;
pub mod gs;
pub mod keep;
pub mod line;
pub mod message;
pub mod plan;
pub mod print;
pub mod reply;
pub mod secret;
pub mod session;
pub mod summary;
pub mod table;
pub mod tbs;
pub mod time;
pub mod trace;
pub mod waiting;

use std::{
    io::{self, Write},
    time::{SystemTime, UNIX_EPOCH},
};

use self::{
    plan::Plan,
    print::say,
    session::{Halt, Session},
};
use crate::{
    cli::{call::AnswerFormat, gs::GsArgs, tbs::TbsArgs},
    exit::Exit,
    judgement::Judgement,
    output::{Format, printer, xml},
};

/// Calls `GlobalSign`.
///
/// # Errors
///
/// When standard output cannot be written.
pub fn gs(args: &GsArgs, out: &mut dyn Write) -> io::Result<Exit> {
    ended(
        gs::plan(args)
            .map_err(Halt::from)
            .and_then(|plan| run(plan, out)),
    )
}

/// Calls TBS INTERNET.
///
/// # Errors
///
/// When standard output cannot be written.
pub fn tbs(args: &TbsArgs, out: &mut dyn Write) -> io::Result<Exit> {
    ended(
        tbs::plan(args)
            .map_err(Halt::from)
            .and_then(|plan| run(plan, out)),
    )
}

fn ended(end: Result<Exit, Halt>) -> io::Result<Exit> {
    match end {
        Ok(exit) => Ok(exit),
        Err(Halt::Output(error)) => Err(error),
        Err(Halt::Failure(failure)) => {
            say(&format!("certwire: {failure}\n"));
            Ok(failure.exit)
        }
    }
}

/// The time in milliseconds since 1970 began in UTC.
fn now() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

fn run(mut plan: Plan<'_>, out: &mut dyn Write) -> Result<Exit, Halt> {
    let manner = &plan.call.manner;
    if let (Some(yes), false) = (plan.consent, manner.dry_run) {
        consent::demand(yes, plan.stdin_is_taken)?;
    }
    trace::install(manner.verbose);
    let csr = check::csr_checks(manner)?;
    if let Some(period) = &plan.period {
        for message in &mut plan.messages {
            session::set_window(message, *period, period.window)?;
        }
    }
    for message in &mut plan.messages {
        edit::apply(message, &plan.call.edits)?;
        let user = if plan.account.user.is_empty() {
            xml::STARS
        } else {
            &plan.account.user
        };
        if message.head(user, xml::STARS) {
            let file = &message.file;
            let what = "its own credentials are not used; the account's are";
            say(&format!("certwire: {file}: {what}\n"));
        }
    }
    if !is_fit(&plan, &csr, out)? {
        return Ok(Exit::Violations);
    }
    if manner.dry_run {
        return Ok(Exit::Done);
    }
    let credentials = plan.account.credentials()?;
    let log = manner.log.as_deref().map(trace::Log::open).transpose()?;
    let extras = line::Extras {
        csr,
        log: log.map(|log| Box::new(log) as Box<dyn certwire_transport::WireLog>),
        lists: plan
            .messages
            .iter()
            .any(|message| !message.operation.stream.is_empty()),
    };
    let line = line::Line::open(&plan.account, credentials, extras)?;
    if plan.consent == Some(false) {
        let summaries = plan.messages.iter().map(|message| {
            let address = line.address(message.operation);
            summary::summary(message, &address)
        });
        consent::ask(&summaries.collect::<String>(), plan.messages.len())?;
    }
    Session::new(plan, line, out).run()
}

/// Judges all requests, and shows what was found: everything where nothing is to be sent, else what is wrong.
fn is_fit(plan: &Plan<'_>, csr: &check::CsrChecks, out: &mut dyn Write) -> Result<bool, Halt> {
    let manner = &plan.call.manner;
    let judgements: Vec<_> = plan
        .messages
        .iter()
        .map(|message| check::judge(message, csr))
        .collect();
    let fit = judgements.iter().all(Judgement::is_valid);
    if manner.dry_run {
        dry_run(plan, out)?;
    }
    let format = match manner.format {
        AnswerFormat::Human => Format::Human,
        AnswerFormat::Json => Format::Json,
    };
    let mut printer = printer(format, false);
    if manner.dry_run || !fit {
        for judgement in &judgements {
            printer.payload(judgement, out)?;
        }
        printer.finish(out)?;
        if !fit && !manner.dry_run {
            out.flush()?;
            say("certwire: nothing was sent\n");
        }
    }
    if fit && !manner.dry_run {
        judgements.iter().for_each(warn);
    }
    Ok(fit)
}

/// What the checks find doubtful in a request that goes out all the same.
fn warn(judgement: &Judgement) {
    let report = judgement.outcome.as_ref().ok();
    for violation in report.into_iter().flat_map(|report| &report.violations) {
        let (file, what) = (&judgement.file, violation.place.before(&violation.message));
        say(&format!("certwire: {file}: warning: {what}\n"));
    }
}

/// Shows the requests as they would be sent.
fn dry_run(plan: &Plan<'_>, out: &mut dyn Write) -> Result<(), Halt> {
    let open = |()| {
        let extras = line::Extras {
            csr: None,
            log: None,
            lists: false,
        };
        line::Line::open(&plan.account, plan.account.placeholder(), extras)
    };
    let is_chosen = plan.account.endpoint().map(|_| ());
    let line = is_chosen.map(open).transpose()?;
    for message in &plan.messages {
        let address = line.as_ref().map(|line| line.address(message.operation));
        let request = check::masked(message)?;
        match plan.call.manner.format {
            AnswerFormat::Human => {
                let address =
                    address.unwrap_or_else(|| "an endpoint that is not chosen yet".to_owned());
                writeln!(
                    out,
                    "POST {address} (dry run: nothing is sent)\n\n{request}"
                )?;
            }
            AnswerFormat::Json => {
                let object = serde_json::json!({
                    "protocol": message.service.id(),
                    "operation": message.operation.name,
                    "endpoint": address,
                    "file": message.file,
                    "outcome": "dry-run",
                    "request": request,
                });
                writeln!(out, "{object}")?;
            }
        }
    }
    Ok(())
}
