//! What changed, and what it breaks.

mod support;

use certwire_schema::diff::{Class, Format, diff, diff_services, render};
use support::{POST, SHOP, exchange, load_gs, load_tbs, sound};

/// `class: subject: text` of every change that one exchange brings about.
fn changes(from: &str, to: &str) -> Vec<String> {
    let old = sound(load_gs(SHOP));
    let new = sound(load_gs(&exchange(SHOP, from, to)));
    let line = |change: certwire_schema::diff::Change| {
        format!(
            "{}: {}: {}",
            change.class.word(),
            change.subject,
            change.text
        )
    };
    diff(&old, &new).into_iter().map(line).collect()
}

fn assert_changes(cases: &[(&str, &str, &str)]) {
    for (from, to, expected) in cases {
        assert_eq!(changes(from, to), [expected.to_string()], "{from} -> {to}");
    }
}

#[test]
fn nothing() {
    let model = sound(load_gs(SHOP));
    assert_eq!(render(&diff(&model, &model), Format::Human), "no changes\n");
    assert_eq!(render(&[], Format::Json), "[]\n");
}

#[test]
fn changes_that_break_callers() {
    assert_changes(&[
        (
            "one Id string; opt Contact",
            "one ID string; opt Contact",
            "breaks-callers: response Thing/Id: renamed to ID",
        ),
        (
            "one Id string; opt Contact",
            "one Id int; opt Contact",
            "breaks-callers: response Thing/Id: type: string -> int",
        ),
        (
            "one Since date",
            "one Since date; one Till date",
            "breaks-callers: request Till: added, required",
        ),
        (
            "opt Note string",
            "one Note string",
            "breaks-callers: request Note: occurs: ? -> 1",
        ),
        (
            "one Status int",
            "opt Status int",
            "breaks-callers: response Status: occurs: 1 -> ?",
        ),
        (
            "opt Note string",
            "many Note string",
            "breaks-callers: request Note: occurs: ? -> *",
        ),
        (
            "opt Note string",
            "opt Note string secret=#true",
            "breaks-callers: request Note: secret: no -> yes",
        ),
        (
            "class=input section=\"4\" { text \"Missing.\"",
            "class=notice section=\"4\" { text \"Missing.\"",
            "breaks-callers: error -102: class: input -> notice",
        ),
    ]);
}

#[test]
fn changes_that_break_the_wire() {
    assert_changes(&[
        (
            "opt Coupon string max=50",
            "opt Coupon string max=40",
            "breaks-wire: request Coupon: max: 50 -> 40",
        ),
        (
            "opt Coupon string max=50",
            "opt Coupon string max=50 min=2",
            "breaks-wire: request Coupon: min: - -> 2",
        ),
        (
            "value renewal; ",
            "",
            "breaks-wire: enum Kind: value renewal removed",
        ),
        (
            "values=\"0,-1\"",
            "values=\"0\"",
            "breaks-wire: response Status: value -1 removed",
        ),
        (
            "code \"2\" \"Closed\"",
            "",
            "breaks-wire: codes status: code 2 removed",
        ),
        (
            "many Contact Contact",
            "some Contact Contact",
            "breaks-wire: request Contact: occurs: * -> +",
        ),
        (
            "check not-both",
            "check one-of",
            "breaks-wire: rule coupon: conditions and check: when Kind new; not-both Coupon Campaign -> when Kind new; one-of Coupon Campaign",
        ),
        (
            "endpoint live \"https://shop.example/order\"",
            "endpoint live \"https://shop.example/v2\"",
            "breaks-wire: endpoint live: https://shop.example/order -> https://shop.example/v2",
        ),
        (
            "namespace \"https://shop.example/ws/\"",
            "namespace \"https://shop.example/ws2/\"",
            "breaks-wire: namespace: https://shop.example/ws/ -> https://shop.example/ws2/",
        ),
        (
            "wrapper=Things",
            "wrapper=AllThings",
            "breaks-wire: response Thing: wrapper: Things -> AllThings",
        ),
        (
            "one Status int values=\"0,-1\"; opt Id string",
            "opt Id string; one Status int values=\"0,-1\"",
            "breaks-wire: response (top): members stand in another order",
        ),
    ]);
}

#[test]
fn changes_that_add() {
    assert_changes(&[
        (
            "opt Fax",
            "opt Street string; opt Fax",
            "additive: request Street: added",
        ),
        (
            "opt Coupon string max=50",
            "opt Coupon string max=60",
            "additive: request Coupon: max: 50 -> 60",
        ),
        (
            "opt Coupon string max=50",
            "opt Coupon string",
            "additive: request Coupon: max: 50 -> -",
        ),
        (
            "value renewal;",
            "value renewal; value gift;",
            "additive: enum Kind: value gift added",
        ),
        (
            "code \"2\" \"Closed\"",
            "code \"2\" \"Closed\"; code \"3\" \"Lost\"",
            "additive: codes status: code 3 added",
        ),
        (
            "one Since date",
            "opt Since date",
            "additive: request Since: occurs: 1 -> ?",
        ),
        (
            "opt Note string",
            "opt Note string alias=Remark",
            "additive: request Note: alias Remark added",
        ),
    ]);
}

#[test]
fn changes_of_words() {
    assert_changes(&[
        (
            "summary \"Buys a thing.\"",
            "summary \"Buys.\"",
            "documentation: operation Buy: summary: Buys a thing. -> Buys.",
        ),
        (
            "why \"Obvious.\"",
            "why \"Clear.\"",
            "documentation: erratum E1: why: Obvious. -> Clear.",
        ),
        (
            "remedy \"Add it.\"",
            "remedy \"Add.\"",
            "documentation: error -102: remedy: Add it. -> Add.",
        ),
        (
            "code \"2\" \"Closed\"",
            "code \"2\" \"Shut\"",
            "documentation: codes status code 2: label: Closed -> Shut",
        ),
    ]);
}

#[test]
fn a_new_block_is_one_change() {
    let expected = "additive: request Box: added";
    assert_changes(&[(
        "opt Fax",
        "opt Box { one A string; one B { one C string } }; opt Fax",
        expected,
    )]);
}

#[test]
fn the_same_change_in_several_operations_is_one() {
    let old = sound(load_gs(SHOP));
    let new = sound(load_gs(&exchange(
        SHOP,
        "opt Mail string",
        "opt Mail string; opt Web string",
    )));
    let changes = diff(&old, &new);
    let subjects: Vec<&str> = changes
        .iter()
        .map(|change| change.subject.as_str())
        .collect();
    assert_eq!(
        subjects,
        ["request Contact/Web", "response Thing/Contact/Web"]
    );
}

#[test]
fn editions() {
    let model = sound(load_gs(SHOP));
    let old = model.at_edition("gs", "1.0").expect("listed");
    let new = model.at_edition("gs", "1.2").expect("listed");
    let text = render(&diff_services(&old, &new), Format::Human);
    insta::assert_snapshot!(text);
}

#[test]
fn formats() {
    let model = sound(load_gs(SHOP));
    let old = model.at_edition("gs", "1.1").expect("listed");
    let new = model.at_edition("gs", "1.2").expect("listed");
    let changes = diff_services(&old, &new);
    let text = render(&changes, Format::Markdown) + "\n" + &render(&changes, Format::Json);
    insta::assert_snapshot!(text);
}

#[test]
fn shapes_come_and_go() {
    let old = sound(load_tbs(POST));
    let text = exchange(
        POST,
        "response variant=results { many \"<ref>\" Result }",
        "response variant=results { many \"<ref>\" Result }\n response variant=none when=reason { one reason string }",
    );
    let new = sound(load_tbs(&text));
    let there = diff(&old, &new);
    assert_eq!(there.len(), 1, "{there:?}");
    assert_eq!(
        (there[0].class, there[0].subject.as_str()),
        (Class::Additive, "response shape none")
    );
    assert_eq!(diff(&new, &old)[0].class, Class::BreaksWire);
}

#[test]
fn operations_and_services_come_and_go() {
    let shop = sound(load_gs(SHOP));
    let post = sound(load_tbs(POST));
    let classes: Vec<Class> = diff(&shop, &post)
        .iter()
        .map(|change| change.class)
        .collect();
    assert_eq!(classes, [Class::BreaksCallers, Class::Additive]);
    let old = shop.at_edition("gs", "1.0").expect("listed");
    let new = shop.at_edition("gs", "1.1").expect("listed");
    let gone = diff_services(&new, &old);
    let ask = gone.iter().find(|change| change.subject == "operation Ask");
    assert_eq!(ask.map(|change| change.class), Some(Class::BreaksCallers));
}
