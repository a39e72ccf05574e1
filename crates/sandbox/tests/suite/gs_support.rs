//! `GlobalSign` in the tests: golden requests made good for a sandbox, sent over real HTTP, answers judged strictly.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use certwire_sandbox::{
    Impossible, gs,
    model::{Command, Order, Service, Voucher},
    settings::{Delays, Settings, Wire},
    store,
};
use certwire_wire::{operation::Direction, soap, validate::Context};

use crate::common::{self, Running};

/// The user and password of golden requests.
const GOLDEN: (&str, &str) = ("PAR00000_example", "not-a-real-password");

/// A running sandbox and the account that calls it.
pub(crate) struct Gs {
    pub(crate) running: Running,
    user: String,
    password: String,
}

/// An answer over HTTP.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The first element of this name.
    pub(crate) fn one(&self, name: &str) -> String {
        let found = elements(&self.text(), name).into_iter().next();
        found.unwrap_or_else(|| panic!("no {name} in {}", self.text()))
    }

    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        elements(&self.text(), name)
    }

    pub(crate) fn codes(&self) -> Vec<String> {
        self.all("ErrorCode")
    }
}

/// The contents of all elements of this name.
pub(crate) fn elements(xml: &str, name: &str) -> Vec<String> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let parts = xml.split(&open).skip(1);
    let content = |part: &str| part.split(&close).next().unwrap_or_default().to_owned();
    parts.map(content).collect()
}

impl Gs {
    pub(crate) async fn start() -> Self {
        let running = Running::start().await;
        let account = running.0.account(Service::Gs).expect("accounts");
        let account = account.expect("an account");
        let (user, password) = (account.user, account.password);
        let gs = Self {
            running,
            user,
            password,
        };
        // Time passes only when a test says so.
        gs.with_state(|tx| {
            let mut clock = tx.clock()?;
            clock.run(false);
            tx.set_clock(clock)
        });
        gs
    }

    pub(crate) async fn stop(self) {
        self.running.stop().await;
    }

    /// A golden request with this sandbox's credentials.
    pub(crate) fn golden(&self, path: &str) -> String {
        let xml = common::payload(&format!("gs/requests/{path}.xml"));
        let user = format!("<UserName>{}", GOLDEN.0);
        let password = format!("<Password>{}", GOLDEN.1);
        xml.replace(&user, &format!("<UserName>{}", self.user))
            .replace(&password, &format!("<Password>{}", self.password))
    }

    /// Sends a body to the service; its answer must pass strict validation.
    pub(crate) fn call(&self, xml: &str) -> Answer {
        let operation = soap::root(xml).expect("a SOAP body").name;
        let answer = self.post("/pc/ws/v2/GasOrderService", "text/xml;charset=UTF-8", xml);
        assert_eq!(answer.status, 200, "{}", answer.text());
        let text = answer.text();
        let judged = gs_soap_validators::validate(
            &text,
            &operation,
            Direction::Response,
            Context::default(),
        );
        let report = judged.expect("an operation").expect("an answer");
        let faults = report.violations.iter();
        let faults: Vec<_> = faults
            .map(|fault| (&fault.place.path, &fault.message))
            .collect();
        assert_eq!(faults, [], "{operation}");
        answer
    }

    /// The same for a call that must succeed.
    pub(crate) fn accepted(&self, xml: &str) -> Answer {
        let answer = self.call(xml);
        let code = answer.one("SuccessCode");
        assert!(code == "0" || code == "1", "{}", answer.text());
        answer
    }

    /// Places a golden order; gives its number.
    pub(crate) fn place(&self, path: &str) -> String {
        self.accepted(&self.golden(path)).one("OrderID")
    }

    /// Places a golden order and lets its certificate be issued.
    pub(crate) fn issued(&self, path: &str) -> String {
        let id = self.place(path);
        self.act(&id, &Command::Issue).expect("an open order");
        id
    }

    /// An order with everything that can be asked for.
    pub(crate) fn look(&self, id: &str) -> Answer {
        let xml = self.golden("get_order_by_order_id/maximal");
        self.accepted(&with(&xml, "OrderID", id))
    }

    /// Cancels an order or revokes its certificate.
    pub(crate) fn modify(&self, id: &str, what: &str) -> Answer {
        let xml = with(&self.golden("modify_order/minimal"), "OrderID", id);
        self.call(&with(&xml, "ModifyOrderOperation", what))
    }

    /// The order as the sandbox keeps it.
    pub(crate) fn order(&self, id: &str) -> Order<gs::Details> {
        let order = self.running.0.world().work(|desk| desk.tx.order(id));
        order
            .map_err(|error: store::Error| error)
            .expect("a state")
            .expect("an order")
    }

    /// Action and result codes of an order's events.
    pub(crate) fn events(&self, id: &str) -> Vec<String> {
        self.look(id).all("ModificationEventName")
    }

    pub(crate) fn act(&self, id: &str, command: &Command) -> Result<bool, Impossible> {
        self.running.0.world().work(|desk| desk.act(id, command))
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.running.advance(by);
    }

    pub(crate) fn set(&self, settings: &Settings) {
        self.with_state(|tx| tx.set_settings(settings));
    }

    /// Real servers' layout from now on.
    pub(crate) fn observe(&self) {
        self.set(&Settings {
            wire: Wire::Observed,
            ..Settings::default()
        });
    }

    /// Makes the vouchers good that a request pays with.
    pub(crate) fn vouchers(&self, xml: &str) {
        for (name, kind) in [("Coupon", "coupon"), ("Campaign", "campaign")] {
            for code in elements(xml, name) {
                self.voucher(&voucher(&code, kind));
            }
        }
    }

    pub(crate) fn voucher(&self, voucher: &Voucher) {
        self.with_state(|tx| tx.save_voucher(voucher));
    }

    /// Changes the caller's account.
    pub(crate) fn account(&self, change: impl FnOnce(&mut certwire_sandbox::model::Account)) {
        self.with_state(|tx| {
            let account = tx.account(Service::Gs, &self.user)?;
            let mut account = account.expect("the account");
            change(&mut account);
            tx.save_account(&account)
        });
    }

    pub(crate) fn with_state<T>(
        &self,
        work: impl FnOnce(&store::Tx<'_>) -> Result<T, store::Error>,
    ) -> T {
        let done = self.running.0.world().work(|desk| work(desk.tx));
        done.expect("a state")
    }

    /// Kinds of the mails about an order.
    pub(crate) fn mails(&self, id: &str) -> Vec<String> {
        let mails = self.with_state(|tx| tx.mails(Some(id)));
        mails.into_iter().map(|mail| mail.kind).collect()
    }

    pub(crate) fn post(&self, path: &str, content_type: &str, body: &str) -> Answer {
        let head = format!(
            "Content-Type: {content_type}\r\nContent-Length: {}\r\n",
            body.len()
        );
        self.send("POST", path, &head, body)
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, "", "")
    }

    /// One request on a connection of its own.
    fn send(&self, method: &str, path: &str, headers: &str, body: &str) -> Answer {
        let url = self.running.0.tbs_url();
        let address = url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(address).expect("a connection");
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{headers}\r\n{body}"
        );
        stream.write_all(request.as_bytes()).expect("a request");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
        let body = answer.split_off(end.expect("a head") + 4);
        let head = String::from_utf8(answer).expect("a head in ASCII");
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
        Answer {
            status: status.expect("a status"),
            head,
            body,
        }
    }
}

/// A request with another content of the first element of this name.
pub(crate) fn with(xml: &str, name: &str, content: &str) -> String {
    let open = format!("<{name}>");
    let (before, rest) = xml
        .split_once(&open)
        .unwrap_or_else(|| panic!("no {name} in {xml}"));
    let (_, after) = rest.split_once(&format!("</{name}>")).expect("its end");
    format!("{before}{open}{content}</{name}>{after}")
}

/// A request without the first element of this name.
pub(crate) fn without(xml: &str, name: &str) -> String {
    let open = format!("<{name}>");
    let (before, rest) = xml
        .split_once(&open)
        .unwrap_or_else(|| panic!("no {name} in {xml}"));
    let (_, after) = rest.split_once(&format!("</{name}>")).expect("its end");
    format!("{before}{after}")
}

/// A request with one more element after the first of this name.
pub(crate) fn after(xml: &str, name: &str, element: &str) -> String {
    let close = format!("</{name}>");
    assert!(xml.contains(&close), "no {name} in {xml}");
    xml.replacen(&close, &format!("{close}{element}"), 1)
}

/// A voucher that pays for everything.
pub(crate) fn voucher(code: &str, kind: &str) -> Voucher {
    Voucher {
        service: Service::Gs,
        code: code.to_owned(),
        kind: kind.to_owned(),
        from: None,
        until: None,
        used: false,
        products: Vec::new(),
        currency: None,
    }
}

/// No step takes any time.
pub(crate) fn at_once() -> Settings {
    Settings {
        delays: Delays {
            intake: 0,
            vetting: 0,
            issue: 0,
            revocation: 0,
            ..Delays::default()
        },
        ..Settings::default()
    }
}

/// A CSR with this subject, for a new P-256 key.
pub(crate) fn csr(subject: &[certwire_sandbox::ca::Attribute]) -> String {
    let key = certwire_sandbox::ca::keys::SubscriberKey::generate().expect("a key");
    certwire_sandbox::ca::keys::csr(&key, subject, &[]).expect("a CSR")
}
