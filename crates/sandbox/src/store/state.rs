//! All of the state at once: emptied, saved, brought back.

use serde::{Deserialize, Serialize};

use super::{Error, Tx};
use crate::{
    gs,
    model::{Account, Exchange, Forced, Happening, Mail, Order, Voucher},
    settings::Settings,
    tbs,
    time::Clock,
};

/// Everything that the sandbox knows. A seed file is one too, with whatever members it wants to give.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Snapshot {
    /// The clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<Clock>,
    /// The switches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<Settings>,
    /// Accounts.
    pub accounts: Vec<Account>,
    /// Coupons, campaigns, discount codes.
    pub vouchers: Vec<Voucher>,
    /// Orders at `GlobalSign`.
    pub gs_orders: Vec<Order<gs::Details>>,
    /// Orders at TBS.
    pub tbs_orders: Vec<Order<tbs::Details>>,
    /// Timelines of the orders.
    pub timeline: Vec<Happening>,
    /// Mails.
    pub mails: Vec<Mail>,
    /// Forced answers.
    pub forced: Vec<Forced>,
    /// The log of calls.
    pub exchanges: Vec<Exchange>,
    /// The next number of each sequence.
    pub sequences: Vec<(String, u64)>,
}

/// What the state began with; a reset goes back to it.
const ORIGIN: &str = "origin";

/// Sequences that a snapshot keeps.
pub(crate) const SEQUENCES: [&str; 4] = ["gs-order", "tbs-order", "tbs-ca", "crl"];

/// No sequence comes near it by itself.
const LARGEST_NUMBER: u64 = 1_000_000_000_000;

impl Snapshot {
    /// Whether the management API would take each member by itself.
    ///
    /// # Errors
    ///
    /// A sentence.
    fn check(&self) -> Result<(), String> {
        if let Some(clock) = &self.clock {
            clock.check()?;
        }
        for account in &self.accounts {
            account.check()?;
        }
        for forced in &self.forced {
            forced.check()?;
        }
        for (name, next) in &self.sequences {
            if !SEQUENCES.contains(&name.as_str()) {
                return Err(format!(
                    "There is no sequence {name}: there are {}.",
                    SEQUENCES.join(", ")
                ));
            }
            if *next > LARGEST_NUMBER {
                return Err(format!("The sequence {name} ends at {LARGEST_NUMBER}."));
            }
        }
        Ok(())
    }
}

impl Tx<'_> {
    /// The clock.
    pub fn clock(&self) -> Result<Clock, Error> {
        Ok(self.meta("clock")?.unwrap_or_default())
    }

    /// Sets the clock.
    pub fn set_clock(&self, clock: Clock) -> Result<(), Error> {
        self.set_meta("clock", &clock)
    }

    /// The switches.
    pub fn settings(&self) -> Result<Settings, Error> {
        Ok(self.meta("settings")?.unwrap_or_default())
    }

    /// Sets the switches.
    pub fn set_settings(&self, settings: &Settings) -> Result<(), Error> {
        self.set_meta("settings", settings)
    }

    /// Forgets everything.
    pub fn clear(&self) -> Result<(), Error> {
        for table in [
            "account",
            "orders",
            "order_key",
            "revoked",
            "timeline",
            "mail",
            "voucher",
            "forced",
            "exchange",
        ] {
            self.run(&format!("DELETE FROM {table}"), [])?;
        }
        self.run("DELETE FROM meta WHERE name <> ?1", [ORIGIN])?;
        Ok(())
    }

    /// Fills an empty state, and remembers with what.
    pub(crate) fn begin(&self, origin: &Snapshot) -> Result<(), Error> {
        self.load(origin)?;
        self.set_meta(ORIGIN, origin)
    }

    /// Sets the switches, for resets too.
    pub(crate) fn begin_with(&self, settings: &Settings) -> Result<(), Error> {
        self.set_settings(settings)?;
        let mut origin: Snapshot = self.meta(ORIGIN)?.unwrap_or_default();
        origin.settings = Some(settings.clone());
        self.set_meta(ORIGIN, &origin)
    }

    /// Goes back to what the state began with.
    pub fn reset(&self) -> Result<(), Error> {
        self.clear()?;
        let origin: Snapshot = self.meta(ORIGIN)?.unwrap_or_default();
        self.load(&origin)
    }

    /// Everything.
    pub fn snapshot(&self) -> Result<Snapshot, Error> {
        let mut sequences = Vec::new();
        for name in SEQUENCES {
            if let Some(next) = self.meta(name)? {
                sequences.push((name.to_owned(), next));
            }
        }
        Ok(Snapshot {
            clock: Some(self.clock()?),
            settings: Some(self.settings()?),
            accounts: self.accounts()?,
            vouchers: self.vouchers()?,
            gs_orders: self.orders(&super::Filter::default())?,
            tbs_orders: self.orders(&super::Filter::default())?,
            timeline: self.timeline(None)?,
            mails: self.mails(None)?,
            forced: self.forced()?,
            exchanges: self.exchanges()?,
            sequences,
        })
    }

    /// Adds what a snapshot or seed file holds; what has the same name is replaced.
    ///
    /// # Errors
    ///
    /// Before anything is added, when a member is not what the management API would take by itself.
    pub fn load(&self, snapshot: &Snapshot) -> Result<(), Error> {
        snapshot.check().map_err(Error::Unfit)?;
        if let Some(clock) = snapshot.clock {
            self.set_clock(clock)?;
        }
        if let Some(settings) = &snapshot.settings {
            self.set_settings(settings)?;
        }
        for account in &snapshot.accounts {
            self.save_account(account)?;
        }
        for voucher in &snapshot.vouchers {
            self.save_voucher(voucher)?;
        }
        for happening in &snapshot.timeline {
            self.happened(happening)?;
        }
        for order in &snapshot.gs_orders {
            self.save_order(order)?;
        }
        for order in &snapshot.tbs_orders {
            self.save_order(order)?;
        }
        for mail in &snapshot.mails {
            self.send(mail)?;
        }
        for forced in &snapshot.forced {
            self.force(forced)?;
        }
        for exchange in &snapshot.exchanges {
            self.record(exchange)?;
        }
        for (name, next) in &snapshot.sequences {
            self.set_meta(name, next)?;
        }
        Ok(())
    }
}
