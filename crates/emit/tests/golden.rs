//! What the emitter writes, compared with golden files that this test also compiles and runs.
//!
//! `UPDATE_GOLDEN=1 cargo test -p certwire-emit` rewrites them.

use std::{fs, path::Path};

use certwire_emit::{
    builder, definition, enumeration, message,
    names::{self, field, variant},
    owned,
    spec::{
        Card, CodesSpec, EnumSpec, FieldSpec, Holds, KindSpec, Occurs, StructSpec, ValueSpec,
        VariantSpec,
    },
    style::Style,
};
use certwire_wire::{
    sink::{At, Discard, Progress},
    walk::{Message, Visit},
};
use proc_macro2::TokenStream;
use quote::quote;

mod golden {
    #![allow(dead_code, missing_docs, unreachable_pub, clippy::struct_field_names)]
    #[rustfmt::skip]
    pub mod order;
    #[rustfmt::skip]
    pub mod collisions;
}

use golden::{collisions::Collisions, order::*};

const HEAD: &str = "use std::{borrow::Cow, fmt};\n
use certwire_wire::{
    build::{Builder, Missing},
    secret::Secret,
    shape::{Enumeration, Field, Kind, Shape, Variant},
    sink::Sink,
    timestamp::{Date, Timestamp},
    value::{Map, Value},
    walk::{Members, Message, Of, Visit, Walk},
};\n\n";

#[track_caller]
fn check(name: &str, head: &str, items: TokenStream) {
    let file = syn::parse2(items).expect("Rust");
    let text = format!("{head}{}", prettyplease::unparse(&file));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{name}.rs"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &text).expect("a writable golden file");
    }
    let golden = fs::read_to_string(&path).expect("a golden file");
    assert!(
        golden == text,
        "{name}: the emitter writes something else; run with UPDATE_GOLDEN=1 and look at the difference"
    );
}

fn member(name: &str, card: Card, holds: Holds, kind: KindSpec) -> FieldSpec {
    let occurs = match card {
        Card::Value => Occurs::One,
        Card::Option => Occurs::Opt,
        Card::List => Occurs::Some,
        Card::Map => Occurs::Many,
    };
    FieldSpec {
        card,
        holds,
        kind,
        occurs,
        doc: vec![format!("`{name}`.")],
        section: "4.1".into(),
        ..FieldSpec::new(field(name), name)
    }
}

fn text(name: &str) -> FieldSpec {
    member(name, Card::Value, Holds::Text, KindSpec::Text)
}

fn structure(name: &str, fields: Vec<FieldSpec>) -> StructSpec {
    let borrows = fields.iter().any(FieldSpec::borrows);
    StructSpec {
        ident: names::ident(name),
        lifetime: borrows.then(|| quote!('a)),
        doc: vec![format!("Golden {name}.")],
        doc_alias: Vec::new(),
        name: name.into(),
        section: "4.1".into(),
        fields,
        variants: Vec::new(),
    }
}

fn whole(spec: &StructSpec) -> TokenStream {
    let style = &Style::Imported;
    let (ident, generics) = (
        &spec.ident,
        spec.lifetime.as_ref().map(|lifetime| quote!(<#lifetime>)),
    );
    let definition = definition::definition(spec, style);
    let (constructor, own) = (builder::constructor(spec), owned::into_owned(spec, style));
    let (message, builder) = (
        message::message_impl(spec, style),
        builder::builder(spec, style),
    );
    quote! {
        #definition
        impl #generics #ident #generics { #constructor #own }
        #message
        #builder
    }
}

fn order() -> StructSpec {
    let kind = names::ident("OrderKind");
    let group = |name: &str, borrows| Holds::Struct(names::ident(name), borrows);
    let coded = FieldSpec {
        max: Some(64),
        table: "product".into(),
        aliases: vec!["Code".into()],
        about: "What is ordered.".into(),
        default: "DV".into(),
        errata: "GS-E001".into(),
        deprecated: true,
        param: 2,
        codes: CodesSpec {
            invalid: "-9901".into(),
            ..CodesSpec::default()
        },
        ..member("ProductCode", Card::Option, Holds::Text, KindSpec::Text)
    };
    let password = FieldSpec {
        min: Some(8),
        secret: true,
        ..member("Password", Card::Value, Holds::Secret, KindSpec::Text)
    };
    let listed = KindSpec::Values(vec!["a".into(), "b".into()], false);
    let contacts = FieldSpec {
        wrapper: "Contacts".into(),
        ..member(
            "Contact",
            Card::List,
            group("Contact", true),
            KindSpec::Struct,
        )
    };
    structure(
        "Order",
        vec![
            password,
            coded,
            member(
                "OrderKind",
                Card::Value,
                Holds::Enum(kind.clone()),
                KindSpec::Enum(kind),
            ),
            member(
                "Year",
                Card::Value,
                Holds::Int,
                KindSpec::Int(1, 2_147_483_647),
            ),
            member("HasCSR", Card::Option, Holds::Boolean, KindSpec::Boolean),
            member("From", Card::Option, Holds::Timestamp, KindSpec::DateTime),
            member("To", Card::Value, Holds::Date, KindSpec::Date),
            member("SANEntry", Card::List, Holds::Text, listed),
            contacts,
            member(
                "Flags",
                Card::Option,
                group("Flags", false),
                KindSpec::Struct,
            ),
            member(
                "Main",
                Card::Value,
                group("Contact", true),
                KindSpec::Struct,
            ),
            member("byCode", Card::Map, Holds::Text, KindSpec::Text),
            member(
                "<domain>",
                Card::Map,
                group("Flags", false),
                KindSpec::Struct,
            ),
        ],
    )
}

fn kinds() -> EnumSpec {
    let value = |wire: &str, aliases: &[&str]| ValueSpec {
        ident: variant(wire),
        doc: vec![format!("`{wire}`.")],
        wire: wire.into(),
        aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
    };
    EnumSpec {
        ident: names::ident("OrderKind"),
        doc: vec!["New or renewal.".into()],
        name: "OrderKind".into(),
        list: Some(false),
        values: vec![value("new", &["New"]), value("renewal", &[])],
    }
}

#[test]
fn order_is_golden() {
    let mut contact = structure("Contact", vec![text("Name"), text("Phone"), text("Fax")]);
    contact.variants = vec![
        VariantSpec {
            name: "person".into(),
            when: 0,
            required: 0b001,
            allowed: 0b001,
        },
        VariantSpec {
            name: "office".into(),
            when: 0b010,
            required: 0b110,
            allowed: 0b111,
        },
    ];
    let flag = member("Flag", Card::Option, Holds::Boolean, KindSpec::Boolean);
    let items = [
        whole(&order()),
        whole(&contact),
        whole(&structure("Flags", vec![flag])),
        enumeration::enumeration(&kinds(), &Style::Imported),
    ];
    check("order", HEAD, items.into_iter().collect());
}

#[test]
fn nasty_names_do_not_collide() {
    let names = [
        "type",
        "self",
        "build",
        "CSR",
        "OU1",
        "DCV_Status",
        "0",
        "ref demande",
        "X509Cert",
        "PKCS12Option",
        "OriginalOrderIDForReIssue",
        "FQDNs",
        "walk",
        "message",
        "value",
        "index",
        "visit",
        "text",
    ];
    let spec = structure("Collisions", names.iter().map(|name| text(name)).collect());
    let head = "use std::borrow::Cow;\n\nuse certwire_wire::{build::{Builder, Missing}, shape::{Field, Kind, Shape}, \
                sink::Sink, walk::{Members, Message, Of, Visit, Walk}};\n\n";
    check("collisions", head, whole(&spec));
    let built = Collisions::builder()
        .r#type("a")
        .self_("b")
        .build_("c")
        .n0("d")
        .build();
    let missing = built.expect_err("most members are missing");
    assert_eq!(missing.members()[..2], ["CSR", "OU1"]);
}

#[test]
fn absolute_code_needs_no_imports() {
    let runtime = quote!(::certwire_wire);
    let style = Style::Absolute(runtime);
    let tokens =
        message::message_impl(&structure("Contact", vec![text("Name")]), &style).to_string();
    for name in [
        "Shape", "Field", "Walk", "Members", "Visit", "Sink", "Message", "Kind",
    ] {
        assert!(
            !tokens.contains(&format!("< {name}")),
            "{name} is bare in {tokens}"
        );
        assert!(
            tokens.contains(&format!(":: {name}")),
            "{name} is missing in {tokens}"
        );
    }
}

#[test]
fn builders_name_what_is_missing() {
    let missing = Order::builder()
        .year(1)
        .order_kind("new")
        .build()
        .expect_err("incomplete");
    assert_eq!(missing.structure(), "Order");
    assert_eq!(
        missing.members(),
        ["Password", "To", "SANEntry", "Contact", "Main"]
    );
    assert_eq!(
        missing.to_string(),
        "Order lacks Password, To, SANEntry, Contact, Main"
    );
    assert!(Contact::builder().name("a").build().is_ok());
    let office = Contact::builder()
        .phone("1")
        .build()
        .expect_err("an office has a fax");
    assert_eq!(office.members(), ["Fax"]);
}

#[test]
fn a_built_order_is_whole() {
    let contact = Contact::builder().name("a").build().expect("a contact");
    let text = String::from("borrowed");
    let order = Order::builder()
        .password("12345678")
        .year(2)
        .order_kind(String::from("unheard of"))
        .product_code(text.as_str())
        .to("2024-01-31")
        .san_entry(["a", "b"])
        .contact([contact.clone()])
        .main(contact)
        .by_code([("1", "one".into())])
        .domain([("a.example", Flags::default())])
        .build()
        .expect("an order");
    let owned: Order<'static> = order.clone().into_owned();
    assert_eq!(owned, order);
    assert_eq!(owned.order_kind.as_str(), "unheard of");
    assert_eq!(OrderKind::from("New"), OrderKind::New);
    assert!(!format!("{order:?}").contains("12345678"));
    let mut seen = Seen(0);
    Visit::root(&order, &mut seen);
    assert_eq!(seen.0, 0b1_1101_1100_1111);
    Visit::root(&order, &mut Discard);
}

/// Keeps which members of the message itself were there.
struct Seen(u64);

impl certwire_wire::sink::Sink for Seen {
    fn enter(&mut self, _: &'static certwire_wire::shape::Field, _: &str, _: At) {}

    fn leave(
        &mut self,
        field: Option<&'static certwire_wire::shape::Field>,
        shape: &'static certwire_wire::shape::Shape,
        progress: Progress,
        _: At,
    ) {
        if field.is_none() {
            assert!(std::ptr::eq(shape, Order::SHAPE));
            self.0 = progress.seen;
        }
    }

    fn leaf(&mut self, _: &'static certwire_wire::shape::Field, _: &str, _: &str, _: At) {}

    fn remark(&mut self, _: certwire_wire::sink::Remark<'_>, _: &str, _: At) {}
}
