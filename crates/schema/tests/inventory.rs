//! The tables for scripts.

mod support;

use certwire_schema::inventory::inventory;
use support::{POST, SHOP, load_gs, load_tbs, sound};

#[test]
fn elements_of_soap() {
    let text = inventory(&sound(load_gs(SHOP)), "elements").expect("a table");
    insta::assert_snapshot!(text);
}

#[test]
fn elements_of_shapes_and_keys() {
    let text = inventory(&sound(load_tbs(POST)), "elements").expect("a table");
    insta::assert_snapshot!(text);
}

#[test]
fn the_other_tables() {
    let model = sound(load_gs(SHOP));
    let tables = ["codes", "errors", "rules", "errata", "history"];
    let tables: Vec<String> = tables
        .iter()
        .map(|name| inventory(&model, name).expect("a table"))
        .collect();
    let text = tables.join("\n");
    insta::assert_snapshot!(text);
}

#[test]
fn rows_have_as_many_cells_as_the_header() {
    let model = sound(load_gs(SHOP));
    for table in certwire_schema::inventory::TABLES {
        let text = inventory(&model, table).expect("a table");
        let widths: Vec<usize> = text.lines().map(|line| line.split('\t').count()).collect();
        assert!(widths.windows(2).all(|pair| pair[0] == pair[1]), "{table}");
    }
}

#[test]
fn a_misspelt_table_gets_a_suggestion() {
    let message = inventory(&sound(load_gs(SHOP)), "element").expect_err("no such table");
    assert_eq!(
        message,
        "there is no table `element`; did you mean `elements`?"
    );
}
