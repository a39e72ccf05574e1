//! The demo's output: a heading and lines for people, one object a step for programs.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

/// How many steps there are.
const STEPS: usize = 7;
/// Width of the names before the values.
const NAMES: usize = 13;

/// Prints step after step.
pub(super) struct Steps<'o> {
    out: &'o mut dyn Write,
    json: bool,
    number: usize,
    members: Map<String, Value>,
}

impl<'o> Steps<'o> {
    pub(super) fn new(json: bool, out: &'o mut dyn Write) -> Self {
        Self {
            out,
            json,
            number: 0,
            members: Map::new(),
        }
    }

    /// Begins a step.
    pub(super) fn begin(&mut self, name: &str, title: &str) -> io::Result<()> {
        self.number += 1;
        if self.json {
            self.members = Map::from_iter([
                ("step".to_owned(), json!(self.number)),
                ("name".to_owned(), json!(name)),
            ]);
            return Ok(());
        }
        writeln!(self.out, "{}/{STEPS} {title}", self.number)?;
        self.out.flush()
    }

    /// Adds a named value. A name that stands already makes a list.
    pub(super) fn line(&mut self, name: &str, value: &str) -> io::Result<()> {
        if !self.json {
            writeln!(self.out, "    {name:<NAMES$} {value}")?;
            return self.out.flush();
        }
        let name = member(name);
        match self.members.get_mut(&name) {
            Some(Value::Array(values)) => values.push(json!(value)),
            Some(first) => *first = json!([first.clone(), value]),
            None => {
                self.members.insert(name, json!(value));
            }
        }
        Ok(())
    }

    /// Adds a group of named values: lines for people, an object of the list `list` for programs.
    pub(super) fn group(&mut self, list: &str, values: &[(&str, &str)]) -> io::Result<()> {
        if !self.json {
            return values
                .iter()
                .try_for_each(|(name, value)| self.line(name, value));
        }
        let object: Map<String, Value> = values
            .iter()
            .map(|(name, value)| (member(name), json!(value)))
            .collect();
        let entries = self
            .members
            .entry(list)
            .or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(entries) = entries {
            entries.push(Value::Object(object));
        }
        Ok(())
    }

    /// Adds text that people read and programs get under a name.
    pub(super) fn text(&mut self, name: &str, text: &str) -> io::Result<()> {
        if self.json {
            return self.line(name, text);
        }
        for line in text.lines() {
            if line.is_empty() {
                writeln!(self.out)?;
            } else {
                writeln!(self.out, "    {line}")?;
            }
        }
        self.out.flush()
    }

    /// Ends the step.
    pub(super) fn end(&mut self) -> io::Result<()> {
        if self.json {
            let members = std::mem::take(&mut self.members);
            writeln!(self.out, "{}", Value::Object(members))?;
        } else {
            writeln!(self.out)?;
        }
        self.out.flush()
    }
}

/// A name as a member of JSON.
fn member(name: &str) -> String {
    name.to_lowercase().replace([' ', '-'], "_")
}
