//! An update of a document is a diff of the schema: taken back to an earlier edition, the schema still generates, and
//! the difference between the editions is what the release notes say.

use std::path::{Path, PathBuf};

use certwire_codegen::{Artefact, Input, artefacts};
use certwire_schema::{
    Model,
    diff::{self, Format},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Everything that the schema gave in an earlier edition of one service's document.
fn generated(service: &str, edition: &str) -> Vec<Artefact> {
    let (model, sources) = certwire_schema::load(&root().join("schema")).unwrap();
    let view = model.at_edition(service, edition);
    let model = Model {
        services: vec![view.expect("an edition of the history")],
    };
    artefacts(&Input { model, sources }).expect("the earlier edition generates")
}

fn file<'f>(files: &'f [Artefact], name: &str) -> &'f str {
    let found = files.iter().find(|file| file.path.ends_with(name));
    &found.unwrap_or_else(|| panic!("{name} is generated")).text
}

fn difference(service: &str, edition: &str) -> String {
    let between = [service.to_owned(), edition.to_owned()];
    let changes = certwire_schema::compare(&root().join("schema"), &between).unwrap();
    diff::render(&changes, Format::Human)
}

#[test]
fn globalsign_2_4_4() {
    let (before, now) = (generated("gs", "2.4.4"), generated("gs", "2.4.6"));
    for name in ["order_ps2_pro.rs", "order_ps2_dept.rs", "gs.xsd"] {
        assert!(
            !file(&before, name).contains("OrganizationalIdentifier"),
            "{name}"
        );
        assert!(
            file(&now, name).contains("OrganizationalIdentifier"),
            "{name}"
        );
    }
    assert_eq!(file(&before, "order_ps1.rs"), file(&now, "order_ps1.rs"));
    let difference = difference("gs", "2.4.4");
    assert!(
        difference.contains("OrganizationalIdentifier"),
        "{difference}"
    );
    assert!(difference.contains("Breaks callers"), "{difference}");
}

#[test]
fn tbs_1_12_1() {
    let (before, now) = (generated("tbs", "1.12.1"), generated("tbs", "1.13.1"));
    for (name, members) in [(
        "statut.rs",
        ["dateContractEnd", "autoReissue", "nextReissueDate"],
    )] {
        for member in members {
            assert!(!file(&before, name).contains(member), "{member}");
            assert!(file(&now, name).contains(member), "{member}");
        }
    }
    assert_eq!(file(&before, "achat.rs"), file(&now, "achat.rs"));
    let difference = difference("tbs", "1.12.1");
    assert!(
        difference.contains("dateContractEnd") && difference.contains("Additive"),
        "{difference}"
    );
}
