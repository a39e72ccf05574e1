//! The schema of this repository: that it loads, and that it is whole.

use std::path::Path;
use std::sync::LazyLock;

use certwire_schema::diff::{Class, diff_services};
use certwire_schema::inventory::inventory;
use certwire_schema::model::{Model, Service};

/// Loaded once: parsing takes its time in a debug build.
static WHOLE: LazyLock<Model> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema");
    match certwire_schema::load(&root) {
        Ok((model, _)) => model,
        Err(faults) => panic!("{faults}"),
    }
});

fn model() -> Model {
    WHOLE.current()
}

fn service(id: &str) -> Service {
    model()
        .service(id)
        .expect("both services are there")
        .clone()
}

fn codes(service: &Service, table: &str) -> usize {
    service.table(table).map_or(0, |table| table.codes.len())
}

#[test]
fn globalsign_is_whole() {
    let gs = service("gs");
    assert_eq!((gs.operations.len(), gs.errors.len()), (14, 31));
    assert_eq!((codes(&gs, "order_status"), codes(&gs, "success")), (7, 3));
    assert!(
        gs.endpoints.len() >= 2 && gs.wsdl.len() >= 2,
        "live and test"
    );
    assert!(gs.namespace.is_some());
    assert!(!gs.rules.is_empty() && !gs.errata.is_empty());
}

#[test]
fn tbs_is_whole() {
    let tbs = service("tbs");
    assert_eq!(tbs.operations.len(), 14);
    let of_methods = tbs
        .errors
        .iter()
        .filter(|error| error.method.is_some())
        .count();
    assert_eq!((tbs.errors.len() - of_methods, of_methods), (158, 15));
    let tables = [
        "product",
        "software",
        "organisation_type",
        "country",
        "payment",
        "naf",
    ];
    assert_eq!(
        tables.map(|table| codes(&tbs, table)),
        [116, 214, 76, 246, 17, 732]
    );
    assert_eq!((tbs.endpoints.len(), tbs.applications.len()), (4, 2));
}

#[test]
fn every_fact_points_to_a_section() {
    for service in model().services {
        let groups = service.groups.iter().map(|group| &group.section);
        let rules = service.rules.iter().map(|rule| &rule.section);
        let errata = service.errata.iter().map(|erratum| &erratum.section);
        let tables = service.tables.iter().map(|table| &table.section);
        for section in groups.chain(rules).chain(errata).chain(tables) {
            assert!(
                service.sections.iter().any(|(id, _)| id == section),
                "{section}"
            );
        }
    }
}

#[test]
fn elements_cover_both_documents() {
    let rows = inventory(&model(), "elements").expect("a table");
    let of = |service: &str| rows.lines().filter(|row| row.starts_with(service)).count();
    assert!(of("gs\t") >= 940, "{} rows", of("gs\t"));
    assert!(of("tbs\t") >= 790, "{} rows", of("tbs\t"));
}

/// What release notes say of the last editions, as changes.
#[test]
fn earlier_editions_are_views() {
    let model = &WHOLE;
    let changes = |service: &str, from: &str| {
        let old = model.at_edition(service, from).expect("listed");
        let edition = &model.service(service).expect("there").edition;
        let new = model.at_edition(service, edition).expect("listed");
        diff_services(&old, &new)
    };
    let gs = changes("gs", "2.4.4");
    let identifier = gs
        .iter()
        .find(|change| change.subject.ends_with("OrganizationalIdentifier"));
    assert!(identifier.is_some_and(|change| change.operations == ["OrderPS2Dept", "OrderPS2Pro"]));
    let tbs = changes("tbs", "1.12.1");
    let contract = tbs
        .iter()
        .find(|change| change.subject.ends_with("dateContractEnd"));
    assert!(contract.is_some_and(|change| change.class == Class::Additive));
}
