//! What a call needs to know of its messages, heard while they are walked.

use certwire_wire::{
    secret::Secret,
    shape::{Field, Shape},
    sink::{At, Progress, Remark, Sink},
};

/// What a request holds: the caller's references, values to look up by, and all texts to keep out of excerpts.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// Keys of the demands, in order; none when the call makes only one.
    pub(crate) references: Vec<String>,
    /// Values by name, each with the demand that holds it.
    pub(crate) values: Vec<Fact>,
    /// Secret values.
    pub(crate) secrets: Vec<Secret>,
    /// All other values.
    pub(crate) texts: Vec<Secret>,
    depth: usize,
}

/// A value of a request.
#[derive(Debug)]
pub(crate) struct Fact {
    /// The place of its demand in [`Facts::references`].
    pub(crate) demand: Option<usize>,
    /// Wire name.
    pub(crate) name: &'static str,
    /// The value.
    pub(crate) text: String,
}

impl Sink for Facts {
    fn enter(&mut self, field: &'static Field, key: &str, _: At) {
        if self.depth == 0 && field.keyed {
            self.references.push(key.to_owned());
        }
        self.depth += 1;
    }

    fn leave(&mut self, field: Option<&'static Field>, _: &'static Shape, _: Progress, _: At) {
        if field.is_some() {
            self.depth -= 1;
        }
    }

    fn leaf(&mut self, field: &'static Field, _: &str, text: &str, _: At) {
        if field.secret {
            self.secrets.push(Secret::new(text));
            return;
        }
        self.texts.push(Secret::new(text));
        self.values.push(Fact {
            demand: self.references.len().checked_sub(1),
            name: field.name,
            text: text.to_owned(),
        });
    }

    fn remark(&mut self, _: Remark<'_>, _: &str, _: At) {}
}

/// Reports to two sinks.
#[derive(Debug, Default)]
pub struct Both<A, B>(pub A, pub B);

impl<A: Sink, B: Sink> Sink for Both<A, B> {
    fn enter(&mut self, field: &'static Field, key: &str, at: At) {
        self.0.enter(field, key, at);
        self.1.enter(field, key, at);
    }

    fn leave(
        &mut self,
        field: Option<&'static Field>,
        shape: &'static Shape,
        progress: Progress,
        at: At,
    ) {
        self.0.leave(field, shape, progress, at);
        self.1.leave(field, shape, progress, at);
    }

    fn leaf(&mut self, field: &'static Field, key: &str, text: &str, at: At) {
        self.0.leaf(field, key, text, at);
        self.1.leaf(field, key, text, at);
    }

    fn remark(&mut self, remark: Remark<'_>, name: &str, at: At) {
        self.0.remark(remark, name, at);
        self.1.remark(remark, name, at);
    }
}
