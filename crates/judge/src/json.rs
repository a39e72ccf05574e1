//! A verdict as one JSON object.

use certwire_wire::report::{Note, Place, Violation};
use serde::{
    Serialize, Serializer,
    ser::{SerializeMap, SerializeSeq},
};

use crate::{
    judgement::{Judgement, Omitted},
    service::Service,
};

/// The verdict on one payload, to be written as JSON.
#[derive(Debug, Clone, Copy)]
pub struct Verdict<'j>(pub &'j Judgement);

impl Serialize for Verdict<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let judgement = self.0;
        let report = judgement.outcome.as_ref();
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("file", judgement.file.as_str())?;
        object.serialize_entry("protocol", &judgement.service.map(Service::id))?;
        object.serialize_entry("operation", &judgement.operation)?;
        object.serialize_entry("direction", &judgement.direction_name())?;
        object.serialize_entry("valid", &judgement.is_valid())?;
        let violations = report.map_or(&[][..], |report| &report.violations);
        object.serialize_entry("violations", &Each(violations))?;
        let notes = report.map_or(&[][..], |report| &report.notes);
        object.serialize_entry("notes", &Each(notes))?;
        if judgement.omitted != Omitted::default() {
            object.serialize_entry("omitted", &Found(&judgement.omitted))?;
        }
        if let Err(trouble) = report {
            object.serialize_entry("error", trouble.0.as_str())?;
        }
        object.end()
    }
}

struct Each<'f, T>(&'f [T]);

impl<T> Serialize for Each<'_, T>
where
    for<'f> Found<'f, T>: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        for found in self.0 {
            list.serialize_element(&Found(found))?;
        }
        list.end()
    }
}

struct Found<'f, T>(&'f T);

impl Serialize for Found<'_, Violation> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let violation = self.0;
        let mut object = serializer.serialize_map(None)?;
        path(&mut object, &violation.place)?;
        object.serialize_entry("rule", violation.rule.as_ref())?;
        object.serialize_entry("code", &violation.code.as_deref())?;
        object.serialize_entry("severity", violation.severity.as_str())?;
        position(&mut object, &violation.place)?;
        object.serialize_entry("section", violation.section)?;
        object.serialize_entry("message", violation.message.as_str())?;
        object.end()
    }
}

impl Serialize for Found<'_, Note> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let note = self.0;
        let mut object = serializer.serialize_map(None)?;
        path(&mut object, &note.place)?;
        object.serialize_entry("kind", note.kind)?;
        position(&mut object, &note.place)?;
        object.serialize_entry("message", note.message.as_str())?;
        object.end()
    }
}

impl Serialize for Found<'_, Omitted> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(3))?;
        object.serialize_entry("errors", &self.0.errors)?;
        object.serialize_entry("warnings", &self.0.warnings)?;
        object.serialize_entry("notes", &self.0.notes)?;
        object.end()
    }
}

fn path<M: SerializeMap>(object: &mut M, place: &Place) -> Result<(), M::Error> {
    object.serialize_entry("path", place.path.as_str())?;
    object.serialize_entry("instance", &place.instance.as_deref())
}

fn position<M: SerializeMap>(object: &mut M, place: &Place) -> Result<(), M::Error> {
    object.serialize_entry("line", &place.line)?;
    object.serialize_entry("column", &place.column)
}
