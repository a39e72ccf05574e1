//! A decoded message with everything that was remarkable about it, for SOAP and XML-RPC alike.

use crate::{
    path::Path,
    report::Place,
    shape::{Field, Shape},
    sink::{At, Progress, Remark, Sink},
};

/// A message that was read, with what departed from its canonical form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<T> {
    /// The message.
    pub value: T,
    /// What leaves in doubt what the sender meant: such a message must not count as a success.
    pub faults: Vec<Finding>,
    /// Departures that were read all the same.
    pub notes: Vec<Finding>,
    /// Mandatory members that were not there; what they would hold is empty, 0 or false.
    pub missing: Vec<Place>,
}

impl<T> Decoded<T> {
    /// Whether nothing leaves in doubt what the sender meant.
    pub fn is_unambiguous(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Something remarkable in a payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where. Lines and columns are left out; [`crate::error::Position`] counts them.
    pub place: Place,
    /// Its kind, as [`Remark::kind`] names it.
    pub kind: &'static str,
    /// What was met and how it was read.
    pub message: String,
    /// The raw text of an unknown element, else empty.
    pub raw: String,
}

/// A sink that keeps all remarks.
#[derive(Debug, Default)]
pub struct Collect {
    path: Path,
    faults: Vec<Finding>,
    notes: Vec<Finding>,
    missing: Vec<Place>,
}

impl Collect {
    /// Joins what was kept to the message that was read.
    pub fn join<T>(self, value: T) -> Decoded<T> {
        Decoded {
            value,
            faults: self.faults,
            notes: self.notes,
            missing: self.missing,
        }
    }

    fn place(&self, name: &str, at: At) -> Place {
        Place {
            path: self.path.join(name),
            instance: self.path.instance(),
            offset: at.offset(),
            line: None,
            column: None,
        }
    }
}

impl Sink for Collect {
    fn enter(&mut self, field: &'static Field, key: &str, _: At) {
        self.path.push(field, key);
    }

    fn leave(
        &mut self,
        _: Option<&'static Field>,
        shape: &'static Shape,
        progress: Progress,
        at: At,
    ) {
        for field in shape.missing(progress.seen) {
            let place = self.place(field.name, at);
            self.missing.push(place);
        }
        self.path.pop();
    }

    fn leaf(&mut self, _: &'static Field, _: &str, _: &str, _: At) {}

    fn remark(&mut self, remark: Remark<'_>, name: &str, at: At) {
        let raw = match remark {
            Remark::Unknown(raw) => raw,
            _ => "",
        };
        let finding = Finding {
            place: self.place(name, at),
            kind: remark.kind(),
            message: remark.describe(name),
            raw: raw.to_owned(),
        };
        if remark.is_fault() {
            self.faults.push(finding);
        } else {
            self.notes.push(finding);
        }
    }
}
