//! Secrets of calls stay out of the log, however a request is written.

#![expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the method is of one lifetime only"
)]

use certwire_sandbox::model::Exchange;
use serde_json::json;

use crate::{
    gs_support::Gs,
    tbs_support::{FOREIGN, PASSWORD, Tbs, USER, request, server, with},
};

/// The log's last call, which holds none of these.
fn last(exchanges: Vec<Exchange>, secrets: &[&str]) -> Exchange {
    let exchange = exchanges.into_iter().next_back().expect("a call");
    let logged = format!("{exchange:?}");
    for secret in secrets {
        assert!(!logged.contains(secret), "{secret} in {logged}");
    }
    exchange
}

#[tokio::test]
async fn passwords_for_tbs_stay_out_of_the_log() {
    let tbs = Tbs::start().await;
    let log = || tbs.work(|desk| desk.tx.exchanges());
    let xml = request("statut", USER, PASSWORD, &json!({ "x": {} }));
    let plain = format!(
        "<member><name>motDePasse</name><value><string>{PASSWORD}</string></value></member>"
    );
    assert!(xml.contains(&plain));
    let value = format!("<value><string>{PASSWORD}</string></value>");
    for name in [
        "<name>motDePasse</name>",
        "<name>mot&#68;ePasse</name>",
        "<name><![CDATA[motDePasse]]></name>",
        "<name>motDePasse<!-- x --></name>",
    ] {
        for member in [format!("{name}{value}"), format!("{value}{name}")] {
            let xml = xml.replace(&plain, &format!("<member>{member}</member>"));
            tbs.raw("statut", &xml).await;
            let logged = last(log(), &[PASSWORD]);
            assert!(logged.request.contains("***") || logged.request.ends_with("as a call)"));
        }
    }
    let (start, end) = PASSWORD.split_at(PASSWORD.len() / 2);
    for value in [
        format!("{start}<!-- </value> -->{end}"),
        format!("{start}<![CDATA[{end}]]>"),
        PASSWORD.chars().fold(String::new(), |text, c| {
            text + &format!("&#{};", u32::from(c))
        }),
    ] {
        tbs.raw("statut", &xml.replace(PASSWORD, &value)).await;
        last(log(), &[PASSWORD, start, end, &value]);
    }
    let cut = &xml[..xml.find("</params>").expect("its end")];
    tbs.raw("statut", cut).await;
    let logged = last(log(), &[PASSWORD]);
    assert_eq!(
        logged.request,
        format!("({} bytes that cannot be read as a call)", cut.len())
    );
    tbs.sandbox.stop().await;
}

#[tokio::test]
async fn a_card_for_tbs_stays_out_of_the_log() {
    let tbs = Tbs::start().await;
    let members = [
        ("banque", "canary-bank"),
        ("porteur", "canary-holder"),
        ("carte", "4000000000000777"),
        ("date", "31-12"),
        ("crypt", "canary-crypt"),
    ];
    let card = members
        .iter()
        .fold(server(FOREIGN), |demand, (name, value)| {
            with(demand, &format!("paiement/carteBancaire/{name}"), *value)
        });
    let card = with(card, "paiement/modePaiement", "cbs");
    let xml = request("achat", USER, PASSWORD, &json!({ "x": card }));
    for date in ["31-12", "31<!-- -->-12", "<![CDATA[31-]]>12", "3&#49;-12"] {
        tbs.raw("achat", &xml.replace("31-12", date)).await;
        let exchanges = tbs.work(|desk| desk.tx.exchanges());
        let secrets = members.map(|(_, value)| value);
        let logged = last(exchanges, &secrets);
        assert!(logged.request.contains("<name>date</name>") && !logged.request.contains(date));
    }
    tbs.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn passwords_for_globalsign_stay_out_of_the_log() {
    let gs = Gs::start().await;
    let xml = gs.golden("get_orders/minimal");
    let start = xml.find("<Password>").expect("a password") + "<Password>".len();
    let end = xml.find("</Password>").expect("its end");
    let (head, password, tail) = (&xml[..start], &xml[start..end], &xml[end..]);
    let (first, second) = password.split_at(password.len() / 2);
    for written in [
        password.to_owned(),
        format!("{first}<!-- </Password> -->{second}"),
        format!("{first}<![CDATA[{second}]]>"),
        format!("{first}<?x </Password> ?>{second}"),
        password.chars().fold(String::new(), |text, c| {
            text + &format!("&#x{:x};", u32::from(c))
        }),
    ] {
        let answer = gs.call(&[head, &written, tail].concat());
        assert_eq!(
            answer.one("SuccessCode"),
            "0",
            "{written}: {}",
            answer.text()
        );
        let logged = last(
            gs.with_state(|tx| tx.exchanges()),
            &[password, first, second],
        );
        assert!(logged.request.contains("<Password>***</Password>"));
    }
    let cut = [head, password].concat();
    gs.post("/pc/ws/v2/GasOrderService", "text/xml", &cut);
    let logged = last(gs.with_state(|tx| tx.exchanges()), &[password]);
    assert!(
        logged
            .request
            .ends_with("bytes that cannot be read as a call)")
    );
    gs.stop().await;
}
