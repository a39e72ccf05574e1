//! Namespace declarations in force.

use std::borrow::Cow;

use crate::{
    error::XmlErrorKind,
    stack::{Entry, Stack},
};

const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// A stack of declarations, innermost last.
#[derive(Debug)]
pub(crate) struct Namespaces<'a> {
    bindings: Stack<Binding<'a>, 4>,
}

/// One declaration; an empty prefix is the default namespace, an empty URI no namespace.
#[derive(Debug, Clone)]
struct Binding<'a> {
    prefix: &'a str,
    uri: Cow<'a, str>,
}

impl Entry for Binding<'_> {
    const EMPTY: Self = Self {
        prefix: "",
        uri: Cow::Borrowed(""),
    };
}

impl<'a> Namespaces<'a> {
    /// None.
    pub(crate) const EMPTY: Self = Self {
        bindings: Stack::EMPTY,
    };

    /// How many declarations are in force: what [`Namespaces::release`] goes back to.
    pub(crate) fn mark(&self) -> usize {
        self.bindings.len()
    }

    /// Forgets the declarations made since `mark`.
    #[inline]
    pub(crate) fn release(&mut self, mark: usize) {
        self.bindings.truncate(mark);
    }

    /// Declares a prefix (empty for the default namespace), unless the rules forbid it.
    pub(crate) fn declare(
        &mut self,
        prefix: &'a str,
        uri: Cow<'a, str>,
        limit: usize,
    ) -> Result<(), XmlErrorKind> {
        if prefix == "xml" && uri == XML {
            return Ok(());
        }
        let reserved = prefix == "xml" || prefix == "xmlns" || uri == XML || uri == XMLNS;
        let undeclares = uri.is_empty() && !prefix.is_empty();
        if reserved || undeclares {
            return Err(XmlErrorKind::Namespace);
        }
        if self.bindings.len() >= limit {
            return Err(XmlErrorKind::TooManyBindings(limit));
        }
        self.bindings.push(Binding { prefix, uri });
        Ok(())
    }

    /// The namespace of a prefix; empty when it is the empty prefix and there is no default one.
    pub(crate) fn resolve(&self, prefix: &str) -> Option<&str> {
        if prefix == "xml" {
            return Some(XML);
        }
        let binding = self.bindings.iter().rev().find(|b| b.prefix == prefix);
        match binding {
            Some(binding) => Some(&binding.uri),
            None => prefix.is_empty().then_some(""),
        }
    }

    /// Prefixes and namespaces in force, outermost first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'a str, &str)> {
        self.bindings.iter().map(|b| (b.prefix, b.uri.as_ref()))
    }
}
