//! What a leaf can be: text, numbers, dates, secrets; and keyed structures.

use std::borrow::Cow;

use crate::{
    secret::Secret,
    timestamp::{Date, Timestamp},
};

/// A leaf's type.
///
/// Generated enums implement it too; they take any text, so that a new value at the CA never breaks a reader.
pub trait Value<'a>: Sized {
    /// What a text must be, for a message to a person: `a whole number`.
    const EXPECTED: &'static str;

    /// Reads it from its text, unescaped and never empty.
    fn parse(text: Cow<'a, str>) -> Option<Self>;

    /// Its text, as sent.
    fn text(&self) -> Cow<'_, str>;
}

impl<'a> Value<'a> for Cow<'a, str> {
    const EXPECTED: &'static str = "text";

    fn parse(text: Cow<'a, str>) -> Option<Self> {
        Some(text)
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl<'a> Value<'a> for Secret {
    const EXPECTED: &'static str = "text";

    fn parse(text: Cow<'a, str>) -> Option<Self> {
        Some(Self::new(text))
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.expose())
    }
}

impl<'a> Value<'a> for bool {
    const EXPECTED: &'static str = "true or false";

    fn parse(text: Cow<'a, str>) -> Option<Self> {
        match text.trim_ascii() {
            "1" => Some(true),
            "0" => Some(false),
            text if text.eq_ignore_ascii_case("true") => Some(true),
            text if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(if *self { "true" } else { "false" })
    }
}

impl<'a> Value<'a> for i64 {
    const EXPECTED: &'static str = "a whole number";

    fn parse(text: Cow<'a, str>) -> Option<Self> {
        parse_int(text.trim_ascii())
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }
}

impl<'a> Value<'a> for Timestamp<'a> {
    const EXPECTED: &'static str = "a date and time such as 2023-08-01T12:13:12.025Z";

    fn parse(text: Cow<'a, str>) -> Option<Self> {
        Some(Self::new(text))
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_str())
    }
}

impl<'a> Value<'a> for Date<'a> {
    const EXPECTED: &'static str = "a date such as 2023-08-01";

    fn parse(text: Cow<'a, str>) -> Option<Self> {
        Some(Self::new(text))
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_str())
    }
}

/// Reads a whole number: an optional minus and digits, nothing else.
pub fn parse_int(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// A keyed structure: entries in the order sent, keys as sent.
///
/// Orders of one call are keyed by their reference, DCV states by domain, warnings by code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Map<'a, T> {
    entries: Vec<(Cow<'a, str>, T)>,
}

impl<T> Default for Map<'_, T> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
        }
    }
}

impl<'a, T> Map<'a, T> {
    /// Adds an entry at the end. A key that is there already stays; both are kept.
    pub fn push(&mut self, key: impl Into<Cow<'a, str>>, value: T) {
        self.entries.push((key.into(), value));
    }

    /// Adds an empty entry at the end.
    pub(crate) fn push_default(&mut self, key: Cow<'a, str>) -> &mut T
    where
        T: Default,
    {
        &mut self.entries.push_mut((key, T::default())).1
    }

    /// The first entry of this key.
    pub fn get(&self, key: &str) -> Option<&T> {
        self.iter()
            .find_map(|(k, value)| (k == key).then_some(value))
    }

    /// Entries in the order sent.
    pub fn iter(&self) -> <&Self as IntoIterator>::IntoIter {
        self.into_iter()
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The same with its own keys, and values converted.
    pub fn into_owned<U>(self, mut convert: impl FnMut(T) -> U) -> Map<'static, U> {
        let own = |(key, value): (Cow<'a, str>, T)| (Cow::Owned(key.into_owned()), convert(value));
        Map {
            entries: self.entries.into_iter().map(own).collect(),
        }
    }
}

impl<'m, 'a, T> IntoIterator for &'m Map<'a, T> {
    type Item = (&'m str, &'m T);
    type IntoIter = std::iter::Map<
        std::slice::Iter<'m, (Cow<'a, str>, T)>,
        fn(&'m (Cow<'a, str>, T)) -> Self::Item,
    >;

    fn into_iter(self) -> Self::IntoIter {
        self.entries
            .iter()
            .map(|(key, value)| (key.as_ref(), value))
    }
}

impl<'a, K: Into<Cow<'a, str>>, T> FromIterator<(K, T)> for Map<'a, T> {
    fn from_iter<I: IntoIterator<Item = (K, T)>>(entries: I) -> Self {
        Self {
            entries: entries
                .into_iter()
                .map(|(key, value)| (key.into(), value))
                .collect(),
        }
    }
}
