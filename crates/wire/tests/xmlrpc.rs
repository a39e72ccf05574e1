//! Reading and writing XML-RPC: the documented shapes, what PHP servers send instead, and what must be refused.

mod xmlrpc_messages;

use certwire_wire::{
    decoded::Decoded,
    error::XmlErrorKind,
    limits::Limits,
    sink::Discard,
    walk::Message,
    xmlrpc::{self, Error, WriteOptions, XmlRpcMessage},
};
use xmlrpc_messages::{Request, Response};

fn member(name: &str, value: &str) -> String {
    format!("<member><name>{name}</name><value>{value}</value></member>")
}

fn response(members: &str) -> String {
    body(&format!("<struct>{members}</struct>"))
}

fn body(value: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<methodResponse><params><param><value>{value}</value></param></params></methodResponse>"
    )
}

fn call(params: &str) -> String {
    format!("<methodCall><methodName>achat</methodName><params>{params}</params></methodCall>")
}

fn read(xml: &str) -> Decoded<Response<'_>> {
    Response::from_xml(xml).unwrap_or_else(|error| panic!("{error}\n{xml}"))
}

fn notes<T>(decoded: &Decoded<T>) -> Vec<(&'static str, &str)> {
    let notes = decoded.notes.iter();
    notes
        .map(|note| (note.kind, note.place.path.as_str()))
        .collect()
}

fn faults<T>(decoded: &Decoded<T>) -> Vec<(&'static str, &str)> {
    let faults = decoded.faults.iter();
    faults
        .map(|fault| (fault.kind, fault.place.path.as_str()))
        .collect()
}

fn refused(xml: &str) -> Error {
    match Response::from_xml(xml) {
        Ok(decoded) => panic!("read as {decoded:?}\n{xml}"),
        Err(error) => error,
    }
}

fn refused_xml(xml: &str) -> XmlErrorKind {
    match refused(xml) {
        Error::Xml(error) => error.kind,
        error => panic!("{error}\n{xml}"),
    }
}

#[test]
fn documented_response() {
    let xml = response(
        &[
            member("codeReponse", "<string>0</string>"),
            member("messageReponse", "<string>caf&#233; &amp; co</string>"),
            member("refTBS", "<string>1234567890</string>"),
        ]
        .join("\n "),
    );
    let decoded = read(&xml);
    assert_eq!(decoded.value.code, "0");
    assert_eq!(decoded.value.message.as_deref(), Some("café & co"));
    assert_eq!(decoded.value.reference.as_deref(), Some("1234567890"));
    assert_eq!((notes(&decoded), faults(&decoded)), (vec![], vec![]));
}

#[test]
fn white_space_comments_and_attributes_anywhere() {
    let xml = "<?xml version='1.0' encoding='UTF-8'?>\n<!-- a --><methodResponse >\n <params> <!-- b -->\n <param>\n  <value ><?pi x?>\n   <struct>\n \
        <member>\n <name >codeReponse</name >\n <value>\n <string xml:space='preserve'>0</string>\n </value>\n </member>\n \
        <member><name>commandes</name><value>\n<struct/>\n</value>\n</member>\n </struct>\n</value></param></params>\n</methodResponse>\n<!-- end -->\n";
    let decoded = read(xml);
    assert_eq!(decoded.value.code, "0");
    assert!(decoded.value.orders.is_some());
    assert_eq!((notes(&decoded), faults(&decoded)), (vec![], vec![]));
}

#[test]
fn order_is_free_and_aliases_are_noted() {
    let xml = response(
        &[
            member("refTbs", "<string>1</string>"),
            member("messageReponse", "<string>ok</string>"),
            member("codeReponse", "<string>0</string>"),
        ]
        .concat(),
    );
    let decoded = read(&xml);
    assert_eq!(
        (&*decoded.value.code, decoded.value.reference.as_deref()),
        ("0", Some("1"))
    );
    assert_eq!(notes(&decoded), [("alias", "refTbs")]);
    let at = decoded.notes[0].place.offset.unwrap();
    assert!(xml[at..].starts_with("refTbs<"));
}

#[test]
fn unknown_members_are_kept_raw() {
    let raw = member(
        "nouveau",
        "<array><data><value><i4>1</i4></value></data></array>",
    );
    let xml = response(&[raw.clone(), member("codeReponse", "0")].concat());
    let decoded = read(&xml);
    assert_eq!(notes(&decoded), [("unknown", "nouveau")]);
    assert_eq!(decoded.notes[0].raw, raw);
    assert_eq!(decoded.value.code, "0");
}

#[test]
fn scalar_types() {
    for (value, expected, kind) in [
        ("<string>12</string>", "12", None),
        ("12", "12", None),
        ("<int>12</int>", "12", Some("scalar-type")),
        ("<i4>-12345678901</i4>", "-12345678901", Some("scalar-type")),
        (
            "<i8>123456789012345678901234567890</i8>",
            "123456789012345678901234567890",
            Some("scalar-type"),
        ),
        ("<boolean>1</boolean>", "1", Some("scalar-type")),
        ("<double>-1.50</double>", "-1.50", Some("scalar-type")),
        (
            "<dateTime.iso8601>19980717T14:08:55</dateTime.iso8601>",
            "19980717T14:08:55",
            Some("scalar-type"),
        ),
        ("<base64>Y8Op\ncnQ=</base64>", "cért", Some("scalar-type")),
        (
            "<string>a<!-- c -->b<![CDATA[<&]]>c</string>",
            "ab<&c",
            None,
        ),
        ("a<!-- c -->b", "ab", None),
        ("<![CDATA[x]]>", "x", None),
        (" padded ", " padded ", None),
        ("<string> padded </string>", " padded ", None),
    ] {
        let xml = response(&member("messageReponse", value));
        let decoded = read(&xml);
        assert_eq!(decoded.value.message.as_deref(), Some(expected), "{value}");
        assert_eq!(notes(&decoded).first().map(|note| note.0), kind, "{value}");
        assert!(decoded.faults.is_empty(), "{value}");
    }
}

#[test]
fn numbers() {
    for (value, expected, kind) in [
        ("<int>12</int>", Some(12), None),
        ("<i8>9223372036854775807</i8>", Some(i64::MAX), None),
        ("<string>12</string>", Some(12), Some("scalar-type")),
        ("12", Some(12), Some("scalar-type")),
        ("<int>-0</int>", Some(0), None),
    ] {
        let xml = response(&member("solde", value));
        let decoded = read(&xml);
        assert_eq!(decoded.value.balance, expected, "{value}");
        assert_eq!(notes(&decoded).first().map(|note| note.0), kind, "{value}");
    }
    for value in [
        "<int>1e3</int>",
        "<int>+1</int>",
        "<int> 1</int>",
        "<int>0x1</int>",
        "<int>9223372036854775808</int>",
        "<int>-<!-- x -->1</int>",
        "<int><![CDATA[1]]></int>",
        "<string>-<!-- x -->1</string>",
        "<string>one</string>",
        "-<?x?>1",
        "<boolean>true</boolean>",
        "<double>NaN</double>",
        "<base64>*</base64>",
        "<foo>1</foo>",
    ] {
        let xml = response(&member("solde", value));
        let decoded = read(&xml);
        assert_eq!(decoded.value.balance, None, "{value}");
        assert_eq!(faults(&decoded), [("malformed", "solde")], "{value}");
    }
}

#[test]
fn absent_values() {
    for (value, kind) in [
        ("<nil/>", "nil"),
        (
            "<x:nil xmlns:x='http://ws.apache.org/xmlrpc/namespaces/extensions'/>",
            "nil",
        ),
        ("", "empty"),
        ("\n  ", "empty"),
        ("<string/>", "empty"),
        ("<string></string>", "empty"),
    ] {
        for name in ["messageReponse", "solde", "commandes"] {
            let xml = response(&member(name, value));
            let decoded = read(&xml);
            assert_eq!(notes(&decoded), [(kind, name)], "{value}");
            assert!(decoded.value.message.is_none() && decoded.value.orders.is_none());
            assert!(decoded.is_unambiguous());
        }
    }
    let xml = response("<member><name>messageReponse</name><value/></member>");
    assert_eq!(notes(&read(&xml)), [("empty", "messageReponse")]);
}

#[test]
fn members_of_one_name_differ_by_kind() {
    let entry = format!("<struct>{}</struct>", member("refTBS", "1"));
    let xml = response(&member(
        "solde",
        &format!("<struct>{}</struct>", member("X509", &entry)),
    ));
    let decoded = read(&xml);
    assert_eq!(decoded.value.balance, None);
    let balances = decoded.value.balances.unwrap();
    assert_eq!(
        balances.entries.get("X509").unwrap().reference.as_deref(),
        Some("1")
    );

    let both = response(
        &[
            member("solde", "<int>1</int>"),
            member("solde", "<struct/>"),
        ]
        .concat(),
    );
    let decoded = read(&both);
    assert_eq!(faults(&decoded), [("duplicate", "solde")]);
    assert_eq!(decoded.value.balance, Some(1));
    assert!(decoded.value.balances.is_none());
}

#[test]
fn php_arrays() {
    let order = |n: u8| {
        format!(
            "<value><struct>{}</struct></value>",
            member("refTBS", &n.to_string())
        )
    };
    let array = format!("<array><data>{}{}</data></array>", order(7), order(8));
    let xml = response(&member("commandes", &array));
    let decoded = read(&xml);
    assert_eq!(notes(&decoded), [("array", "commandes")]);
    let orders = &decoded.value.orders.as_ref().unwrap().entries;
    assert_eq!(orders.get("0").unwrap().reference.as_deref(), Some("7"));
    assert_eq!(orders.get("1").unwrap().reference.as_deref(), Some("8"));

    let array = "<array><data><value><int>5</int></value><value>issued</value></data></array>";
    let xml = response(&member("statut", array));
    let status = read(&xml).value.status.unwrap();
    assert_eq!(
        (status.code, status.label.as_deref()),
        (Some(5), Some("issued"))
    );

    for empty in [
        "<array><data/></array>",
        "<array><data></data></array>",
        "<array> <data>\n</data> </array>",
    ] {
        let xml = response(&member("commandes", empty));
        let decoded = read(&xml);
        assert!(decoded.value.orders.as_ref().unwrap().entries.is_empty());
        assert_eq!(notes(&decoded), [("array", "commandes")]);
        assert!(notes(&read(&body(empty))).contains(&("array", "Response")));
    }
    assert_eq!(notes(&read(&body("<struct/>"))), []);
}

#[test]
fn arrays_for_lists_and_where_none_belong() {
    let produit = format!(
        "<struct>{}{}</struct>",
        member(
            "domaine",
            "<array><data><value>a</value><value><string>b</string></value></data></array>"
        ),
        member("code", "X"),
    );
    let order = format!("<struct>{}</struct>", member("produit", &produit));
    let params = format!(
        "<param><value><struct>{}</struct></value></param>",
        member("r", &order)
    );
    let xml = call(&params);
    let decoded = Request::from_xml(&xml).unwrap();
    let bought = decoded
        .value
        .orders
        .get("r")
        .unwrap()
        .product
        .as_ref()
        .unwrap();
    assert_eq!(bought.domains, ["a", "b"]);
    assert_eq!(bought.code, "X");

    let nested =
        "<array><data><value><array><data><value>1</value></data></array></value></data></array>";
    let xml = call(&format!(
        "<param><value><struct>{}</struct></value></param>",
        member(
            "r",
            &format!("<struct>{}</struct>", member("produit", nested))
        )
    ));
    let decoded = Request::from_xml(&xml).unwrap();
    assert_eq!(faults(&decoded), [("malformed", "demande/produit")]);
}

#[test]
fn structures_and_scalars_in_each_others_place() {
    for (name, value) in [
        (
            "messageReponse",
            "<struct><member><name>a</name><value>1</value></member></struct>",
        ),
        ("messageReponse", "<array><data/></array>"),
        ("commandes", "<string>none</string>"),
        ("commandes", "none"),
    ] {
        let xml = response(&[member(name, value), member("codeReponse", "0")].concat());
        let decoded = read(&xml);
        assert_eq!(faults(&decoded), [("malformed", name)], "{value}");
        assert_eq!(decoded.value.code, "0");
    }
}

#[test]
fn repeated_members_are_faults_and_the_first_counts() {
    let xml = response(&[member("codeReponse", "-1"), member("codeReponse", "0")].concat());
    let decoded = read(&xml);
    assert_eq!(decoded.value.code, "-1");
    assert_eq!(faults(&decoded), [("duplicate", "codeReponse")]);

    let orders = [
        member("0", "<struct/>"),
        member("1", "<struct/>"),
        member("0", "<struct/>"),
    ]
    .concat();
    let xml = response(&member("commandes", &format!("<struct>{orders}</struct>")));
    let decoded = read(&xml);
    assert_eq!(faults(&decoded), [("duplicate", "commandes/0")]);
    assert_eq!(decoded.value.orders.unwrap().entries.len(), 2);
}

#[test]
fn faults_of_the_server() {
    let code = member("faultCode", "<int>4</int>");
    let text = member("faultString", "<string>Too many</string>");
    for members in [[&*code, &*text].concat(), [&*text, &*code].concat()] {
        let xml = format!(
            "<methodResponse><fault><value><struct>{members}</struct></value></fault></methodResponse>"
        );
        let Error::Fault(fault) = refused(&xml) else {
            panic!("no fault")
        };
        assert_eq!((&*fault.code, &*fault.message), ("4", "Too many"));
        assert_eq!(xmlrpc::method(&xml), Ok(xmlrpc::Kind::Fault));
        assert!(matches!(refused(&format!("{xml}<b/>")), Error::Xml(_)));
    }
    let twice = [&*code, &*code].concat();
    let xml = format!(
        "<methodResponse><fault><value><struct>{twice}</struct></value></fault></methodResponse>"
    );
    assert!(matches!(refused(&xml), Error::Ambiguous { .. }));
}

#[test]
fn ambiguous_responses() {
    let params = format!(
        "<params><param><value><struct>{}</struct></value></param></params>",
        member("codeReponse", "0")
    );
    let fault = "<fault><value><struct><member><name>faultCode</name><value><int>1</int></value></member></struct></value></fault>";
    for inside in [
        format!("{params}{fault}"),
        format!("{fault}{params}"),
        format!("{params}{params}"),
        format!("{fault}{fault}"),
        String::new(),
    ] {
        let xml = format!("<methodResponse>{inside}</methodResponse>");
        assert!(matches!(refused(&xml), Error::Ambiguous { .. }), "{inside}");
    }
    assert!(matches!(
        refused("<methodResponse/>"),
        Error::Ambiguous { .. }
    ));
}

#[test]
fn grammar_is_not_forgiven() {
    for value in [
        "<string>1</string>",
        "",
        "<struct><member><value>1</value></member></struct>",
        "<struct><member><value>1</value><name>a</name></member></struct>",
        "<struct><member><name>a</name></member></struct>",
        "<struct><member><name>a</name><value>1</value><value>2</value></member></struct>",
        "<struct><member><name>a<b/></name><value>1</value></member></struct>",
        "<struct><membre/></struct>",
        "<struct>text</struct>",
        "<struct><member><name>codeReponse</name><value>a<string>1</string></value></member></struct>",
        "<struct><member><name>codeReponse</name><value><string>1</string>b</value></member></struct>",
        "<struct><member><name>codeReponse</name><value><string>1</string><string>2</string></value></member></struct>",
        "<struct><member><name>codeReponse</name><value><string><b/></string></value></member></struct>",
        "<array><data><value>1</value></data></array>",
        "<array/>",
        "<struct><member><name>codeReponse</name><value/><string>1</string></value></member></struct>",
    ] {
        assert!(
            matches!(refused(&body(value)), Error::Grammar { .. }),
            "{value}"
        );
    }
    let two = "<methodResponse><params><param><value><struct/></value></param><param><value>1</value></param></params></methodResponse>";
    assert!(matches!(refused(two), Error::Grammar { .. }));
    assert!(matches!(
        refused("<methodResponse><params/></methodResponse>"),
        Error::Grammar { .. }
    ));
    assert!(matches!(refused("<methodCall/>"), Error::Grammar { .. }));
    assert_eq!(refused(" \n"), Error::Empty);
    assert_eq!(refused("<!DOCTYPE html><html>"), Error::Html);
    assert_eq!(refused("{}"), Error::NotXml);
}

#[test]
fn hostile_xml_is_refused() {
    let good = response(&member("codeReponse", "0"));
    assert_eq!(
        refused_xml(&format!("{good}{good}")),
        XmlErrorKind::Declaration
    );
    assert_eq!(
        refused_xml(&format!("{good}<methodResponse/>")),
        XmlErrorKind::SecondRoot
    );
    assert_eq!(
        refused_xml(&format!("{good}x")),
        XmlErrorKind::TextOutsideRoot
    );
    assert_eq!(
        refused_xml(&good[..good.len() - "</methodResponse>".len()]),
        XmlErrorKind::UnexpectedEnd
    );
    assert_eq!(
        refused_xml("<!DOCTYPE methodResponse [<!ENTITY a 'b'>]><methodResponse/>"),
        XmlErrorKind::Doctype
    );
    assert_eq!(
        refused_xml(&response(&member("codeReponse", "&a;"))),
        XmlErrorKind::Entity
    );
    assert_eq!(
        refused_xml(&response(&member("codeReponse", "<x:int>0</x:int>"))),
        XmlErrorKind::UndeclaredPrefix
    );
    let foreign = "<x:int xmlns:x='urn:evil'>0</x:int>";
    assert_eq!(
        refused_xml(&response(&member("codeReponse", foreign))),
        XmlErrorKind::ForeignNamespace
    );
    let foreign = good.replace("<methodResponse>", "<methodResponse xmlns='urn:evil'>");
    assert_eq!(refused_xml(&foreign), XmlErrorKind::ForeignNamespace);
    assert_eq!(
        refused_xml(&good.replace("</value>", "</valeur>")),
        XmlErrorKind::EndTag
    );
    let bad_unknown = response(
        &[
            member("codeReponse", "0"),
            member("x", "<struct><a></b></struct>"),
        ]
        .concat(),
    );
    assert_eq!(refused_xml(&bad_unknown), XmlErrorKind::EndTag);
}

#[test]
fn limits() {
    let deep = 100_000;
    for (open, name) in [
        ("<value><struct><member><name>a</name>", "x"),
        ("<value><array><data>", "commandes"),
    ] {
        let xml = response(&format!("<member><name>{name}</name>{}", open.repeat(deep)));
        assert_eq!(refused_xml(&xml), XmlErrorKind::TooDeep(64));
    }
    for name in ["commandes", "WARNING"] {
        let many: String = (0..5_000)
            .map(|n| member(&n.to_string(), "<nil/>"))
            .collect();
        let xml = response(&member(name, &format!("<struct>{many}</struct>")));
        assert_eq!(refused_xml(&xml), XmlErrorKind::TooManyMembers(4_096));
    }
    let long = "x".repeat((1 << 20) + 1);
    let xml = response(&member("messageReponse", &long));
    assert_eq!(refused_xml(&xml), XmlErrorKind::ValueTooLong(1 << 20));
}

fn order(reference: &str, code: &str) -> String {
    let produit = member(
        "produit",
        &format!("<struct>{}</struct>", member("code", code)),
    );
    member(reference, &format!("<struct>{produit}</struct>"))
}

const IDENTIFICATION: &str = "<struct><member><name>utilisateur</name><value>u</value></member><member><name>motDePasse</name><value>p</value></member></struct>";

#[test]
fn parameters_are_joined() {
    let first = format!(
        "<param><value><struct>{}</struct></value></param>",
        member("identification", IDENTIFICATION)
    );
    let second = format!(
        "<param><value><struct>{}{}</struct></value></param>",
        order("réf 1", "A"),
        order("identification", "B"),
    );
    let xml = call(&[first, second].concat());
    let decoded = Request::from_xml(&xml).unwrap();
    assert_eq!((notes(&decoded), faults(&decoded)), (vec![], vec![]));
    let request = &decoded.value;
    assert_eq!(
        request.identification.as_ref().unwrap().password.expose(),
        "p"
    );
    let keys: Vec<_> = request.orders.iter().map(|(key, _)| key).collect();
    assert_eq!(keys, ["réf 1", "identification"]);
    assert_eq!(
        xmlrpc::method(&xml),
        Ok(xmlrpc::Kind::Call("achat".to_owned()))
    );
}

#[test]
fn members_in_another_parameter_are_noted() {
    let members = [member("identification", IDENTIFICATION), order("r", "A")].concat();
    let xml = call(&format!(
        "<param><value><struct>{members}</struct></value></param>"
    ));
    let decoded = Request::from_xml(&xml).unwrap();
    assert_eq!(notes(&decoded), [("frame", "r")]);
    assert_eq!(decoded.value.orders.len(), 1);

    let members = [order("r", "A"), member("identification", IDENTIFICATION)].concat();
    let xml = call(&format!(
        "<param><value><struct/></value></param><param><value><struct>{members}</struct></value></param>"
    ));
    let decoded = Request::from_xml(&xml).unwrap();
    assert_eq!(notes(&decoded), [("frame", "identification")]);
    assert!(decoded.value.identification.is_some());
}

#[test]
fn calls_that_are_refused() {
    let other = "<methodCall><methodName>solde</methodName><params/></methodCall>";
    assert!(
        matches!(Request::from_xml(other), Err(Error::Method { found, .. }) if found == "solde")
    );
    for params in [
        "<param><value>1</value></param>",
        "<param/>",
        "<value/>",
        "<param><value><struct/></value></param>x",
    ] {
        assert!(
            matches!(Request::from_xml(&call(params)), Err(Error::Grammar { .. })),
            "{params}"
        );
    }
    for empty in [
        "<methodCall><methodName>achat</methodName></methodCall>",
        &call(""),
    ] {
        assert_eq!(Request::from_xml(empty).unwrap().value, Request::default());
    }
    let twice = order("r", "A").repeat(2);
    let xml = call(&format!(
        "<param><value><struct/></value></param><param><value><struct>{twice}</struct></value></param>"
    ));
    let decoded = Request::from_xml(&xml).unwrap();
    assert_eq!(faults(&decoded), [("duplicate", "r")]);
}

#[test]
fn canonical_call() {
    let first = format!(
        "<param><value><struct>{}</struct></value></param>",
        member("identification", IDENTIFICATION)
    );
    let produit = [
        member("code", "A&lt;b"),
        member("dureeVie", "<int>1</int>"),
        member("civilite", "2"),
        member("actif", "<boolean>1</boolean>"),
        member(
            "domaine",
            "<array><data><value>a</value><value>b</value></data></array>",
        ),
    ]
    .concat();
    let order = member(
        "r&amp;1",
        &format!(
            "<struct>{}</struct>",
            member("produit", &format!("<struct>{produit}</struct>"))
        ),
    );
    let xml = call(&format!(
        "{first}<param><value><struct>{order}</struct></value></param>"
    ));
    let request = Request::from_xml(&xml).unwrap().value;
    let string = |name, text: &str| member(name, &format!("<string>{text}</string>"));
    let expected = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><methodCall><methodName>achat</methodName><params>\
         <param><value><struct>{}</struct></value></param><param><value><struct>{}</struct></value></param></params></methodCall>",
        member(
            "identification",
            &format!(
                "<struct>{}{}</struct>",
                string("utilisateur", "u"),
                string("motDePasse", "p")
            )
        ),
        member(
            "r&amp;1",
            &format!(
                "<struct>{}</struct>",
                member(
                    "produit",
                    &format!(
                        "<struct>{}{}{}{}{}</struct>",
                        string("code", "A&lt;b"),
                        string("dureeVie", "1"),
                        member("civilite", "<int>2</int>"),
                        member("actif", "<boolean>1</boolean>"),
                        member(
                            "domaine",
                            "<array><data><value><string>a</string></value><value><string>b</string></value></data></array>"
                        ),
                    )
                )
            )
        ),
    );
    let written = request.to_xml().unwrap();
    assert_eq!(written, expected);
    let again = Request::from_xml(&written).unwrap();
    assert_eq!(again.value, request);
    assert_eq!((notes(&again), faults(&again)), (vec![], vec![]));
    for (indent, php_arrays) in [(true, false), (false, true), (true, true)] {
        let mut buffer = Vec::new();
        xmlrpc::write_with(&request, WriteOptions { indent, php_arrays }, &mut buffer).unwrap();
        let text = String::from_utf8(buffer).unwrap();
        assert_eq!(Request::from_xml(&text).unwrap().value, request, "{text}");
    }
}

#[test]
fn php_writes_numbered_structs_as_arrays() {
    let orders = [
        member("0", &format!("<struct>{}</struct>", member("refTBS", "7"))),
        member("1", "<struct/>"),
    ]
    .concat();
    let codes = member(
        "WARNING",
        &format!("<struct>{}</struct>", member("12", "x")),
    );
    let xml = response(
        &[
            member("codeReponse", "0"),
            member("commandes", &format!("<struct>{orders}</struct>")),
            codes,
        ]
        .concat(),
    );
    let value = read(&xml).value;
    let mut buffer = Vec::new();
    let options = WriteOptions {
        php_arrays: true,
        ..WriteOptions::default()
    };
    xmlrpc::write_with(&value, options, &mut buffer).unwrap();
    let text = String::from_utf8(buffer).unwrap();
    let list = "<array><data><value><struct><member><name>refTBS</name><value><string>7</string></value></member></struct></value>\
                <value><array><data></data></array></value></data></array>";
    assert!(text.contains(list), "{text}");
    assert!(text.contains("<name>12</name>"), "{text}");
    assert_eq!(read(&text).value, value);
}

#[test]
fn characters_that_xml_cannot_carry() {
    let value = Response {
        code: "0".into(),
        message: Some("a\u{1}".into()),
        ..Response::default()
    };
    let error = value.to_xml().unwrap_err();
    assert_eq!(
        (&*error.field, error.character),
        ("messageReponse", Some('\u{1}'))
    );
}

#[test]
fn single_answers_have_no_key() {
    for xml in [
        response(&member("codeReponse", "0")),
        response(&[member("codeReponse", "-1"), member("ref", "<struct/>")].concat()),
        response(&member("WARNING", "<struct/>")),
        body("<struct/>"),
        body("<array><data/></array>"),
    ] {
        let answers = xmlrpc::answers(&xml, &Limits::DEFAULT, Response::SHAPE).unwrap();
        assert_eq!(answers.len(), 1);
        assert_eq!(answers[0].key(), None);
        let value: Response<'_> = answers[0].read(&mut Discard).unwrap();
        assert_eq!(value, read(&xml).value);
    }
}

#[test]
fn characters_before_the_value_of_an_answer_are_checked() {
    for value in ["<struct></struct>", "<struct/>"] {
        for aside in ["<!--\u{1}-->", "<?a \u{1}?>"] {
            let xml = body(value).replace("<params>", &format!("{aside}<params>"));
            let error = xmlrpc::answers(&xml, &Limits::DEFAULT, Response::SHAPE).unwrap_err();
            assert_eq!(error.offset(), xml.find('\u{1}'), "{error}");
        }
    }
}

#[test]
fn answers_by_reference() {
    let answer = |code: &str| format!("<struct>{}</struct>", member("codeReponse", code));
    let xml = response(
        &[
            member("r1", &answer("0")),
            member("r&amp;2", &answer("<x>-1</x>")),
        ]
        .concat(),
    );
    let answers = xmlrpc::answers(&xml, &Limits::DEFAULT, Response::SHAPE).unwrap();
    let keys: Vec<_> = answers.iter().map(|answer| answer.key().unwrap()).collect();
    assert_eq!(keys, ["r1", "r&2"]);
    let mut findings = certwire_wire::decoded::Collect::default();
    let first: Response<'_> = answers[0].read(&mut findings).unwrap();
    assert_eq!(first.code, "0");
    let second: Response<'_> = answers[1].read(&mut findings).unwrap();
    let second = findings.join(second);
    assert_eq!(faults(&second), [("malformed", "codeReponse")]);
    let at = second.faults[0].place.offset.unwrap();
    assert!(xml[at..].starts_with("codeReponse</name><value><x>"));

    let array = body(&format!(
        "<array><data><value>{}</value></data></array>",
        answer("0")
    ));
    let answers = xmlrpc::answers(&array, &Limits::DEFAULT, Response::SHAPE).unwrap();
    assert_eq!(answers[0].key(), Some("0"));

    let twice = response(&member("r1", &answer("0")).repeat(2));
    let error = xmlrpc::answers(&twice, &Limits::DEFAULT, Response::SHAPE).unwrap_err();
    assert!(matches!(error, Error::Ambiguous { .. }));
    let trailing = format!("{xml}<x/>");
    assert!(xmlrpc::answers(&trailing, &Limits::DEFAULT, Response::SHAPE).is_err());
}
