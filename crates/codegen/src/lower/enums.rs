//! Closed lists and code tables as open enums.

use std::collections::BTreeSet;

use certwire_emit::{
    names as rust,
    spec::{EnumSpec, ValueSpec},
};
use certwire_schema::{
    Fault, Span,
    model::{Code, Enum, Table, Value},
};
use proc_macro2::Ident;

use super::{Lower, docs};

impl Lower<'_> {
    /// All enums of the service.
    pub(super) fn enums(&mut self) -> Vec<EnumSpec> {
        let mut enums: Vec<EnumSpec> = self
            .service
            .enums
            .iter()
            .map(|list| self.list(list))
            .collect();
        for table in &self.service.tables {
            if let Some(name) = &table.rust {
                enums.push(self.table(table, name));
            }
        }
        enums
    }

    fn list(&mut self, list: &Enum) -> EnumSpec {
        let ident = self.type_ident(&rust::type_name(&list.name), &list.span);
        let mut names = BTreeSet::new();
        let values = list.values.iter().map(|value| {
            let name = value.rust.as_deref().unwrap_or(&value.wire);
            self.value(&mut names, name, value)
        });
        let values = values.collect();
        EnumSpec {
            ident,
            doc: docs::list(list),
            name: list.name.clone(),
            list: Some(list.int),
            values,
        }
    }

    fn value(&mut self, names: &mut BTreeSet<String>, name: &str, value: &Value) -> ValueSpec {
        ValueSpec {
            ident: self.variant(names, name, &value.span),
            doc: docs::value(value),
            wire: value.wire.clone(),
            aliases: value.aliases.clone(),
        }
    }

    fn table(&mut self, table: &Table, name: &str) -> EnumSpec {
        let ident = self.type_ident(name, &table.span);
        let mut names = BTreeSet::new();
        let mut codes = BTreeSet::new();
        let rows = table
            .codes
            .iter()
            .filter(|row| !row.code.is_empty() && codes.insert(row.code.as_str()));
        let values = rows.map(|row| self.row(&mut names, row)).collect();
        EnumSpec {
            ident,
            doc: docs::table(table),
            name: table.name.clone(),
            list: None,
            values,
        }
    }

    fn row(&mut self, names: &mut BTreeSet<String>, row: &Code) -> ValueSpec {
        let is_name = row.code.starts_with(|c: char| c.is_ascii_alphabetic());
        let word = if is_name { &row.code } else { &row.label };
        let name = row.rust.as_deref().unwrap_or(word);
        ValueSpec {
            ident: self.variant(names, name, &row.span),
            doc: docs::row(row),
            wire: row.code.clone(),
            aliases: Vec::new(),
        }
    }

    fn variant(&mut self, names: &mut BTreeSet<String>, name: &str, span: &Span) -> Ident {
        let ident = rust::variant(name);
        if !names.insert(ident.to_string()) || ident == "Other" {
            let message = format!("a second value of this list becomes `{ident}` in Rust");
            let fault = Fault::new(span.clone(), message);
            self.faults
                .push(fault.help("give it another name with `rust=`"));
        }
        ident
    }
}
