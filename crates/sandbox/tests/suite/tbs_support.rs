//! TBS's methods over plain HTTP, read by a reader of the tests' own, and CSRs by the OpenSSL command.

use std::{path::PathBuf, process::Command as Process, time::Duration};

use certwire_preflight::BlockList;
use certwire_sandbox::{
    Config, Impossible, Sandbox,
    model::{Account, Command, Funds, Mail, Order, Service, Voucher},
    settings::Settings,
    store::{self, Snapshot},
    tbs::Details,
};
use certwire_wire::{operation::Direction, validate::Context};
use serde_json::{Map, Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// User name in the golden payloads.
pub(crate) const USER: &str = "exemple";
/// Password in the golden payloads.
pub(crate) const PASSWORD: &str = "not-a-real-password";
/// Another account.
pub(crate) const OTHER: &str = "autre";
/// The discount code of the golden payloads.
pub(crate) const PROMO: &str = "PROMO-0000";
/// Methods whose second parameter holds the demands.
const KEYED: [&str; 5] = [
    "achat",
    "renouvellement",
    "refabrication",
    "revocation",
    "statut",
];
/// Methods of the script for orders.
const OPERATIONS: [&str; 6] = [
    "achat",
    "renouvellement",
    "refabrication",
    "revocation",
    "dcvEmailRenvoyer",
    "dcvCodeValidation",
];

/// A sandbox with two accounts and a discount code, whose clock stands still.
pub(crate) struct Tbs {
    pub(crate) sandbox: Sandbox,
}

/// An answer as it came.
pub(crate) struct Raw {
    pub(crate) content_type: String,
    pub(crate) body: Vec<u8>,
}

impl Tbs {
    pub(crate) async fn start() -> Self {
        Self::with(None).await
    }

    pub(crate) async fn with(weak_keys: Option<BlockList>) -> Self {
        let seed = Snapshot {
            accounts: vec![account(USER), account(OTHER)],
            vouchers: vec![voucher(PROMO)],
            ..Snapshot::default()
        };
        let config = Config {
            seed: Some(seed),
            weak_keys,
            ..Config::default()
        };
        let sandbox = Sandbox::start(config).await.expect("a sandbox");
        let tbs = Self { sandbox };
        tbs.work(|desk| {
            let mut clock = desk.tx.clock()?;
            clock.run(false);
            desk.tx.set_clock(clock)
        });
        tbs
    }

    pub(crate) fn work<T>(
        &self,
        work: impl FnOnce(&certwire_sandbox::Desk<'_>) -> Result<T, store::Error>,
    ) -> T {
        self.sandbox.world().work(work).expect("the state")
    }

    pub(crate) fn advance(&self, hours: u64) {
        let by = Duration::from_hours(hours);
        self.sandbox.advance(by).expect("a clock");
    }

    pub(crate) fn set(&self, change: impl FnOnce(&mut Settings)) {
        self.work(|desk| {
            let mut settings = desk.tx.settings()?;
            change(&mut settings);
            desk.tx.set_settings(&settings)
        });
    }

    pub(crate) fn account(&self, change: impl FnOnce(&mut Account)) {
        self.work(|desk| {
            let account = desk.tx.account(Service::Tbs, USER)?;
            let mut account = account.expect("the account");
            change(&mut account);
            desk.tx.save_account(&account)
        });
    }

    pub(crate) fn funds(&self) -> Funds {
        let account = self.work(|desk| desk.tx.account(Service::Tbs, USER));
        account.expect("the account").funds
    }

    pub(crate) fn order(&self, id: &str) -> Order<Details> {
        let order = self.work(|desk| desk.tx.order::<Details>(id));
        order.expect("the order")
    }

    pub(crate) fn save(&self, order: &Order<Details>) {
        self.work(|desk| desk.tx.save_order(order));
    }

    /// Order status and advanced status.
    pub(crate) fn statuses(&self, id: &str) -> (i32, i32) {
        let details = self.order(id).details;
        (details.status.0, details.advanced.0)
    }

    pub(crate) fn mails(&self, kind: &str) -> Vec<Mail> {
        let mut mails = self.work(|desk| desk.tx.mails(None));
        mails.retain(|mail| mail.kind == kind);
        mails
    }

    pub(crate) fn try_act(&self, id: &str, command: &Command) -> Result<bool, Impossible> {
        self.sandbox.world().work(|desk| desk.act(id, command))
    }

    pub(crate) fn act(&self, id: &str, command: &Command) {
        let acted = self.try_act(id, command);
        assert!(matches!(acted, Ok(true)), "{command:?}: {acted:?}");
    }

    /// One demand, or the members of a call without demands; the answer is valid.
    pub(crate) async fn call(&self, method: &str, demand: Value) -> Value {
        self.call_as(USER, PASSWORD, method, demand).await
    }

    pub(crate) async fn call_as(
        &self,
        user: &str,
        password: &str,
        method: &str,
        demand: Value,
    ) -> Value {
        let demands = if KEYED.contains(&method) {
            json!({ "x": demand })
        } else {
            demand
        };
        let xml = request(method, user, password, &demands);
        self.exchange(method, &xml).await
    }

    /// Several demands, under their references.
    pub(crate) async fn bulk(&self, method: &str, demands: Value) -> Value {
        let xml = request(method, USER, PASSWORD, &demands);
        self.exchange(method, &xml).await
    }

    /// Sends a body; the answer is valid and in the documented layout.
    pub(crate) async fn exchange(&self, method: &str, xml: &str) -> Value {
        let raw = self.raw(method, xml).await;
        let body = String::from_utf8(raw.body).expect("UTF-8");
        judge(method, &body, true);
        read(&body)
    }

    pub(crate) async fn raw(&self, method: &str, xml: &str) -> Raw {
        let script = if OPERATIONS.contains(&method) {
            "operations"
        } else {
            "infos"
        };
        let path = format!("/api-{script}.php");
        self.http("POST", &path, "text/xml", xml).await
    }

    pub(crate) async fn http(&self, verb: &str, path: &str, kind: &str, body: &str) -> Raw {
        let url = self.sandbox.tbs_url();
        let host = url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).await.expect("a connection");
        let head = format!(
            "{verb} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        let request = [head.as_bytes(), body.as_bytes()].concat();
        stream.write_all(&request).await.expect("a request");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.expect("an answer");
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.expect("a head");
        let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
        assert!(head.starts_with("http/1.1 200"), "{head}");
        let content_type = head
            .lines()
            .find_map(|line| line.strip_prefix("content-type: "));
        Raw {
            content_type: content_type.unwrap_or_default().to_owned(),
            body: answer[end + 4..].to_vec(),
        }
    }

    /// Places an order and gives its reference.
    pub(crate) async fn place(&self, demand: Value) -> String {
        let answer = self.call("achat", demand).await;
        assert_eq!(answer["codeReponse"], "0", "{answer}");
        text(&answer["refTBS"])
    }

    /// Places an order and has it issued.
    pub(crate) async fn issued(&self, demand: Value) -> String {
        let id = self.place(demand).await;
        self.act(&id, &Command::Issue);
        id
    }
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

pub(crate) fn account(user: &str) -> Account {
    Account {
        service: Service::Tbs,
        user: user.to_owned(),
        password: PASSWORD.to_owned(),
        funds: Funds::Deposit(100_000_000),
        allowed: Vec::new(),
        products: Vec::new(),
        failures: 0,
        closed: false,
        excluded: Vec::new(),
    }
}

pub(crate) fn voucher(code: &str) -> Voucher {
    Voucher {
        service: Service::Tbs,
        code: code.to_owned(),
        kind: "promo".to_owned(),
        from: None,
        until: None,
        used: false,
        products: Vec::new(),
        currency: None,
    }
}

/// No violation, and in the documented layout no note either, but on mandatory members that an order does not have.
pub(crate) fn judge(method: &str, body: &str, documented: bool) {
    let report =
        tbs_xmlrpc_validators::validate(body, method, Direction::Response, Context::default());
    let report = report.expect("a method");
    let mut report = report.unwrap_or_else(|error| panic!("{method}: {error}\n{body}"));
    assert_eq!(report.violations, [], "{method}:\n{body}");
    if documented {
        report.notes.retain(|note| note.kind != "empty");
        assert_eq!(report.notes, [], "{method}:\n{body}");
    } else {
        assert_ne!(
            report.notes,
            [],
            "{method}: PHP departs from the documents\n{body}"
        );
    }
}

/// A call's body.
pub(crate) fn request(method: &str, user: &str, password: &str, demands: &Value) -> String {
    let mut first = json!({ "identification": { "utilisateur": user, "motDePasse": password } });
    let keyed = KEYED.contains(&method);
    if let (false, Some(members)) = (keyed, first.as_object_mut()) {
        members.extend(demands.as_object().expect("members").clone());
    }
    let mut parameters = parameter(&first);
    if keyed {
        parameters = [parameters, parameter(demands)].concat();
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><methodCall><methodName>{method}</methodName><params>{parameters}</params></methodCall>"
    )
}

fn parameter(value: &Value) -> String {
    format!("<param><value>{}</value></param>", written(value))
}

fn written(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                format!(
                    "<member><name>{}</name><value>{}</value></member>",
                    escaped(name),
                    written(value)
                )
            });
            format!("<struct>{}</struct>", members.collect::<String>())
        }
        Value::Number(number) => format!("<int>{number}</int>"),
        Value::String(text) => format!("<string>{}</string>", escaped(text)),
        other => panic!("no XML-RPC: {other}"),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// The value of a response's only parameter; a fault's under `fault`.
pub(crate) fn read(body: &str) -> Value {
    let body = body.split_once("<methodResponse>").expect("a response").1;
    let mut rest = body.trim_start();
    let fault = rest.starts_with("<fault>");
    while !rest.starts_with("<value") {
        rest = rest.split_once('>').expect("a value").1.trim_start();
    }
    let value = read_value(&mut rest);
    if fault {
        json!({ "fault": value })
    } else {
        value
    }
}

fn take<'x>(rest: &mut &'x str, tag: &str) -> bool {
    let trimmed: &'x str = rest.trim_start();
    match trimmed.strip_prefix(tag) {
        Some(tail) => {
            *rest = tail;
            true
        }
        None => false,
    }
}

fn until<'x>(rest: &mut &'x str, tag: &str) -> &'x str {
    let (text, tail) = rest.split_once(tag).expect(tag);
    *rest = tail;
    text
}

fn read_value(rest: &mut &str) -> Value {
    if take(rest, "<value/>") {
        return Value::from("");
    }
    assert!(take(rest, "<value>"), "no value: {rest}");
    let value = if take(rest, "<struct/>") {
        json!({})
    } else if take(rest, "<struct>") {
        let mut members = Map::new();
        while !take(rest, "</struct>") {
            assert!(take(rest, "<member>") && take(rest, "<name>"), "{rest}");
            let name = plain(until(rest, "</name>"));
            let value = read_value(rest);
            assert!(take(rest, "</member>"), "{rest}");
            assert_eq!(members.insert(name, value), None, "a member twice");
        }
        Value::Object(members)
    } else if take(rest, "<array>") {
        let mut entries = Vec::new();
        assert!(take(rest, "<data>"), "{rest}");
        while !take(rest, "</data>") {
            entries.push(read_value(rest));
        }
        assert!(take(rest, "</array>"), "{rest}");
        Value::Array(entries)
    } else if take(rest, "<int>") {
        until(rest, "</int>").parse::<i64>().expect("an int").into()
    } else if take(rest, "<string/>") {
        Value::from("")
    } else if take(rest, "<string>") {
        plain(until(rest, "</string>")).into()
    } else {
        // Untyped: text up to the end of the value.
        let text = plain(until(rest, "</value>"));
        return text.into();
    };
    assert!(take(rest, "</value>"), "{rest}");
    value
}

fn plain(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&#xD;", "\r")
        .replace("&#13;", "\r")
        .replace("&amp;", "&")
}

/// A folder of a test's own for the OpenSSL command.
pub(crate) struct Openssl(PathBuf);

impl Openssl {
    pub(crate) fn new(test: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("tbs-{test}"));
        // What an earlier run left may mislead.
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    pub(crate) fn write(&self, name: &str, contents: &str) {
        std::fs::write(self.0.join(name), contents).expect("a file");
    }

    pub(crate) fn write_bytes(&self, name: &str, contents: &[u8]) {
        std::fs::write(self.0.join(name), contents).expect("a file");
    }

    pub(crate) fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.join(name)).expect("a file")
    }

    /// Runs OpenSSL here; gives what it said.
    pub(crate) fn run(&self, words: &[&str]) -> String {
        let output = Process::new("openssl")
            .args(words)
            .current_dir(&self.0)
            .output()
            .expect("the OpenSSL command");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "openssl {words:?}:\n{said}{error}");
        said
    }

    /// A CSR for this subject, under a new key of this algorithm (`RSA` with bits, or `EC`).
    pub(crate) fn csr(&self, bits: Option<u32>, subject: &str, extra: &[&str]) -> String {
        let kind = match bits {
            Some(bits) => format!("rsa:{bits}"),
            None => "ec".to_owned(),
        };
        let mut words = vec!["req", "-new", "-utf8", "-nodes", "-newkey", &kind];
        if bits.is_none() {
            words.extend(["-pkeyopt", "ec_paramgen_curve:P-256"]);
        }
        words.extend(["-keyout", "key.pem", "-subj", subject]);
        words.extend(extra);
        self.run(&words)
    }

    /// Whether a certificate verifies under its chain.
    pub(crate) fn verify(&self, certificate: &str, chain: &[String], at: i64) {
        let (root, between) = chain.split_last().expect("a root");
        self.write("leaf.pem", certificate);
        self.write("root.pem", root);
        self.write("between.pem", &between.concat());
        let at = at.to_string();
        self.run(&[
            "verify",
            "-attime",
            &at,
            "-CAfile",
            "root.pem",
            "-untrusted",
            "between.pem",
            "-purpose",
            "any",
            "leaf.pem",
        ]);
    }
}

/// The CSR of the golden payloads.
pub(crate) fn golden_csr() -> String {
    let xml = crate::common::payload("tbs/requests/achat/standard.minimal.xml");
    let begin = xml.find("-----BEGIN").expect("a CSR");
    let end = xml.find("</string></value></member>\n                <member><name>adresseDVC");
    xml[begin..end.expect("its end")].to_owned()
}

/// A demand for a server certificate of this product.
pub(crate) fn server(product: &str) -> Value {
    let contact = |role: &str| {
        let members = [
            ("civilite", "2"),
            ("nom", "Exemple"),
            ("prenom", "Zoé"),
            ("fonction", "Directrice"),
            ("tel", "+33-1-99-00-12-34"),
            ("email", "zoe@example.com"),
            ("langueCom", "FR"),
        ];
        let members = members.map(|(name, value)| (format!("{name}{role}"), Value::from(value)));
        Value::Object(members.into_iter().collect())
    };
    json!({
        "produit": { "code": product },
        "requete": {
            "logiciel": "nginx",
            "CSR": golden_csr(),
            "adresseDVC": "admin@example.com",
        },
        "organisation": {
            "nom": "Exemple SARL",
            "adresse1": "1, rue de l’Exemple",
            "ville": "Exempleville",
            "codePostal": "14000",
            "telephone": "+33-1-99-00-12-34",
            "codeNAF": "1355",
        },
        "contactAdm": contact("Adm"),
        "contactTech": contact("Tech"),
        "contactRespLegal": contact("RespLegal"),
        "paiement": { "modePaiement": "pre" },
    })
}

/// TBS's own certificate for one name.
pub(crate) const OWN: &str = "X509SHA256s";
/// A certificate of another supplier for one name.
pub(crate) const FOREIGN: &str = "COMs2ssl";

/// The demand with a member set, the path joined by `/`; missing structures are made.
pub(crate) fn with(mut demand: Value, path: &str, value: impl Into<Value>) -> Value {
    let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
    let mut at = &mut demand;
    for step in parent.split('/').filter(|step| !step.is_empty()) {
        let members = at.as_object_mut().expect("a structure");
        at = members.entry(step).or_insert_with(|| json!({}));
    }
    let members = at.as_object_mut().expect("a structure");
    members.insert(name.to_owned(), value.into());
    demand
}

/// The demand without a member.
pub(crate) fn without(mut demand: Value, path: &str) -> Value {
    let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
    let mut at = &mut demand;
    for step in parent.split('/').filter(|step| !step.is_empty()) {
        at = at.get_mut(step).expect("a structure");
    }
    let removed = at.as_object_mut().expect("a structure").remove(name);
    assert!(removed.is_some(), "{path}");
    demand
}
