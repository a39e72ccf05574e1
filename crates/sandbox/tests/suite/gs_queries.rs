//! The three queries: filters, periods, parts.

use std::time::Duration;

use certwire_sandbox::{
    model::Command,
    time::{Clock, Time},
};

use crate::gs_support::{Gs, after, with};

const DAY: Duration = Duration::from_hours(24);

/// Numbers of the orders that `GetOrders` gives for these filters.
fn orders(gs: &Gs, filters: &str) -> Vec<String> {
    let xml = gs.golden("get_orders/minimal");
    let xml = xml.replace("<OrderQueryOption></OrderQueryOption>", "");
    let xml = xml.replace("<OrderQueryOption/>", "");
    let option = format!("<OrderQueryOption>{filters}</OrderQueryOption>");
    gs.accepted(&after(&xml, "OrderRequestHeader", &option))
        .all("OrderID")
}

/// The same for `GetModifiedOrders` and a period.
fn modified(gs: &Gs, from: Time, to: Time) -> Vec<String> {
    let xml = gs.golden("get_modified_orders/minimal");
    let xml = with(&xml, "FromDate", &from.rfc3339());
    let answer = gs.accepted(&with(&xml, "ToDate", &to.rfc3339()));
    assert_eq!(answer.one("FromDate"), from.rfc3339());
    assert_eq!(answer.one("ToDate"), to.rfc3339());
    answer.all("OrderID")
}

/// A sandbox whose clock stands at a noon.
async fn at_noon() -> (Gs, Time) {
    let gs = Gs::start().await;
    let today = Time::of_machine().print("%Y-%m-%dT12:00:00Z");
    let noon = Time::parse(&today).expect("a time");
    gs.with_state(|tx| tx.set_clock(Clock::stopped_at(noon)));
    (gs, noon)
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_are_found_by_every_filter() {
    let (gs, noon) = at_noon().await;
    let day = |at: Time| at.print("%Y-%m-%d");
    let named = after(
        &gs.golden("order_ps1/minimal"),
        "Subscriber",
        "<SubID>mine</SubID>",
    );
    let one = gs.accepted(&named).one("OrderID");
    gs.advance(DAY);
    let two = gs.issued("order_ps2_pro/minimal");
    gs.advance(DAY);
    let both = [one.clone(), two.clone()];
    assert_eq!(orders(&gs, ""), both);
    let found = |filters: &str| orders(&gs, filters);
    assert_eq!(found("<ProductCode>PS1</ProductCode>"), [one.as_str()]);
    assert_eq!(found("<ProductCode>PS2Pro</ProductCode>"), [two.as_str()]);
    assert_eq!(found("<OrderStatus>4</OrderStatus>"), both);
    assert_eq!(found("<OrderStatus>3</OrderStatus>"), [""; 0]);
    assert_eq!(found("<CertificateStatus>10</CertificateStatus>"), both);
    assert_eq!(found("<CertificateStatus>30</CertificateStatus>"), [""; 0]);
    assert_eq!(found("<SubID>mine</SubID>"), [one.as_str()]);
    assert_eq!(found("<SubID>another</SubID>"), [""; 0]);
    assert_eq!(found(&format!("<OrderID>{two}</OrderID>")), [two.as_str()]);
    assert_eq!(
        found(&format!("<OrderID>{two}</OrderID><SubID>mine</SubID>")),
        [""; 0]
    );
    assert_eq!(found("<OrderID>none</OrderID>"), [""; 0]);
    let name = gs.look(&two).one("CommonName");
    assert_eq!(
        found(&format!("<CommonName>{name}</CommonName>")),
        [two.as_str()]
    );

    let (first, second) = (day(noon), day(noon + DAY));
    for what in ["RequestDate", "IssueDate"] {
        assert_eq!(
            found(&format!(
                "<{what}From>{first}</{what}From><{what}To>{first}</{what}To>"
            )),
            [one.as_str()]
        );
        assert_eq!(
            found(&format!("<{what}From>{second}</{what}From>")),
            [two.as_str()]
        );
        assert_eq!(found(&format!("<{what}To>{second}</{what}To>")), both);
    }
    let end = day(Time::parse(&gs.look(&one).one("EndDate")).expect("a time"));
    assert_eq!(
        found(&format!(
            "<ExpirationDateFrom>{end}</ExpirationDateFrom><ExpirationDateTo>{end}</ExpirationDateTo>"
        )),
        [one.as_str()]
    );
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_issued_lies_in_no_period_of_issue() {
    let (gs, noon) = at_noon().await;
    gs.place("order_ps2_pro/minimal");
    let day = noon.print("%Y-%m-%d");
    assert_eq!(
        orders(&gs, &format!("<IssueDateFrom>{day}</IssueDateFrom>")),
        [""; 0]
    );
    assert_eq!(
        orders(&gs, &format!("<ExpirationDateTo>{day}</ExpirationDateTo>")),
        [""; 0]
    );
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_is_in_its_period() {
    let (gs, noon) = at_noon().await;
    let second = Duration::from_secs(1);
    let id = gs.place("order_ps2_pro/minimal");
    let other = gs.place("order_ps1/minimal");
    gs.advance(Duration::from_mins(5));
    // Placed and confirmed.
    assert_eq!(modified(&gs, noon, noon), [id.as_str(), &other]);
    assert_eq!(modified(&gs, noon - second, noon - second), [""; 0]);
    gs.advance(DAY);
    gs.act(&id, &Command::Revoke).expect("a certificate");
    let now = gs.running.0.now().expect("a clock");
    assert_eq!(modified(&gs, now, now), [id.as_str()]);
    assert_eq!(modified(&gs, now + second, now + DAY), [""; 0]);
    // What happened before is in its period still.
    assert_eq!(modified(&gs, noon, noon), [id.as_str(), &other]);
    assert_eq!(modified(&gs, noon + DAY - second, now - second), [""; 0]);

    let xml = gs.golden("get_modified_orders/maximal");
    let xml = with(&xml, "FromDate", &noon.rfc3339());
    let xml = with(&xml, "ToDate", &now.rfc3339());
    let status = |code: &str| gs.accepted(&with(&xml, "OrderStatus", code)).all("OrderID");
    assert_eq!(status("4"), [id.as_str(), &other]);
    assert_eq!(status("6"), [""; 0]);
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_parts_that_are_asked_for_come() {
    let gs = Gs::start().await;
    let id = gs.issued("order_osev/minimal");
    let ask = |options: &str| {
        let xml = with(&gs.golden("get_order_by_order_id/minimal"), "OrderID", &id);
        let option = format!("<OrderQueryOption>{options}</OrderQueryOption>");
        let first = xml.find("<OrderID>").expect("an order");
        let rest = after(&xml[first..], "OrderID", &option);
        gs.accepted(&format!("{}{rest}", &xml[..first]))
    };
    let parts = [
        ("ReturnOrderOption", "OrderOption"),
        ("ReturnCertificateInfo", "CertificateInfo"),
        ("ReturnFulfillment", "PcCertificate"),
        ("ReturnCACerts", "CACertificates"),
    ];
    for (option, part) in parts {
        let answer = ask(&format!("<{option}>true</{option}>"));
        for (_, other) in parts {
            assert_eq!(
                answer.all(other).len(),
                usize::from(other == part),
                "{option}: {other}"
            );
        }
        assert_eq!(answer.all("OrderInfo").len(), 1);
        assert_eq!(answer.all("ModificationEvents").len(), 1);
    }
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_order_comes_back_as_it_was_given() {
    let gs = Gs::start().await;
    let xml = gs.golden("order_osev/minimal");
    let answer = gs.look(&gs.accepted(&xml).one("OrderID"));
    for (given, returned) in [
        ("Subscriber", "Subscriber"),
        ("RequestorInfo", "RequestorInfo"),
        ("AuthorizedSignerInfo", "AuthorizedSignerInfo"),
        ("ApproverInfo", "ApproverInfo"),
    ] {
        let lines = crate::gs_support::elements(&xml, given);
        let given: String = lines[0].lines().map(str::trim).collect();
        assert_eq!(answer.one(returned), given);
    }
    let organization = answer.one("OrganizationInfo");
    assert!(
        organization.contains("<City>Exempleville</City><Region>Calvados</Region>"),
        "{organization}"
    );
    gs.stop().await;
}
