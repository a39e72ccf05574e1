//! What a command line comes to: requests, and what is to be done around them.

use std::path::Path;

use certwire_transport::Window;
use certwire_wire::operation::Operation;

use super::{account::Account, edit, failure::Failure, message::Message};
use crate::{
    cli::call::{CallArgs, PeriodArgs, WaitArgs},
    input::files::STDIN,
    service::Service,
};

/// A command line, understood.
#[derive(Debug)]
pub struct Plan<'a> {
    /// Where to send and as whom.
    pub account: Account,
    /// How.
    pub call: &'a CallArgs,
    /// What to send, in order.
    pub messages: Vec<Message>,
    /// Whether consent was given; none where it is not needed.
    pub consent: Option<bool>,
    /// How to wait for what was ordered, and where to keep it.
    pub wait: Option<&'a WaitArgs>,
    /// Orders to wait for that exist already.
    pub orders: Vec<String>,
    /// The period that the only request is asked for, in pieces if need be.
    pub period: Option<Period>,
    /// Whether standard input is read for something.
    pub stdin_is_taken: bool,
}

/// A period and the elements that take its ends.
#[derive(Debug, Clone, Copy)]
pub struct Period {
    /// From when to when.
    pub window: Window,
    /// The element that takes its start.
    pub from: &'static str,
    /// The element that takes its end.
    pub to: &'static str,
}

impl<'a> Plan<'a> {
    /// A plan without requests.
    ///
    /// # Errors
    ///
    /// When the configuration cannot be used, or standard input is asked for twice. `inputs` are the files that the
    /// subcommand itself reads.
    pub fn new<'f>(
        service: Service,
        call: &'a CallArgs,
        inputs: impl IntoIterator<Item = &'f Path>,
    ) -> Result<Self, Failure> {
        let account = Account::new(service, &call.connection)?;
        let is_stdin = |path: &&Path| path.as_os_str() == STDIN;
        let readers = inputs.into_iter().filter(is_stdin).count()
            + edit::stdin_uses(&call.edits)
            + usize::from(account.reads_stdin());
        if readers > 1 {
            return Err(Failure::usage(
                "standard input can be read for one thing alone",
            ));
        }
        Ok(Self {
            account,
            call,
            messages: Vec::new(),
            consent: None,
            wait: None,
            orders: Vec::new(),
            period: None,
            stdin_is_taken: readers > 0,
        })
    }

    /// Adds a request that is made of flags alone.
    ///
    /// # Errors
    ///
    /// When a path leads nowhere.
    pub fn request(
        &mut self,
        operation: &str,
        flags: &[(&str, Option<&str>)],
    ) -> Result<(), Failure> {
        let operation = self.operation(operation)?;
        let name = operation.name.to_owned();
        let mut message = Message::empty(self.account.service, operation, name);
        for (path, value) in flags {
            if let Some(value) = value {
                edit::set(&mut message, path, value)?;
            }
        }
        self.messages.push(message);
        Ok(())
    }

    /// Calls the last request after the order that it is about.
    pub fn name_last(&mut self, order: &str) {
        if let Some(message) = self.messages.last_mut() {
            order.clone_into(&mut message.file);
        }
    }

    /// The service's operation of this name.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub fn operation(&self, name: &str) -> Result<&'static Operation, Failure> {
        let service = self.account.service;
        service.reference().operation(name).ok_or_else(|| {
            let (vendor, id) = (service.vendor(), service.id());
            Failure::usage(format!(
                "{vendor} has no operation {name}: `certwire schema show {id}` lists them"
            ))
        })
    }

    /// The only request, for flags that speak of one.
    ///
    /// # Errors
    ///
    /// When there are several.
    pub fn only(&mut self, flag: &str) -> Result<&mut Message, Failure> {
        match self.messages.as_mut_slice() {
            [message] => Ok(message),
            _ => Err(Failure::usage(format!(
                "{flag} speaks of one request: give one file"
            ))),
        }
    }

    /// Sets the certificate request.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or the operation takes none.
    pub fn csr(&mut self, file: Option<&Path>) -> Result<(), Failure> {
        let Some(file) = file else {
            return Ok(());
        };
        let message = self.only("--csr")?;
        let operation = message.operation;
        let path = edit::path_of(operation, "CSR")
            .ok_or_else(|| Failure::usage(format!("{} takes no CSR", operation.name)))?;
        edit::set_from(message, &path, file)
    }
}

impl PeriodArgs {
    /// The period; `now` in milliseconds since 1970 began in UTC.
    ///
    /// # Errors
    ///
    /// When it ends before it begins.
    pub fn window(&self, now: i64) -> Result<Window, Failure> {
        const DAY: i64 = 86_400_000;
        let to = self.to.unwrap_or(now);
        let millis =
            |since: std::time::Duration| i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        let length = self.since.map_or(DAY, millis);
        let from = self.from.unwrap_or(to.saturating_sub(length));
        if from > to {
            return Err(Failure::usage("the period ends before it begins"));
        }
        Ok(Window { from, to })
    }
}
