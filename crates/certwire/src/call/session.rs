//! Sending: one request after the other, each answer told as soon as it is there; then waiting.

use std::io::{self, Write};

use certwire_transport::{Error, LookUp, Service as Protocol, Window, Windows, iso};
use certwire_wire::{
    operation::{Effect, Operation},
    tree::{Node, Tree},
};
use tokio::runtime::{self, Runtime};

use super::{
    answer::{Answer, Fate},
    edit,
    failure::Failure,
    keep,
    line::{Line, Sending, Sent},
    message::Message,
    plan::{Period, Plan},
    print::{Printer, say},
    table,
    waiting::{self, Awaited},
};
use crate::{cli::call::WaitArgs, exit::Exit, service::Service};

/// Why a session ends before its time.
#[derive(Debug)]
pub enum Halt {
    /// For a reason to tell.
    Failure(Failure),
    /// Standard output is gone.
    Output(io::Error),
}

impl From<Failure> for Halt {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<io::Error> for Halt {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// The shortest window that is asked for.
const SECOND: std::time::Duration = std::time::Duration::from_secs(1);

/// Requests on their way.
#[derive(Debug)]
pub struct Session<'p, 'o> {
    plan: Plan<'p>,
    line: Line,
    printer: Printer<'o>,
    exit: Exit,
    /// Orders that were accepted.
    ordered: Vec<Awaited>,
}

impl<'p, 'o> Session<'p, 'o> {
    /// Nothing sent yet.
    pub fn new(plan: Plan<'p>, line: Line, out: &'o mut dyn Write) -> Self {
        let manner = &plan.call.manner;
        let printer = Printer {
            out,
            format: manner.format,
            verbose: manner.verbose > 0,
        };
        Self {
            plan,
            line,
            printer,
            exit: Exit::Done,
            ordered: Vec::new(),
        }
    }

    /// Sends everything, and waits for what is to be waited for.
    ///
    /// # Errors
    ///
    /// When standard output is gone, or something else than a call fails.
    pub fn run(mut self) -> Result<Exit, Halt> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Failure::failed(format!("no runtime: {error}")))?;
        let result = self.everything(&runtime);
        // A look-up of a name that never ends must not keep the command.
        runtime.shutdown_background();
        result.map(|()| self.exit)
    }

    fn everything(&mut self, runtime: &Runtime) -> Result<(), Halt> {
        for message in std::mem::take(&mut self.plan.messages) {
            if self.exit == Exit::Interrupted {
                self.tell(&self.answer(&message, None, Fate::Left))?;
                continue;
            }
            match self.plan.period {
                Some(period) => self.windows(runtime, message, period)?,
                None => self.one(runtime, &message)?,
            }
        }
        if self.exit == Exit::Interrupted {
            return Ok(());
        }
        let existing = std::mem::take(&mut self.plan.orders).into_iter();
        let existing = existing.map(|id| Awaited {
            file: String::new(),
            id,
        });
        let orders: Vec<Awaited> = existing.chain(std::mem::take(&mut self.ordered)).collect();
        match self.plan.wait {
            Some(args) if args.wait && !orders.is_empty() => self.wait(runtime, orders, args),
            _ => Ok(()),
        }
    }

    /// Sends one request and tells of its answers.
    fn one(&mut self, runtime: &Runtime, message: &Message) -> Result<(), Halt> {
        for answer in self.send(runtime, message)? {
            self.settle(message, answer)?;
        }
        Ok(())
    }

    /// Sends one request.
    fn send(&self, runtime: &Runtime, message: &Message) -> Result<Vec<Answer>, Halt> {
        if self.line.is_halted() {
            return Ok(vec![self.answer(message, None, Fate::Left)]);
        }
        let sending = self.line.send(message)?;
        let waits = message.operation.effect != Effect::Query;
        Ok(match runtime.block_on(interruptible(sending, waits)) {
            Some(Ok(sent)) => sent
                .into_iter()
                .map(|Sent { reference, outcome }| self.answer(message, reference, outcome.into()))
                .collect(),
            Some(Err(error)) => vec![self.answer(message, None, Fate::NotSent(error))],
            None => vec![self.answer(message, None, Fate::Interrupted(look_ups(message)))],
        })
    }

    fn answer(&self, message: &Message, reference: Option<String>, fate: Fate) -> Answer {
        Answer {
            service: message.service,
            operation: message.operation,
            address: self.line.address(message.operation),
            file: message.file.clone(),
            reference,
            fate,
            files: Vec::new(),
        }
    }

    /// Tells of an answer, remembers the order that it accepts, and keeps what it brings.
    fn settle(&mut self, message: &Message, answer: Answer) -> Result<(), Halt> {
        let Some(reply) = answer.reply() else {
            return self.tell(&answer);
        };
        let id = reply.id().map(|(_, id)| id);
        // Questions about orders stand under `order-…` and `chain-…`.
        let reference = answer
            .reference
            .as_deref()
            .and_then(|name| name.split_once('-'));
        let name = match (&id, reference) {
            (Some(id), _) => id.clone(),
            (None, Some((_, name))) => name.to_owned(),
            (None, None) => message.file.clone(),
        };
        if let Some(id) = id {
            let file = answer.label();
            self.ordered.push(Awaited { file, id });
        }
        self.keep_and_tell(&name, answer)
    }

    fn keep_and_tell(&mut self, name: &str, mut answer: Answer) -> Result<(), Halt> {
        let folder = self.plan.wait.and_then(|wait| wait.out.as_deref());
        let mut failure = None;
        if let (Some(folder), Some(reply)) = (folder, answer.reply()) {
            match keep::keep(folder, name, reply) {
                Ok(files) => answer.files = files,
                // The answer is told all the same: what could not be written can be fetched again.
                Err(trouble) => failure = Some(trouble),
            }
        }
        self.tell(&answer)?;
        if let Some(failure) = failure {
            say(&format!("certwire: {failure}\n"));
            self.exit = self.exit.worse(failure.exit);
        }
        Ok(())
    }

    fn tell(&mut self, answer: &Answer) -> Result<(), Halt> {
        self.exit = self.exit.worse(answer.fate.exit());
        self.printer.answer(answer)?;
        Ok(())
    }

    /// Asks for a period piece by piece: a list that is full may be cut off, so its period is asked for again in halves.
    fn windows(
        &mut self,
        runtime: &Runtime,
        mut message: Message,
        period: Period,
    ) -> Result<(), Halt> {
        let mut windows: Windows<Node<'static>> = Windows::of(period.window, SECOND);
        while let Some(window) = windows.next() {
            set_window(&mut message, period, window)?;
            for mut answer in self.send(runtime, &message)? {
                let Operation { name, stream, .. } = message.operation;
                let Some(reply) = answer.reply_mut() else {
                    self.tell(&answer)?;
                    continue;
                };
                let records = table::records(name, stream, reply).unwrap_or_default();
                let list: Vec<Node<'static>> = records.into_iter().cloned().collect();
                if let Some((_, fresh)) = windows.came(list) {
                    reply.keep_records(table::list(name, stream), &fresh);
                    self.tell(&answer)?;
                }
            }
            if self.exit != Exit::Done {
                return Ok(());
            }
        }
        Ok(())
    }

    fn wait(
        &mut self,
        runtime: &Runtime,
        orders: Vec<Awaited>,
        args: &WaitArgs,
    ) -> Result<(), Halt> {
        let service = self.plan.account.service;
        let operation = self.plan.operation(match service {
            Service::Gs => "GetOrderByOrderID",
            Service::Tbs => "statut",
        })?;
        let line = self.line.clone();
        let address = line.address(operation);
        let mut halt = Ok(());
        let tell = |order: Awaited, end| {
            let name = order.id.clone();
            let answer = Answer {
                service,
                operation,
                address: address.clone(),
                file: order.file,
                reference: Some(order.id),
                fate: Fate::from(end),
                files: Vec::new(),
            };
            let told = self.keep_and_tell(&name, answer);
            if halt.is_ok() {
                halt = told;
            }
        };
        if !runtime.block_on(waiting::all(&line, orders, args, tell)) {
            self.exit = self.exit.worse(Exit::Failed);
        }
        halt
    }
}

/// Runs a call. Ctrl-C ends a query at once; anything else may have been sent, so that its answer is waited for until
/// Ctrl-C comes again.
async fn interruptible(mut sending: Sending, waits: bool) -> Option<Result<Vec<Sent>, Error>> {
    tokio::select! {
        biased;
        _ = tokio::signal::ctrl_c() => {}
        answer = &mut sending => return Some(answer),
    }
    if !waits {
        return None;
    }
    say(
        "certwire: the request may be with the CA already, so its answer is waited for; Ctrl-C again gives up
",
    );
    tokio::select! {
        biased;
        _ = tokio::signal::ctrl_c() => None,
        answer = &mut sending => Some(answer),
    }
}

/// Sets the ends of the period that a request asks for.
///
/// # Errors
///
/// When the request has no such elements.
pub fn set_window(message: &mut Message, period: Period, window: Window) -> Result<(), Failure> {
    let text = |millis: i64| match message.service {
        Service::Gs => iso(millis),
        // Unix time leaves no time zone open.
        Service::Tbs => millis.div_euclid(1000).to_string(),
    };
    let (from, to) = (text(window.from), text(window.to));
    edit::set(message, period.from, &from)?;
    edit::set(message, period.to, &to)
}

/// How to find out what became of a request: by its own ids and references, else by what changed.
fn look_ups(message: &Message) -> Vec<LookUp> {
    let (known, changes) = match message.service {
        Service::Gs => (
            gs_soap_client::Vendor::LOOK_UPS,
            gs_soap_client::Vendor::CHANGES,
        ),
        Service::Tbs => (
            tbs_xmlrpc_client::Vendor::LOOK_UPS,
            tbs_xmlrpc_client::Vendor::CHANGES,
        ),
    };
    let mut found = Vec::new();
    for (name, operation, field) in known {
        let mut values = Vec::new();
        leaves(&message.members, name, &mut values);
        found.extend(values.into_iter().map(|value| LookUp {
            operation,
            field,
            value,
        }));
    }
    if found.is_empty() && message.operation.effect != Effect::Query {
        found.push(LookUp {
            operation: changes,
            field: "",
            value: String::new(),
        });
    }
    found
}

/// The values of all leaves of this name.
fn leaves(node: &Node<'static>, name: &str, values: &mut Vec<String>) {
    match &node.tree {
        Tree::Map(members) => {
            for (member, node) in members {
                match &node.tree {
                    Tree::Text(text) if member == name => values.push(text.to_string()),
                    Tree::Int(number) if member == name => values.push(number.to_string()),
                    _ => leaves(node, name, values),
                }
            }
        }
        Tree::List(entries) => entries.iter().for_each(|node| leaves(node, name, values)),
        _ => {}
    }
}
