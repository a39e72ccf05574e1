//! All error codes of the document, each provoked over real HTTP.

use std::{collections::BTreeMap, time::Duration};

use certwire_sandbox::model::{Account, Forced, Funds, Service};

use crate::{
    gs_support::{Gs, after, voucher, with, without},
    openssl::Folder,
};

/// How a code is provoked; gives the request whose answer has it.
type Recipe = fn(&Gs) -> String;

/// Nothing in a sandbox breaks by itself: these are forced.
const BY_FORCE: &[(&str, Recipe)] = &[
    ("-1", |gs| forced(gs, "-1")),
    ("-201", |gs| forced(gs, "-201")),
    ("-9910", |gs| forced(gs, "-9910")),
];

/// What the payload is refused for.
const BY_PAYLOAD: &[(&str, Recipe)] = &[
    ("-101", |gs| after(&ps1(gs), "Year", "<Month>1</Month>")),
    ("-102", |gs| without(&ps1(gs), "PickupPassword")),
    ("-103", |gs| with(&ps1(gs), "PickupPassword", "short")),
    ("-104", |gs| with(&ps1(gs), "Year", "one")),
    ("-105", |gs| {
        with(
            &gs.golden("order_ps2_dept/minimal"),
            "CommonName",
            "another",
        )
    }),
    ("-9201", |gs| {
        let options = "<HasCSR>true</HasCSR><PKCS12Option>true</PKCS12Option>";
        after(&ps1(gs), "PickupPassword", options)
    }),
    ("-9203", |gs| {
        with(&gs.golden("order_os/minimal"), "ProductCode", "PS1")
    }),
    ("-9901", |gs| {
        with(&gs.golden("order_os/minimal"), "ProductCode", "OSMUTLI")
    }),
    ("-9917", |gs| {
        let both = "<Coupon>A</Coupon><Campaign>B</Campaign>";
        after(&ps1(gs), "OrderKind", both)
    }),
    ("-9970", |gs| with(&ps1(gs), "OrderKind", "another")),
];

/// What the key in the CSR is refused for.
const BY_KEY: &[(&str, Recipe)] = &[
    ("-6015", |gs| keyed(gs, "RSA -pkeyopt rsa_keygen_bits:2560")),
    ("-6016", |gs| {
        keyed(
            gs,
            "RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:3",
        )
    }),
    ("-6037", |gs| {
        let close = include_str!("../vectors/close-primes.pem");
        with(&gs.golden("order_aatl/maximal"), "CSR", close)
    }),
    ("-9936", |gs| {
        keyed(gs, "EC -pkeyopt ec_paramgen_curve:P-224")
    }),
];

/// What depends on the account.
const BY_ACCOUNT: &[(&str, Recipe)] = &[
    ("-4001", |gs| with(&ps1(gs), "Password", "wrong")),
    ("-9200", |gs| {
        gs.account(|account| account.products = vec!["PS2".to_owned()]);
        ps1(gs)
    }),
    ("-9900", |gs| {
        gs.account(|account| account.allowed = vec!["192.0.2.0/24".to_owned()]);
        ps1(gs)
    }),
    ("-9911", |gs| {
        gs.account(|account| account.funds = Funds::Credit(1));
        ps1(gs)
    }),
    ("-9912", |gs| {
        gs.account(|account| account.funds = Funds::Deposit(1));
        ps1(gs)
    }),
];

/// What depends on other orders.
const BY_ORDERS: &[(&str, Recipe)] = &[
    ("-9202", |gs| {
        let id = gs.issued("order_ps1/minimal");
        let renewal = with(&gs.golden("order_ps2/minimal"), "OrderKind", "renewal");
        let target = format!("<RenewalTargetOrderID>{id}</RenewalTargetOrderID>");
        after(&renewal, "PickupPassword", &target)
    }),
    ("-9902", |gs| {
        let id = gs.place("order_ps1/minimal");
        let query = with(&gs.golden("get_order_by_order_id/minimal"), "OrderID", &id);
        stranger(gs);
        with(
            &with(&query, "UserName", "stranger"),
            "Password",
            "a stranger's",
        )
    }),
    ("-9915", |gs| {
        let id = gs.place("order_ps1/minimal");
        gs.modify(&id, "CANCEL");
        with(&gs.golden("modify_order/minimal"), "OrderID", &id)
    }),
    ("-9916", |gs| {
        with(
            &gs.golden("get_order_by_order_id/minimal"),
            "OrderID",
            "none",
        )
    }),
];

/// What depends on coupons and campaigns.
const BY_VOUCHERS: &[(&str, Recipe)] = &[
    ("-9918", |gs| {
        let mut late = voucher("LATE", "campaign");
        late.until = Some(gs.running.0.now().expect("a clock"));
        gs.voucher(&late);
        gs.advance(Duration::from_secs(1));
        after(&ps1(gs), "OrderKind", "<Campaign>LATE</Campaign>")
    }),
    ("-9919", |gs| {
        gs.voucher(&voucher("ONCE", "coupon"));
        let paid = after(&ps1(gs), "OrderKind", "<Coupon>ONCE</Coupon>");
        gs.accepted(&paid);
        paid
    }),
    ("-9920", |gs| {
        let mut other = voucher("PS2-ONLY", "coupon");
        other.products = vec!["PS2".to_owned()];
        gs.voucher(&other);
        after(&ps1(gs), "OrderKind", "<Coupon>PS2-ONLY</Coupon>")
    }),
    ("-9922", |gs| {
        let mut yen = voucher("YEN", "campaign");
        yen.currency = Some("JPY".to_owned());
        gs.voucher(&yen);
        after(&ps1(gs), "OrderKind", "<Campaign>YEN</Campaign>")
    }),
    ("-9923", |gs| {
        after(&ps1(gs), "OrderKind", "<Coupon>NONE</Coupon>")
    }),
];

/// A recipe for each code.
fn recipes() -> BTreeMap<&'static str, Recipe> {
    let all = [
        BY_FORCE,
        BY_PAYLOAD,
        BY_KEY,
        BY_ACCOUNT,
        BY_ORDERS,
        BY_VOUCHERS,
    ];
    all.concat().into_iter().collect()
}

fn ps1(gs: &Gs) -> String {
    gs.golden("order_ps1/minimal")
}

/// The next call is answered with this code.
fn forced(gs: &Gs, code: &str) -> String {
    let forced = Forced {
        service: Service::Gs,
        operation: Some("OrderPS1".to_owned()),
        code: code.to_owned(),
        times: 1,
    };
    gs.with_state(|tx| tx.force(&forced));
    ps1(gs)
}

/// An order with a CSR for a key of these `genpkey` words.
fn keyed(gs: &Gs, key: &str) -> String {
    let folder = Folder::new("gs-errors");
    folder.run(&format!("genpkey -out key.pem -algorithm {key}"));
    folder.run("req -new -key key.pem -subj /CN=x -out csr.pem");
    with(
        &gs.golden("order_aatl/maximal"),
        "CSR",
        &folder.read("csr.pem"),
    )
}

/// Another customer.
fn stranger(gs: &Gs) {
    let account = Account {
        service: Service::Gs,
        user: "stranger".to_owned(),
        password: "a stranger's".to_owned(),
        funds: Funds::default(),
        allowed: Vec::new(),
        products: Vec::new(),
        failures: 0,
        closed: false,
        excluded: Vec::new(),
    };
    gs.with_state(|tx| tx.save_account(&account));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_code_comes_back() {
    let mut recipes = recipes();
    let gs = Gs::start().await;
    for error in gs_soap_validators::SERVICE.errors {
        let code = error.code;
        let recipe = recipes.remove(code);
        let recipe = recipe.unwrap_or_else(|| panic!("nothing provokes {code}"));
        let answer = gs.call(&recipe(&gs));
        assert_eq!(answer.one("SuccessCode"), "-1", "{code}");
        let codes = answer.codes();
        assert!(codes.iter().any(|found| found == code), "{code}: {codes:?}");
        // A refusal leaves nothing behind, and the next call is a call again.
        assert!(answer.all("OrderID").is_empty(), "{code}");
        gs.account(|account| {
            account.products.clear();
            account.allowed.clear();
            account.funds = Funds::default();
        });
        gs.place("order_ps1/minimal");
    }
    gs.stop().await;
    assert!(
        recipes.is_empty(),
        "not in the document: {:?}",
        recipes.keys()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_order_costs_nothing() {
    let gs = Gs::start().await;
    let funds = |gs: &Gs| {
        gs.running
            .0
            .account(Service::Gs)
            .expect("accounts")
            .expect("one")
            .funds
    };
    let before = funds(&gs);
    gs.voucher(&voucher("ONCE", "coupon"));
    let both = after(&ps1(&gs), "OrderKind", "<Coupon>ONCE</Coupon>");
    let refused = after(&both, "PickupPassword", "<HasCSR>maybe</HasCSR>");
    assert_eq!(gs.call(&refused).codes(), ["-104"]);
    assert_eq!(funds(&gs), before);
    let paid = gs.accepted(&both).one("OrderID");
    assert_eq!(funds(&gs), before, "the coupon pays");
    assert_eq!(gs.order(&paid).details.price, 0);

    let id = gs.place("order_ps1/minimal");
    let price = gs.order(&id).details.price;
    let Funds::Deposit(cents) = before else {
        panic!("a deposit")
    };
    assert!(price > 0);
    assert_eq!(funds(&gs), Funds::Deposit(cents - price));
    assert_eq!(
        gs.look(&id).one("Price"),
        format!("{}.{:02}", price / 100, price % 100)
    );
    gs.modify(&id, "CANCEL");
    assert_eq!(funds(&gs), before, "nothing was issued");
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn units_in_bulk_pay_for_one_order_each() {
    let gs = Gs::start().await;
    gs.account(|account| account.funds = Funds::Bulk(BTreeMap::from([("PS1".to_owned(), 1)])));
    gs.place("order_ps1/minimal");
    assert_eq!(gs.call(&ps1(&gs)).codes(), ["-9912"]);
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn warnings_come_with_the_order() {
    let gs = Gs::start().await;
    let answer = gs.accepted(&gs.golden("order_ps2/minimal"));
    assert_eq!(answer.one("SuccessCode"), "1");
    assert_eq!(answer.codes(), ["-9200"], "PersonalSign 2 is discontinued");
    assert!(!answer.one("OrderID").is_empty());
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_duration_of_signatures_is_that_of_the_renewed_order() {
    let gs = Gs::start().await;
    let new = after(
        &gs.golden("order_aatl/fortify.minimal"),
        "OrderKind",
        "<SignatureValidityDuration>2</SignatureValidityDuration>",
    );
    let id = gs.accepted(&new).one("OrderID");
    gs.act(&id, &certwire_sandbox::model::Command::Issue)
        .expect("an open order");
    let renewal = |duration: &str| {
        let renewal = with(
            &gs.golden("order_aatl/fortify.minimal"),
            "OrderKind",
            "renewal",
        );
        let renewal = after(&renewal, "OrderKind", duration);
        let target = format!("<RenewalTargetOrderID>{id}</RenewalTargetOrderID>");
        after(&renewal, "IssueType", &target)
    };
    let other = "<SignatureValidityDuration>1</SignatureValidityDuration>";
    assert_eq!(gs.call(&renewal(other)).codes(), ["-105"]);
    let same = gs.accepted(&renewal("")).one("OrderID");
    assert_eq!(
        gs.order(&same).details.signature_validity.as_deref(),
        Some("2")
    );
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_csr_that_does_not_read_is_refused_at_once() {
    let gs = Gs::start().await;
    let xml = with(&gs.golden("order_aatl/maximal"), "CSR", "not a CSR");
    let xml = without(&with(&xml, "OrderKind", "new"), "RenewalTargetOrderID");
    let answer = gs.call(&without(&xml, "Coupon"));
    assert_eq!(answer.codes(), ["-104"]);
    assert_eq!(answer.one("ErrorField"), "&lt;CSR&gt;");
    gs.stop().await;
}
