//! How orders go on: by the clock, by their owners, by others' hands.

use std::time::Duration;

use certwire_sandbox::{
    Impossible,
    gs::{OrderState, Stage},
    model::Command,
    settings::{Duplicates, Settings},
};

use crate::{
    common,
    gs_support::{Answer, Gs, after, at_once, csr, with},
    openssl::Folder,
};

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);

/// Order status and certificate status.
fn status(gs: &Gs, id: &str) -> (String, String) {
    let answer = gs.look(id);
    (answer.one("OrderStatus"), answer.one("CertificateStatus"))
}

fn is(gs: &Gs, id: &str, order: &str, certificate: &str) {
    let expected = (order.to_owned(), certificate.to_owned());
    assert_eq!(status(gs, id), expected);
}

fn reissue(gs: &Gs, id: &str) -> Answer {
    gs.call(&with(&gs.golden("re_issue/maximal"), "TargetOrderID", id))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_vetted_and_issued_in_time() {
    let gs = Gs::start().await;
    let id = gs.place("order_ps2_pro/minimal");
    is(&gs, &id, "1", "0");
    gs.advance(MINUTE);
    is(&gs, &id, "6", "0");
    gs.advance(HOUR);
    is(&gs, &id, "7", "0");
    gs.advance(MINUTE);
    is(&gs, &id, "4", "10");
    assert_eq!(gs.events(&id), ["0,0", "3,0", "4,0", "7,0"]);
    assert_eq!(gs.mails(&id), ["enrolment", "issued"]);
    let answer = gs.look(&id);
    assert_eq!(answer.one("OrderCompleteDate"), answer.one("IssueDate"));
    assert_eq!(answer.one("StartDate"), answer.one("NotBefore"));
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn personal_sign_1_is_short_and_ev_long() {
    let gs = Gs::start().await;
    let (short, long) = (
        gs.place("order_ps1/minimal"),
        gs.place("order_osev/minimal"),
    );
    gs.advance(2 * MINUTE);
    is(&gs, &short, "4", "10");
    assert_eq!(gs.events(&short), ["0,0", "1,0", "7,0"]);
    gs.advance(2 * HOUR);
    is(&gs, &long, "6", "0");
    gs.advance(HOUR);
    is(&gs, &long, "4", "10");
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn years_are_counted_as_the_document_does() {
    let gs = Gs::start().await;
    gs.set(&at_once());
    for (years, days) in [("1", 366), ("2", 731), ("3", 1096)] {
        let order = with(&gs.golden("order_ps1/minimal"), "Year", years);
        let id = gs.accepted(&order).one("OrderID");
        let order = gs.order(&id);
        let certificate = order.certificate().expect("a certificate");
        let valid = certificate.not_after.since(certificate.not_before);
        // Certificates count whole seconds.
        assert!(valid.abs_diff(Duration::from_hours(24 * days)) < Duration::from_secs(1));
    }
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_with_a_csr_waits_for_it_and_expires() {
    let gs = Gs::start().await;
    let own_key = after(
        &gs.golden("order_ps1/minimal"),
        "PickupPassword",
        "<HasCSR>true</HasCSR>",
    );
    let (one, two) = (
        gs.accepted(&own_key).one("OrderID"),
        gs.accepted(&own_key).one("OrderID"),
    );
    gs.advance(24 * HOUR);
    is(&gs, &one, "7", "0");
    let csr = csr(&common::subject());
    gs.act(&one, &Command::BringCsr { csr }).expect("a CSR");
    gs.advance(MINUTE);
    is(&gs, &one, "4", "10");
    let subject = gs.look(&one).one("SubjectName");
    assert!(
        subject.contains("OU=One") && subject.contains("OU=Two"),
        "{subject}"
    );
    assert!(gs.look(&one).all("P12DeleteDate").is_empty());
    gs.advance(180 * 24 * HOUR);
    is(&gs, &two, "8", "0");
    assert_eq!(gs.events(&two), ["0,0", "1,0", "27,0"]);
    assert_eq!(gs.mails(&two), ["enrolment", "approval", "expired"]);
    assert_eq!(gs.modify(&two, "CANCEL").codes(), ["-9915"]);
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_order_asks_for_stands_in_the_subject() {
    let gs = Gs::start().await;
    gs.set(&at_once());
    let with_unit = after(
        &gs.golden("order_ps2_pro/minimal"),
        "OrganizationalIdentifier",
        "<OrganizationUnit>Ignored</OrganizationUnit>",
    );
    let id = gs.accepted(&with_unit).one("OrderID");
    let answer = gs.look(&id);
    let folder = Folder::new("gs-subject");
    folder.write("leaf.pem", answer.one("X509Cert"));
    let text = folder.run("x509 -in leaf.pem -noout -subject -ext subjectAltName");
    let identifier = crate::gs_support::elements(&with_unit, "OrganizationalIdentifier");
    assert!(
        text.contains("organizationIdentifier") || text.contains("2.5.4.97"),
        "{text}"
    );
    assert!(text.contains(&identifier[0]), "{text}");
    assert!(text.contains("email:"), "{text}");
    assert!(!text.contains("Ignored"), "section 9.1: {text}");
    assert!(answer.all("OrganizationUnit").is_empty());
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_cancelled_before_and_after_its_issue() {
    let gs = Gs::start().await;
    let id = gs.place("order_ps2_pro/minimal");
    assert_eq!(
        gs.modify(&id, "REVOKE").codes(),
        ["-105"],
        "nothing to revoke yet"
    );
    assert_eq!(gs.modify(&id, "CANCEL").one("OrderID"), id);
    is(&gs, &id, "3", "0");
    assert_eq!(gs.events(&id), ["0,0", "10,0", "8,0"]);
    assert_eq!(gs.mails(&id), ["enrolment", "cancelled"]);
    gs.advance(24 * HOUR);
    is(&gs, &id, "3", "0");

    let id = gs.issued("order_ps2_pro/minimal");
    assert_eq!(gs.modify(&id, "CANCEL").one("SuccessCode"), "0");
    is(&gs, &id, "5", "50");
    gs.advance(MINUTE);
    is(&gs, &id, "5", "30");
    assert_eq!(gs.events(&id), ["0,0", "7,0", "10,0", "9,0", "12,0"]);
    let answer = gs.look(&id);
    assert_eq!(
        answer.one("CancelRequestDate"),
        answer.one("OrderCanceledDate")
    );
    for again in ["CANCEL", "REVOKE"] {
        assert_eq!(gs.modify(&id, again).codes(), ["-9915"]);
    }
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_revoked_in_time() {
    let gs = Gs::start().await;
    let id = gs.issued("order_ps2_pro/minimal");
    assert_eq!(gs.modify(&id, "REVOKE").one("SuccessCode"), "0");
    is(&gs, &id, "4", "50");
    assert_eq!(gs.modify(&id, "REVOKE").codes(), ["-9915"]);
    gs.advance(MINUTE);
    is(&gs, &id, "4", "30");
    assert_eq!(gs.events(&id), ["0,0", "7,0", "11,0", "12,0"]);
    assert!(!gs.look(&id).one("RevokeRequestDate").is_empty());
    assert!(gs.mails(&id).contains(&"revoked".to_owned()));
    assert_eq!(reissue(&gs, &id).codes(), ["-9202"]);
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_reissued_once_at_a_time() {
    let gs = Gs::start().await;
    let id = gs.place("order_ps2_pro/minimal");
    assert_eq!(reissue(&gs, &id).codes(), ["-9202"], "not issued yet");
    gs.act(&id, &Command::Issue).expect("an open order");
    gs.advance(10 * HOUR);
    let new = reissue(&gs, &id).one("OrderID");
    assert_ne!(new, id);
    assert_eq!(reissue(&gs, &id).codes(), ["-9202"], "one under way");
    gs.advance(MINUTE);
    is(&gs, &new, "4", "10");
    is(&gs, &id, "4", "10");
    assert_eq!(gs.events(&id), ["0,0", "7,0", "24,0"]);
    assert_eq!(gs.events(&new), ["16,0", "14,0"]);
    let (old, answer) = (gs.look(&id), gs.look(&new));
    assert_eq!(answer.one("OriginalOrderIDForReIssue"), id);
    assert_eq!(answer.one("EndDate"), old.one("EndDate"), "time is not won");
    assert_ne!(answer.one("X509Cert"), old.one("X509Cert"));
    assert_eq!(answer.one("Price"), "0.00");
    assert_eq!(
        reissue(&gs, &id).one("SuccessCode"),
        "0",
        "the one before is done"
    );
    gs.modify(&id, "CANCEL");
    assert_eq!(reissue(&gs, &id).codes(), ["-9915"]);
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_enrolment_mail_is_sent_again() {
    let gs = Gs::start().await;
    let id = gs.place("order_ps1/minimal");
    let again = with(&gs.golden("resend_email/minimal"), "OrderID", &id);
    gs.accepted(&again);
    assert_eq!(gs.mails(&id), ["enrolment", "enrolment"]);
    assert_eq!(gs.events(&id), ["0,0", "26,0"]);
    gs.modify(&id, "CANCEL");
    assert_eq!(gs.call(&again).codes(), ["-9915"]);
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ca_approves_rejects_issues_and_revokes() {
    let gs = Gs::start().await;
    let approved = gs.place("order_ps2_pro/minimal");
    gs.act(&approved, &Command::Approve).expect("in vetting");
    is(&gs, &approved, "7", "0");
    assert_eq!(gs.events(&approved), ["0,0", "3,0", "4,0"]);

    let rejected = gs.place("order_ps2_pro/minimal");
    gs.act(&rejected, &Command::Reject).expect("an open order");
    is(&gs, &rejected, "3", "0");
    assert_eq!(gs.events(&rejected), ["0,0", "5,0"]);
    assert_eq!(gs.mails(&rejected), ["enrolment", "denial"]);

    let short = gs.place("order_ps1/minimal");
    gs.act(&short, &Command::Reject).expect("an open order");
    assert_eq!(
        gs.events(&short),
        ["0,0", "2,0"],
        "there is no vetting to deny"
    );

    let issued = gs.issued("order_ps2_pro/minimal");
    gs.act(&issued, &Command::Revoke).expect("a certificate");
    is(&gs, &issued, "4", "30");
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_done_is_said() {
    let gs = Gs::start().await;
    let issued = gs.issued("order_ps1/minimal");
    let csr = || csr(&common::subject());
    let commands = [
        Command::Approve,
        Command::Reject,
        Command::Issue,
        Command::BringCsr { csr: csr() },
        Command::Pay,
        Command::SignQuote,
        Command::Suspend,
        Command::ValidateDomain { domain: None },
    ];
    for command in commands {
        let said = gs.act(&issued, &command);
        assert!(
            matches!(said, Err(Impossible::State(_))),
            "{command:?}: {said:?}"
        );
    }
    let open = gs.place("order_ps1/minimal");
    for command in [Command::Revoke, Command::BringCsr { csr: csr() }] {
        let said = gs.act(&open, &command);
        assert!(
            matches!(said, Err(Impossible::State(_))),
            "{command:?}: {said:?}"
        );
    }
    let waiting = after(
        &gs.golden("order_ps1/minimal"),
        "PickupPassword",
        "<HasCSR>true</HasCSR>",
    );
    let waiting = gs.accepted(&waiting).one("OrderID");
    let weak = Command::BringCsr {
        csr: include_str!("../vectors/close-primes.pem").to_owned(),
    };
    assert!(matches!(gs.act(&waiting, &weak), Err(Impossible::State(_))));
    assert!(
        !gs.act("none", &Command::Issue).expect("no fault"),
        "there is no such order"
    );
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn references_that_were_used_before() {
    let gs = Gs::start().await;
    let order = after(
        &gs.golden("order_ps1/minimal"),
        "Subscriber",
        "<SubID>invoice-1</SubID>",
    );
    let duplicates = |duplicates| {
        gs.set(&Settings {
            duplicates,
            ..Settings::default()
        });
    };
    let first = gs.accepted(&order).one("OrderID");
    assert_eq!(gs.look(&first).one("SubID"), "invoice-1");
    duplicates(Duplicates::Allowed);
    let second = gs.accepted(&order).one("OrderID");
    assert_eq!(gs.look(&second).one("SubID"), "invoice-1");
    duplicates(Duplicates::Lost);
    let third = gs.accepted(&order).one("OrderID");
    assert!(gs.look(&third).all("SubID").is_empty());
    let another = order.replace("invoice-1", "invoice-2");
    let fourth = gs.accepted(&another).one("OrderID");
    assert_eq!(
        gs.look(&fourth).one("SubID"),
        "invoice-2",
        "a new one is kept"
    );
    duplicates(Duplicates::Refused);
    assert_eq!(gs.call(&order).codes(), ["-105"]);
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pkcs12_file_is_deleted_in_time() {
    let gs = Gs::start().await;
    let id = gs.issued("order_ps1/minimal");
    let date = gs.look(&id).one("P12DeleteDate");
    let kept = |gs: &Gs| gs.order(&id).certificate().expect("one").pkcs12.is_some();
    gs.advance(29 * 24 * HOUR);
    assert!(kept(&gs));
    gs.advance(24 * HOUR);
    assert!(!kept(&gs));
    assert_eq!(gs.look(&id).one("P12DeleteDate"), date);
    let order = gs.order(&id);
    assert_eq!(
        (order.details.status, order.details.stage),
        (OrderState::Issued, Stage::Done)
    );
    gs.stop().await;
}
