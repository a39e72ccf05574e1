//! What a call is answered with: the state in one transaction, the clock, the CA.

use std::time::Duration;

use certwire_preflight::Preflight;

use crate::{
    ca::Ca,
    gs,
    model::{Account, Command, Details, Mail, Order, Service},
    settings::Settings,
    store::{Error, Tx},
    tbs,
    time::Time,
};

/// Answers one call, or moves the world on.
#[derive(Debug)]
pub struct Desk<'d> {
    /// The state.
    pub tx: &'d Tx<'d>,
    /// The sandbox's time.
    pub now: Time,
    /// The switches.
    pub settings: Settings,
    /// The test CA.
    pub ca: &'d Ca,
    /// Base address of the vendors' listener, for links in answers, mails and certificates.
    pub base: &'d str,
    /// Checks of keys and CSRs.
    pub preflight: &'d Preflight,
}

impl Desk<'_> {
    /// Lets everything happen that is due by now, in the order in which it is due.
    pub(crate) fn settle(&self) -> Result<(), Error> {
        while let Some((service, id)) = self.tx.due(self.now)? {
            match service {
                Service::Gs => self.step(&id, gs::lifecycle::advance)?,
                Service::Tbs => self.step(&id, tbs::lifecycle::advance)?,
            }
        }
        Ok(())
    }

    /// Takes the step of an order that is due.
    fn step<D: Details>(
        &self,
        id: &str,
        advance: impl FnOnce(&Self, &mut Order<D>, Time) -> Result<(), Error>,
    ) -> Result<(), Error> {
        if let Some(mut order) = self.tx.order::<D>(id)? {
            let at = order.due.take().unwrap_or(self.now);
            // It happens when it is due, however far the clock has been put forward since.
            let then = Self {
                now: at,
                settings: self.settings.clone(),
                ..*self
            };
            advance(&then, &mut order, at)?;
            self.tx.save_order(&order)?;
        }
        Ok(())
    }

    /// Whether look-ups see an order already, where they lag behind on purpose.
    pub(crate) fn sees<D>(&self, order: &Order<D>) -> bool {
        order.placed + Duration::from_secs(self.settings.chaos.lag) <= self.now
    }

    /// Does something to an order; false when there is none of this number.
    ///
    /// # Errors
    ///
    /// A sentence, when the order is not where this can be done to it.
    pub fn act(&self, id: &str, command: &Command) -> Result<bool, Impossible> {
        if let Some(mut order) = self.tx.order::<gs::Details>(id)? {
            gs::lifecycle::act(self, &mut order, command)?;
            self.tx.save_order(&order)?;
            return Ok(true);
        }
        let Some(mut order) = self.tx.order::<tbs::Details>(id)? else {
            return Ok(false);
        };
        tbs::lifecycle::act(self, &mut order, command)?;
        self.tx.save_order(&order)?;
        Ok(true)
    }

    /// Sends a mail about an order to the outbox.
    pub(crate) fn mail<D: Details>(
        &self,
        order: &Order<D>,
        kind: &str,
        to: &str,
        subject: &str,
        body: String,
    ) -> Result<(), Error> {
        self.tx.send(&Mail {
            sent: self.now,
            service: D::SERVICE,
            order: order.id.clone(),
            kind: kind.to_owned(),
            to: to.to_owned(),
            subject: subject.to_owned(),
            body,
        })
    }
}

/// Why something cannot be done to an order.
#[derive(Debug)]
pub enum Impossible {
    /// The order is not where it can be done: a sentence.
    State(String),
    /// The state cannot be used.
    Store(Error),
}

impl From<Error> for Impossible {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}

impl Account {
    /// Whether a caller at this address may use it.
    pub(crate) fn allows(&self, caller: std::net::IpAddr) -> bool {
        self.allowed.is_empty() || self.allowed.iter().any(|network| contains(network, caller))
    }

    /// Whether it may order this product.
    pub(crate) fn may_order(&self, product: &str) -> bool {
        self.products.is_empty() || self.products.iter().any(|code| code == product)
    }
}

/// Whether an address, or a network such as `192.0.2.0/24`, holds this address.
fn contains(network: &str, address: std::net::IpAddr) -> bool {
    use std::net::IpAddr;
    let (base, length) = network.split_once('/').unwrap_or((network, "128"));
    let (Ok(base), Ok(length)) = (base.parse::<IpAddr>(), length.parse::<u32>()) else {
        return false;
    };
    match (base, address.to_canonical()) {
        (IpAddr::V4(base), IpAddr::V4(address)) => {
            let drop = 32 - length.min(32);
            u32::from(base).checked_shr(drop) == u32::from(address).checked_shr(drop)
        }
        (IpAddr::V6(base), IpAddr::V6(address)) => {
            let drop = 128 - length.min(128);
            u128::from(base).checked_shr(drop) == u128::from(address).checked_shr(drop)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::contains;

    #[test]
    fn networks_hold_their_addresses() {
        let address = |text: &str| text.parse().expect("an address");
        assert!(contains("127.0.0.0/8", address("127.0.0.1")));
        assert!(contains("127.0.0.1", address("::ffff:127.0.0.1")));
        assert!(!contains("192.0.2.0/24", address("127.0.0.1")));
        assert!(contains("0.0.0.0/0", address("127.0.0.1")));
        assert!(contains("2001:db8::/32", address("2001:db8::1")));
        assert!(!contains("rubbish", address("127.0.0.1")));
    }
}
