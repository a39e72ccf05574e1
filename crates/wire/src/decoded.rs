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
}

impl Collect {
    /// Joins what was kept to the message that was read.
    pub fn join<T>(self, value: T) -> Decoded<T> {
        Decoded {
            value,
            faults: self.faults,
            notes: self.notes,
        }
    }
}

impl Sink for Collect {
    fn enter(&mut self, field: &'static Field, key: &str, _: At) {
        self.path.push(field, key);
    }

    fn leave(&mut self, _: Option<&'static Field>, _: &'static Shape, _: Progress, _: At) {
        self.path.pop();
    }

    fn leaf(&mut self, _: &'static Field, _: &str, _: &str, _: At) {}

    fn remark(&mut self, remark: Remark<'_>, name: &str, at: At) {
        let raw = match remark {
            Remark::Unknown(raw) => raw,
            _ => "",
        };
        let finding = Finding {
            place: Place {
                path: self.path.join(name),
                instance: self.path.instance(),
                offset: at.offset(),
                line: None,
                column: None,
            },
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
