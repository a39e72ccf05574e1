//! Every fault that the loader tells, as a person sees it.

mod support;

use support::{POST, SHOP, exchange, load_gs, load_tbs, sound};

/// Renders what each exchange of one part of the schema brings about.
fn faults(schema: &str, cases: &[(&str, &str)]) -> String {
    let load = if schema == POST { load_tbs } else { load_gs };
    let mut out = String::new();
    for (from, to) in cases {
        let Err(faults) = load(&exchange(schema, from, to)) else {
            panic!("this must not load: {to}");
        };
        out.push_str(&faults.to_string());
        out.push('\n');
    }
    out
}

fn snapshot(name: &str, schema: &str, cases: &[(&str, &str)]) {
    let text = faults(schema, cases);
    insta::assert_snapshot!(name, text);
}

#[test]
fn both_samples_are_sound() {
    sound(load_gs(SHOP));
    sound(load_tbs(POST));
}

#[test]
fn syntax() {
    snapshot(
        "syntax",
        SHOP,
        &[
            (
                "section=\"3.1\" effect=purchase",
                "section=3.1.1 effect=purchase",
            ),
            ("secret=#true", "secret=true"),
            (
                "check not-both Coupon Campaign",
                "check not-both Header/User Campaign",
            ),
            ("one Kind Kind", "one Kind Kind max=\"1"),
            ("namespace \"https", "namespace } \"https"),
        ],
    );
}

#[test]
fn only_the_first_syntax_error_is_shown() {
    let text = exchange(SHOP, "secret=#true", "secret=true");
    let faults = load_gs(&exchange(&text, "since=\"1.2\"", "since=1.2.3")).expect_err("two errors");
    assert_eq!(faults.faults.len(), 1);
}

#[test]
fn all_other_faults_are_shown_at_once() {
    let text = exchange(SHOP, "one Kind Kind", "one Kind Kid");
    let faults = load_gs(&exchange(&text, "opt Coupon", "maybe Coupon")).expect_err("two faults");
    let messages: Vec<&str> = faults
        .faults
        .iter()
        .map(|fault| fault.message.as_str())
        .collect();
    assert!(messages.contains(&"there is no type `Kid`"), "{messages:?}");
    assert!(
        messages.contains(&"`maybe` has no meaning in a request"),
        "{messages:?}"
    );
}

#[test]
fn lines() {
    snapshot(
        "lines",
        SHOP,
        &[
            ("opt Coupon", "optional Coupon"),
            ("edition \"1.0\" section", "edtion \"1.0\" section"),
            ("opt Coupon string max=50", "opt Coupon string mx=50"),
            (
                "opt Coupon string max=50",
                "opt Coupon string max=50 max=51",
            ),
            ("opt Coupon string max=50", "opt Coupon string max=\"50\""),
            ("opt Coupon string max=50", "opt Coupon string max=-1"),
            ("opt Coupon string max=50", "opt Coupon string max=50 extra"),
            ("opt Coupon string max=50", "opt Coupon (text)string max=50"),
            ("one User string", "one 5 string"),
            ("edition \"1.0\" section=\"1\"", "edition 1.0 section=\"1\""),
            (
                "wsdl live \"https://shop.example/order?wsdl\" section=\"2\"",
                "wsdl live \"https://shop.example/order?wsdl\" section=2",
            ),
            ("one Since date", "one Since date section=Asking"),
            ("effect=purchase retry=never", "effect=buying retry=never"),
            ("effect=purchase retry=never", "effect=purchase"),
            ("secret=#true", "secret=yes"),
            (
                "summary \"Buys a thing.\"",
                "summary \"Buys.\"; summary \"Buys a thing.\"",
            ),
            ("summary \"Buys a thing.\"", ""),
            ("value new;", "value new { a; };"),
            (
                "class=input section=\"4\" { text \"Missing.\"",
                "section=\"4\" { text \"Missing.\"",
            ),
            (
                "class=input section=\"4\" { text \"Too long.\"",
                "class=inptu section=\"4\" { text \"Too long.\"",
            ),
            (
                "class=input section=\"4\" { text \"Too long.\"",
                "class=input one-order=#true section=\"4\" { text \"Too long.\"",
            ),
            ("service gs", "service sg"),
        ],
    );
}

#[test]
fn references() {
    snapshot(
        "references",
        SHOP,
        &[
            ("edition=\"1.2\" protocol", "edition=\"1.3\" protocol"),
            ("section=\"3.2\"", "section=\"3.3\""),
            ("since=\"1.1\" about", "since=\"1.11\" about"),
            ("one Kind Kind", "one Kind Knid"),
            ("codes=product", "codes=products"),
            (
                "one Phone string max=40 since=\"1.2\" erratum=E2",
                "one Phone string max=40 since=\"1.2\" erratum=\"E2 E3\"",
            ),
            ("operation=Buy;", "operation=Sell;"),
            ("absent=\"-102\"", "absent=\"-104\""),
            ("code=\"-102 -103\"", "code=\"-102 -109\""),
            ("operations Buy", "operations Bye"),
            (
                "group Contact section",
                "group Spare section=\"1\" { one A string }; group Contact section",
            ),
            ("one Kind Kind", "one Kind string"),
            ("one Product string codes=product", "one Product string"),
            ("code B \"Pear\" erratum=E1", "code B \"Pear\""),
            ("reference=#true", ""),
            ("stream=Thing", "stream=Id"),
        ],
    );
}

#[test]
fn names() {
    snapshot(
        "names",
        SHOP,
        &[
            ("opt Campaign string max=50", "opt Coupon string max=50"),
            (
                "opt Campaign string max=50",
                "opt Campaign string max=50; opt campaign string",
            ),
            (
                "opt Campaign string max=50",
                "opt Campaign string max=50 alias=Coupon",
            ),
            (
                "one Phone string max=40 since=\"1.2\"",
                "one Phone string max=40 since=\"1.1\"",
            ),
            (
                "enum Kind section=\"3.1\" {",
                "enum Kind section=\"3.1\" { value new;",
            ),
            (
                "codes status section",
                "codes product section=\"4\" { code A \"Apple\" }; codes status section",
            ),
            ("code B \"Pear\"", "code A \"Apple again\"; code B \"Pear\""),
            ("rule stock", "rule coupon"),
            ("erratum E1 section=\"4\"", "erratum E2 section=\"4\""),
            (
                "error \"-103\"",
                "error \"-102\" class=input section=\"4\" { text \"a\"; cause \"b\"; remedy \"c\" }; error \"-103\"",
            ),
            (
                "group Contact section",
                "group Kind section=\"3.1\" { one A string }; group Contact section",
            ),
        ],
    );
}

#[test]
fn elements() {
    snapshot(
        "elements",
        SHOP,
        &[
            ("opt Coupon string max=50", "opt Coupon"),
            ("one Kind Kind", "one Kind Kind { one A string }"),
            ("opt Coupon string max=50", "opt Coupon Contact max=50"),
            (
                "opt Coupon string max=50",
                "opt Coupon string min=60 max=50",
            ),
            ("opt Coupon string max=50", "opt Coupon string min-value=60"),
            (
                "opt Coupon string max=50",
                "opt Coupon string codes=product values=\"A\"",
            ),
            (
                "opt Coupon string max=50",
                "opt Coupon string wrapper=Coupons param=3",
            ),
            (
                "opt Coupon string max=50",
                "opt Coupon string since=\"1.2\" until=\"1.1\"",
            ),
            (
                "one Name string max=64; opt Mail string",
                "one \"<n>\" string; opt Mail string",
            ),
            ("one Name string max=64; opt Mail string", ""),
            ("opt Mail string", "opt Friend Contact"),
            ("retry=never title=\"buy\"", "retry=safe title=\"buy\""),
        ],
    );
}

#[test]
fn too_many_members() {
    let members: Vec<String> = (0..65).map(|n| format!("opt M{n} string\n")).collect();
    snapshot(
        "too_many_members",
        SHOP,
        &[("opt Mail string", &members.concat())],
    );
}

#[test]
fn rules() {
    snapshot(
        "rules",
        SHOP,
        &[
            ("not-both Coupon Campaign", "not-bth Coupon Campaign"),
            ("not-both Coupon Campaign", "not-both Coupon"),
            ("not-both Coupon Campaign", "unique Coupon Campaign"),
            ("not-both Coupon Campaign", "not-both Coupon Champaign"),
            (
                "not-both Coupon Campaign",
                "not-both \"Header/Usr\" Campaign",
            ),
            ("not-both Coupon Campaign", "named luhn Coupon"),
            (
                "not-both Coupon Campaign",
                "lookup Product product opration Coupon",
            ),
            ("not-both Coupon Campaign", "values Product A C"),
            ("when Kind new", "when Kind renew"),
            ("when Kind new", "where Kind new"),
            ("check not-both Coupon Campaign", ""),
            ("decided=server {", "decided=server { check present Coupon;"),
        ],
    );
}

#[test]
fn errata() {
    snapshot(
        "errata",
        SHOP,
        &[
            ("max=40 since", "max=41 since"),
            ("max=40 since", "since"),
            ("occurs=one type=string", "occurs=opt type=int"),
            ("reads \"Once.\"", "reads \"Once.\" max=3"),
            ("; why \"Obvious.\"", ""),
        ],
    );
}

#[test]
fn shapes() {
    snapshot(
        "shapes",
        POST,
        &[
            (
                "request variant=parcel {",
                "request variant=parcel when=login {",
            ),
            ("variant=letter when=\"order/stamp\"", "variant=letter"),
            (
                "variant=letter when=\"order/stamp\"",
                "variant=letter when=\"order/stmp\"",
            ),
            ("variant=letter", "variant=parcel"),
            ("request variant=parcel", "request"),
            ("one name string max=20", "one name int"),
            (
                "one stamp string",
                "one weight int param=2; one stamp string",
            ),
            ("variant plain when=receipt", "variant plain when=url"),
            (
                "key=ref param=2 {\n            opt ref string\n            one weight",
                "key=rif param=2 {\n            opt ref string\n            one weight",
            ),
            ("application=operations effect", "effect"),
            (
                "many \"<ref>\" Result",
                "many \"<ref>\" Result; many \"<id>\" string",
            ),
        ],
    );
}

#[test]
fn colours_are_for_terminals_only() {
    let faults = load_gs(&exchange(SHOP, "one Kind Kind", "one Kind Kid")).expect_err("no type");
    assert!(!faults.render(false).contains('\u{1b}'));
    assert!(faults.render(true).contains('\u{1b}'));
}

#[test]
fn columns_count_characters() {
    let text = exchange(SHOP, "one Kind Kind", "/* é */ one Kind Kid");
    let faults = load_gs(&text).expect_err("no type");
    let place = faults.sources.place(&faults.faults[0].span);
    assert_eq!(place, "gs/all.kdl:24:26");
}
