//! Views of other editions.

mod support;

use certwire_schema::model::{Model, Service};
use support::{POST, SHOP, exchange, load_gs, load_tbs, sound};

fn names(service: &Service) -> Vec<&str> {
    let request = &service.operations[0].request.body;
    request
        .elements
        .iter()
        .map(|element| element.name.as_str())
        .collect()
}

fn at(model: &Model, edition: &str) -> Service {
    model.at_edition("gs", edition).expect("such an edition")
}

#[test]
fn elements_come_and_go() {
    let model = sound(load_gs(SHOP));
    assert!(names(&at(&model, "1.0")).contains(&"Fax"));
    assert!(!names(&at(&model, "1.0")).contains(&"Note"));
    assert!(!names(&at(&model, "1.1")).contains(&"Fax"));
    assert!(names(&at(&model, "1.1")).contains(&"Note"));
}

#[test]
fn a_changed_element_has_a_line_for_each_edition() {
    let model = sound(load_gs(SHOP));
    let length = |edition: &str| {
        let service = at(&model, edition);
        let phones = service.operations[0].request.body.elements.clone();
        let phones: Vec<_> = phones
            .into_iter()
            .filter(|element| element.name == "Phone")
            .collect();
        assert_eq!(phones.len(), 1);
        phones[0].max
    };
    assert_eq!(length("1.1"), Some(30));
    assert_eq!(length("1.2"), Some(40));
}

#[test]
fn operations_values_and_history_follow() {
    let model = sound(load_gs(SHOP));
    let old = at(&model, "1.0");
    assert_eq!(old.operations.len(), 1);
    assert_eq!(old.enums[0].values.len(), 3);
    assert_eq!(old.history.len(), 1);
    assert_eq!(old.edition, "1.0");
    let new = at(&model, "1.2");
    assert_eq!(new.operations.len(), 2);
    assert_eq!(new.enums[0].values.len(), 2);
    assert_eq!(new.history.len(), 3);
}

#[test]
fn the_current_view_is_that_of_the_services_own_edition() {
    let model = sound(load_gs(SHOP));
    let current = model.current();
    assert_eq!(names(&current.services[0]), names(&at(&model, "1.2")));
}

#[test]
fn a_shape_that_is_gone_leaves_the_others_as_they_were() {
    let text = exchange(
        POST,
        "edition \"1\" section=\"A\"",
        "edition \"0\" section=\"A\" { editorial \"Draft.\" }\nedition \"1\" section=\"A\"",
    );
    let text = exchange(&text, "variant=letter", "variant=letter since=\"1\"");
    let model = sound(load_tbs(&text));
    let required = |edition: &str| {
        let service = model.at_edition("tbs", edition).expect("such an edition");
        let weight = service
            .find(&service.operations[0].request.body, "order/weight")
            .map(|weight| weight.occurs);
        weight.is_some_and(certwire_schema::model::Occurs::is_required)
    };
    assert!(required("0"));
    assert!(!required("1"));
}

#[test]
fn unknown_editions_are_told() {
    let model = sound(load_gs(SHOP));
    assert!(model.at_edition("gs", "9").is_none());
    assert!(model.at_edition("tbs", "1.0").is_none());
}
