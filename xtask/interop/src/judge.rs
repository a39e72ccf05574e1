//! What a client says it did, held against what the sandbox knows.

use std::time::Duration;

use certwire_sandbox::{
    Sandbox,
    ca::verify::verify_chain,
    gs,
    model::{self, Certificate, Details, Order, Service, text_at},
    store, tbs,
};

/// What every client must get done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Call {
    /// An order is placed, and arrives as it was meant.
    Order,
    /// The order is looked up until its certificate is there, and the certificate is the one that was issued.
    Query,
    /// The certificate is revoked.
    Revocation,
    /// An order is refused, and the client reads why.
    Refusal,
}

impl Call {
    pub(crate) const ALL: [Self; 4] = [Self::Order, Self::Query, Self::Revocation, Self::Refusal];

    /// As it is named in the table.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Query => "query",
            Self::Revocation => "revocation",
            Self::Refusal => "refused order",
        }
    }
}

/// What an order must hold when it has arrived: the parts of it that a wrong charset or a lost member would spoil.
const GS_ORDER: [(&str, &str); 5] = [
    ("OrderKind", "new"),
    ("DnAttributes/CommonName", "Zoé Exemple"),
    ("DnAttributes/Organization", "Exemple Société"),
    ("Subscriber/AddressLine1", "1, rue de l’Exemple"),
    ("Subscriber/Email", "zoe.exemple@example.com"),
];
const TBS_ORDER: [(&str, &str); 5] = [
    ("produit/code", "X509SHA256s"),
    ("organisation/nom", "Exemple Société"),
    ("organisation/adresse1", "1, rue de l’Exemple"),
    ("contactAdm/prenomAdm", "Zoé"),
    ("contactAdm/emailAdm", "zoe.exemple@example.com"),
];

/// `GlobalSign`: the identifier has none of the seven forms, which no WSDL can say.
const GS_REFUSAL: &str = "-104";
/// TBS: no product has this code.
const TBS_REFUSAL: &str = "-11";

/// How far the clock is put forward while a client waits.
const STEP: Duration = Duration::from_hours(1);
/// How often a client may have to wait for its certificate.
const PATIENCE: u32 = 12;

/// Follows one client.
#[derive(Debug)]
pub(crate) struct Judge<'s> {
    sandbox: &'s Sandbox,
    service: Service,
    user: &'s str,
    order: Option<String>,
    waits: u32,
    code: Option<String>,
    certificate: bool,
    /// What the client calls its version.
    pub(crate) version: Option<String>,
    /// Calls that it has got done.
    pub(crate) done: Vec<Call>,
}

impl<'s> Judge<'s> {
    pub(crate) fn new(sandbox: &'s Sandbox, service: Service, user: &'s str) -> Self {
        Self {
            sandbox,
            service,
            user,
            order: None,
            waits: 0,
            code: None,
            certificate: false,
            version: None,
            done: Vec::new(),
        }
    }

    /// Hears one statement. True when the client waits for a line in return.
    ///
    /// # Errors
    ///
    /// A sentence, when it is not so.
    pub(crate) fn hear(&mut self, name: &str, value: &str) -> Result<bool, String> {
        match name {
            "version" => self.version = Some(value.to_owned()),
            "ordered" => self.ordered(value)?,
            "waiting" => return self.wait().map(|()| true),
            "certificate" => self.certificate(value)?,
            "issued" => self.issued(value)?,
            "revoked" => self.revoked(value)?,
            "code" => self.code = Some(value.to_owned()),
            "message" => self.refused(value)?,
            _ => {
                return Err(format!(
                    "it says `{name}`, which is no word of the protocol"
                ));
            }
        }
        Ok(false)
    }

    fn ordered(&mut self, id: &str) -> Result<(), String> {
        self.order = Some(id.to_owned());
        let wanted = match self.service {
            Service::Gs => GS_ORDER,
            Service::Tbs => TBS_ORDER,
        };
        let request = self.known(|order| order.request, |order| order.request)?;
        for (path, expected) in wanted {
            let arrived = text_at(&request, path).unwrap_or_default();
            if arrived != expected {
                return Err(format!("{path} arrived as `{arrived}`, not `{expected}`"));
            }
        }
        self.done.push(Call::Order);
        Ok(())
    }

    fn wait(&mut self) -> Result<(), String> {
        self.waits += 1;
        if self.waits > PATIENCE {
            return Err(format!("no certificate after {PATIENCE} hours"));
        }
        self.advance()
    }

    fn certificate(&mut self, pem: &str) -> Result<(), String> {
        let issued = self.latest()?;
        let lines = |text: &str| text.trim().replace('\r', "");
        if lines(pem) != lines(&issued.pem) {
            return Err("its certificate is not the one that was issued".to_owned());
        }
        let now = self.work(|desk| Ok(desk.now))?;
        verify_chain(pem, &issued.chain, now.seconds()).map_err(|broken| broken.to_string())?;
        self.certificate = true;
        Ok(())
    }

    fn issued(&mut self, status: &str) -> Result<(), String> {
        let expected = match self.service {
            Service::Gs => "4",
            Service::Tbs => "1",
        };
        if status != expected {
            return Err(format!("it takes the status `{status}` for issued"));
        }
        if !self.certificate {
            return Err("it has no certificate".to_owned());
        }
        self.done.push(Call::Query);
        Ok(())
    }

    fn revoked(&mut self, id: &str) -> Result<(), String> {
        if self.order.as_deref() != Some(id) {
            return Err(format!("the revocation concerns `{id}`"));
        }
        self.advance()?;
        if self.latest()?.revoked.is_none() {
            return Err("the certificate is not revoked".to_owned());
        }
        self.done.push(Call::Revocation);
        Ok(())
    }

    fn refused(&mut self, message: &str) -> Result<(), String> {
        let expected = match self.service {
            Service::Gs => GS_REFUSAL,
            Service::Tbs => TBS_REFUSAL,
        };
        let code = self.code.take().unwrap_or_default();
        if code != expected {
            return Err(format!("it reads the code `{code}`, not {expected}"));
        }
        if message.is_empty() {
            return Err("it reads no message".to_owned());
        }
        self.done.push(Call::Refusal);
        Ok(())
    }

    fn latest(&self) -> Result<Certificate, String> {
        let certificates = self.known(|order| order.certificates, |order| order.certificates)?;
        certificates
            .into_iter()
            .next_back()
            .ok_or_else(|| "the order has no certificate".to_owned())
    }

    /// What the sandbox knows of the client's order.
    fn known<T>(
        &self,
        gs: impl FnOnce(Order<gs::Details>) -> T,
        tbs: impl FnOnce(Order<tbs::Details>) -> T,
    ) -> Result<T, String> {
        match self.service {
            Service::Gs => self.find().map(gs),
            Service::Tbs => self.find().map(tbs),
        }
    }

    fn find<D: Details>(&self) -> Result<Order<D>, String> {
        let id = self.order.as_deref().unwrap_or_default();
        let order = self.work(|desk| desk.tx.order::<D>(id))?;
        order
            .filter(|order| order.account == self.user)
            .ok_or_else(|| format!("the sandbox knows no order `{id}` of this account"))
    }

    fn advance(&self) -> Result<(), String> {
        self.work(|desk| {
            let mut clock = desk.tx.clock()?;
            clock.advance(STEP);
            desk.tx.set_clock(clock)
        })
    }

    fn work<T>(
        &self,
        work: impl FnOnce(&certwire_sandbox::Desk<'_>) -> Result<T, store::Error>,
    ) -> Result<T, String> {
        let done = self.sandbox.world().work(work);
        done.map_err(|error| error.to_string())
    }
}

/// An account of the sandbox.
pub(crate) fn account(sandbox: &Sandbox, service: Service) -> Result<model::Account, String> {
    let accounts = sandbox.world().work(|desk| desk.tx.accounts());
    let accounts = accounts.map_err(|error: store::Error| error.to_string())?;
    let mut accounts = accounts.into_iter();
    accounts
        .find(|account| account.service == service)
        .ok_or_else(|| "the sandbox has no account".to_owned())
}

#[cfg(test)]
mod tests {
    use certwire_sandbox::{Config, Sandbox, model::Service};

    use super::{Judge, PATIENCE};

    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_not_so_is_not_believed() {
        let sandbox = Sandbox::start(Config::default()).await.expect("a sandbox");
        let hear = |statements: &[(&str, &str)]| {
            let mut judge = Judge::new(&sandbox, Service::Gs, "sandbox");
            let heard = statements
                .iter()
                .try_for_each(|(name, value)| judge.hear(name, value).map(drop));
            heard.expect_err("a false statement")
        };
        let unknown = hear(&[("ordered", "PC0")]);
        assert_eq!(unknown, "the sandbox knows no order `PC0` of this account");
        let without = hear(&[("issued", "4")]);
        assert_eq!(without, "it has no certificate");
        let pending = hear(&[("issued", "2")]);
        assert_eq!(pending, "it takes the status `2` for issued");
        let another = hear(&[("revoked", "PC0")]);
        assert_eq!(another, "the revocation concerns `PC0`");
        let misread = hear(&[("code", "-103"), ("message", "too long")]);
        assert_eq!(misread, "it reads the code `-103`, not -104");
        let silent = hear(&[("code", "-104"), ("message", "")]);
        assert_eq!(silent, "it reads no message");
        let babble = hear(&[("bought", "PC0")]);
        assert_eq!(babble, "it says `bought`, which is no word of the protocol");
        let endless = hear(&vec![("waiting", "2"); PATIENCE as usize + 1]);
        assert_eq!(endless, "no certificate after 12 hours");
        sandbox.stop().await;
    }
}
