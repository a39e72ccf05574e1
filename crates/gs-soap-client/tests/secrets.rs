//! No secret is ever shown: not in errors, outcomes, logs, recordings or traces.

mod common;

use std::{
    fmt::{Debug, Write as _},
    fs,
    sync::{Arc, Mutex},
};

use common::*;
use gs_soap_client::{Client, Credentials, Exchanged, Outcome, Player, Recorder};
use tracing::{Event, Metadata, Subscriber, field::Visit, span};

/// Forms in which a server can give the password back.
const FORMS: [&str; 3] = [CANARY, "canary-&lt;&amp;\"'&gt;-hunter2", PICKUP];

fn clean(text: &str) {
    for form in FORMS {
        assert!(!text.contains(form), "{text}");
    }
    assert!(!text.contains("hunter2"), "{text}");
}

/// Servers that give back what they were sent, each in its way.
fn echoes() -> Vec<Reply> {
    let ok = "<SuccessCode>0</SuccessCode>";
    let id = "<OrderID>C1</OrderID>";
    let mut replies = Vec::new();
    for form in &FORMS[1..] {
        let said = format!(
            "<SuccessCode>-1</SuccessCode><Errors><Error><ErrorCode>-104</ErrorCode><ErrorMessage>{form}?</ErrorMessage></Error></Errors>"
        );
        let fault = format!(
            "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body><e:Fault>\
             <faultcode>x</faultcode><faultstring>bad {form}</faultstring></e:Fault></e:Body></e:Envelope>"
        );
        replies.extend([
            http(
                "500 Oops",
                "text/html",
                format!("<html>You sent {form}</html>"),
            ),
            http(
                "502 Oops",
                &format!("x/{PICKUP}"),
                format!("cut off: {}", &form[..14]),
            ),
            xml(fault),
            xml(response("OrderPS1", &said, "")),
            xml(response(
                "OrderPS1",
                ok,
                &format!("{id}<Echo><Password>{form}</Password></Echo>"),
            )),
            xml(response(
                "OrderPS1",
                ok,
                &format!("{id}<Password>{form}</Password>{id}"),
            )),
            xml(response(
                "OrderPS1",
                ok,
                &format!("{id}<Echo>{form}</Echo>"),
            )),
            xml(format!("<Envelope><Password>{form}")),
            xml(format!("<{PICKUP}>")),
        ]);
    }
    replies.extend([Reply::ResetAfterRequest, Reply::ResetAtOnce]);
    replies
}

#[tokio::test]
async fn nothing_shown_holds_a_secret() {
    let shown = Arc::new(Mutex::new(String::new()));
    // Of all threads: what one of them takes for unheard, `tracing` does not tell the others.
    let recording = Recording(Arc::clone(&shown));
    tracing::subscriber::set_global_default(recording).expect("the only one");
    for reply in echoes() {
        let log = Arc::clone(&shown);
        let server = Server::start([reply]).await;
        let client = builder(&server.url)
            .wire_log(move |exchange: &Exchanged| {
                let mut log = log.lock().expect("no panic");
                let _ = writeln!(log, "{exchange:?} {}", exchange.to_text());
            })
            .build()
            .expect("a client");
        let outcome = client.order_ps1(&order()).await;
        clean(&format!("{client:?} {outcome:?}"));
        match outcome {
            Ok(Outcome::Refused(refused)) => clean(&refused.to_string()),
            Ok(Outcome::Ambiguous(doubt)) => clean(&doubt.to_string()),
            Ok(Outcome::Accepted(_)) => {}
            Err(error) => clean(&error.to_string()),
        }
    }
    lists_are_traced().await;
    let shown = shown.lock().expect("no panic");
    clean(&shown);
    assert!(shown.contains("<Password>***</Password>"));
    assert!(shown.contains("<PickupPassword>***</PickupPassword>"));
    assert!(shown.contains("operation=OrderPS1"), "{shown}");
    assert!(shown.contains("reference=invoice-4711"));
    assert!(shown.contains("outcome=refused") && shown.contains("duration_ms="));
    assert!(shown.contains("operation=GetOrders") && shown.contains("outcome=dropped"));
}

/// One list that is finished and one that is dropped.
async fn lists_are_traced() {
    let list = response("GetOrders", "<SuccessCode>0</SuccessCode>", "");
    let server = Server::start([xml(&list), xml(&list)]).await;
    let client = client(&server.url);
    let orders = client.get_orders_stream(&query()).await.expect("sent");
    assert_eq!(orders.finish().await.as_str(), "accepted");
    drop(client.get_orders_stream(&query()).await.expect("sent"));
}

#[tokio::test]
async fn excerpts_hold_nothing_that_the_request_held() {
    let page = "<html>Dear Exemple, zoe.exemple@example.com is not welcome</html>";
    let doubt = doubt(http("403 No", "text/html", page)).await;
    assert_eq!(doubt.trouble.excerpt, "Dear ***, *** is not welcome");
}

#[tokio::test]
async fn invalid_requests_are_told_without_their_secrets() {
    let mut order = order();
    order.pickup_password = format!("{PICKUP}{}", "x".repeat(256)).into();
    let client = client("http://127.0.0.1:1/");
    let error = client.order_ps1(&order).await.expect_err("invalid");
    clean(&format!("{error:?} {error}"));
    clean(&format!("{order:?}"));
}

#[tokio::test]
async fn recordings_are_played_back() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("recordings");
    let _ = fs::remove_dir_all(&folder);
    let url = "<RegistrationURL>https://ca.example/secret-link</RegistrationURL>";
    let body = response(
        "OrderPS1",
        "<SuccessCode>0</SuccessCode>",
        &format!("<OrderID>C1é</OrderID>{url}"),
    );
    let latin1: Vec<u8> = format!("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>{body}")
        .chars()
        .map(|c| u8::try_from(u32::from(c)).expect("Latin"))
        .collect();
    let server = Server::start([xml(latin1), Reply::ResetAfterRequest]).await;
    let recorder = Recorder::new(&folder).expect("a folder");
    let client = builder(&server.url)
        .wire_log(recorder)
        .build()
        .expect("a client");
    let first = client.order_ps1(&order()).await.expect("sent");
    let second = client.order_ps1(&order()).await.expect("sent");
    assert!(Recorder::new(&folder).is_err(), "recordings are not mixed");
    for file in fs::read_dir(&folder).expect("a folder") {
        let text = fs::read_to_string(file.expect("a file").path()).expect("text");
        clean(&text);
        assert!(!text.contains("secret-link"));
    }
    let player = Player::from_folder(&folder).expect("recordings");
    let client = builder("https://ca.example/")
        .transport(player)
        .build()
        .expect("a client");
    let again = client.order_ps1(&order()).await.expect("played");
    let (Outcome::Accepted(first), Outcome::Accepted(again)) = (first, again) else {
        panic!("not accepted");
    };
    assert_eq!(again.value.order_id, first.value.order_id);
    assert_eq!(again.value.registration_url, Some("***".into()));
    let again = client.order_ps1(&order()).await.expect("played");
    assert_eq!(again.as_str(), second.as_str());
    assert!(
        client.order_ps1(&order()).await.is_err(),
        "the recording has ended"
    );
}

#[test]
fn credentials_come_from_files_that_only_their_owner_reads() {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("account");
    let _ = fs::remove_file(&path);
    fs::write(&path, format!("someone\r\n{CANARY}\n")).expect("a file");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("a file");
        let refused = Credentials::from_file(&path).expect_err("open to all");
        assert!(refused.to_string().contains("chmod"), "{refused}");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("a file");
    }
    let account = Credentials::from_file(&path).expect("credentials");
    assert_eq!(
        (account.user(), account.password().expose()),
        ("someone", CANARY)
    );
    clean(&format!("{account:?}"));
    assert!(Credentials::from_file(path.with_extension("gone")).is_err());
    assert!(Credentials::from_reader("someone\n\n".as_bytes()).is_err());
    assert!(Credentials::from_env("CERTWIRE_TEST_UNSET").is_err());
    assert!(
        Client::builder()
            .endpoint("test")
            .credentials_file("/nowhere")
            .build()
            .is_err()
    );
}

/// Writes every span and event down.
struct Recording(Arc<Mutex<String>>);

struct Fields<'t>(&'t mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn Debug) {
        let value = format!("{value:?}");
        let _ = write!(self.0, "{field}={} ", value.trim_matches('"'));
    }
}

impl Recording {
    fn note(&self, record: impl FnOnce(&mut Fields<'_>)) {
        let mut text = self.0.lock().expect("no panic");
        record(&mut Fields(&mut text));
        text.push('\n');
    }
}

impl Subscriber for Recording {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &span::Attributes<'_>) -> span::Id {
        self.note(|fields| span.record(fields));
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        self.note(|fields| values.record(fields));
    }
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn event(&self, event: &Event<'_>) {
        self.note(|fields| event.record(fields));
    }
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}
