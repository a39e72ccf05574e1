//! Several shapes of a message or group become one structure.

mod support;

use certwire_schema::model::{Element, Struct, Type};
use support::{POST, exchange, load_tbs, sound};

/// `name sign` of every member, blocks with theirs in brackets.
fn outline(body: &Struct) -> String {
    let member = |element: &Element| match &element.ty {
        Type::Block(block) => format!(
            "{}{} [{}]",
            element.name,
            element.occurs.sign(),
            outline(block)
        ),
        _ => format!("{}{}", element.name, element.occurs.sign()),
    };
    body.elements
        .iter()
        .map(member)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Every shape of a structure: its name, what selects it, and its members.
fn shapes(body: &Struct) -> Vec<String> {
    let shape = |variant: &certwire_schema::model::Variant| {
        let members = variant.members.iter();
        let members: Vec<String> = members
            .map(|(at, occurs)| format!("{}{}", body.elements[*at].name, occurs.sign()))
            .collect();
        let when = variant.when.as_deref().unwrap_or("-");
        format!("{} ({when}): {}", variant.name, members.join(" "))
    };
    body.variants.iter().map(shape).collect()
}

#[test]
fn members_are_optional_unless_every_shape_demands_them() {
    let model = sound(load_tbs(POST));
    let body = &model.services[0].operations[0].request.body;
    assert_eq!(
        outline(body),
        "login1 [user1] order+ [ref? weight? stamp? sender1 [name1 town?] note?]"
    );
}

#[test]
fn the_shapes_stand_where_the_selecting_element_stands() {
    let model = sound(load_tbs(POST));
    let body = &model.services[0].operations[0].request.body;
    assert!(body.variants.is_empty());
    let Type::Block(order) = &body.elements[1].ty else {
        panic!("a block")
    };
    assert_eq!(
        shapes(order),
        [
            "parcel (-): ref? weight1 sender1 note?",
            "letter (stamp): ref? stamp1 sender1"
        ]
    );
    let Type::Block(sender) = &order.elements[3].ty else {
        panic!("a block")
    };
    assert!(sender.variants.is_empty());
}

#[test]
fn each_shape_of_a_message_stays_complete() {
    let model = sound(load_tbs(POST));
    let [parcel, letter] = model.services[0].operations[0].request.variants.as_slice() else {
        panic!("two shapes")
    };
    assert_eq!(
        outline(&parcel.body),
        "login1 [user1] order+ [ref? weight1 sender1 [name1 town1] note?]"
    );
    assert_eq!(
        outline(&letter.body),
        "login1 [user1] order+ [ref? stamp1 sender1 [name1 town?]]"
    );
}

#[test]
fn lengths_are_the_widest() {
    let model = sound(load_tbs(POST));
    let service = &model.services[0];
    let name = service.find(&service.operations[0].request.body, "order/sender/name");
    assert_eq!(name.and_then(|name| name.max), Some(20));
}

#[test]
fn a_keyed_member_stands_last() {
    let model = sound(load_tbs(POST));
    let body = &model.services[0].operations[0].response.body;
    assert_eq!(outline(body), "code? message? <ref>*");
    assert_eq!(
        shapes(body),
        ["results (-): <ref>*", "error (code): code1 message1"]
    );
}

#[test]
fn a_group_has_shapes_too() {
    let model = sound(load_tbs(POST));
    let group = model.services[0].group("Result").expect("declared");
    assert_eq!(outline(group), "id? url? receipt? [<n>*]");
    assert_eq!(
        shapes(group),
        ["tracked (-): id? url1", "plain (receipt): id? receipt1"]
    );
}

#[test]
fn selectors_in_different_structures_meet_above_them() {
    let text = exchange(
        POST,
        "    response variant=results",
        "    request variant=card when=extra {
            one login { one user string }
            some order key=ref param=2 { opt ref string }
            one extra string
        }
        response variant=results",
    );
    let model = sound(load_tbs(&text));
    let body = &model.services[0].operations[0].request.body;
    assert_eq!(
        shapes(body),
        [
            "parcel (-): login1 order+",
            "letter (order/stamp): login1 order+",
            "card (extra): login1 order+ extra1"
        ]
    );
}

#[test]
fn text_and_structure_of_one_name_stay_apart() {
    let text = exchange(
        POST,
        "one code string;",
        "one code string; one \"<ref>\" string rust=line;",
    );
    let text = exchange(
        &text,
        "one code string; one \"<ref>\" string rust=line; one message string",
        "one code string; one message string; opt id { one n string }; opt id string rust=id_text",
    );
    let model = sound(load_tbs(&text));
    let service = &model.services[0];
    let body = &service.operations[0].response.body;
    assert!(service.find(body, "id").is_some_and(|id| id.ty.is_scalar()));
    assert!(service.find(body, "id/n").is_some());
}
