//! Attributes: words with values, each at most once, every mistake at its own token.

use proc_macro2::Ident;
use syn::{
    Attribute, Error, LitBool, LitInt, LitStr, Result, Token, meta::ParseNestedMeta, parse::Parse,
    punctuated::Punctuated,
};

/// Words of one struct or member that were met so far.
pub(crate) struct Words {
    known: &'static [&'static str],
    seen: Vec<String>,
}

impl Words {
    /// None so far; only `known` ones are taken.
    pub(crate) fn new(known: &'static [&'static str]) -> Self {
        Self {
            known,
            seen: Vec::new(),
        }
    }

    /// The word of this attribute, unless it is unknown or repeated.
    pub(crate) fn take(&mut self, meta: &ParseNestedMeta<'_>) -> Result<(String, Ident)> {
        let Some(ident) = meta.path.get_ident() else {
            return Err(meta.error("a single word is expected here"));
        };
        let word = ident.to_string();
        if !self.known.contains(&word.as_str()) {
            let known = self.known.join("`, `");
            let message = format!("unknown attribute `{word}`; known here are `{known}`");
            return Err(Error::new(ident.span(), message));
        }
        if self.seen.contains(&word) {
            let message = format!("`{word}` stands twice; remove one");
            return Err(Error::new(ident.span(), message));
        }
        self.seen.push(word.clone());
        Ok((word, ident.clone()))
    }
}

/// All attributes of this name, word by word. Goes on after a mistake, so that all are reported.
pub(crate) fn each(
    attributes: &[Attribute],
    name: &str,
    mut take: impl FnMut(&ParseNestedMeta<'_>) -> Result<()>,
) -> Result<()> {
    let mut faults = Faults::default();
    for attribute in attributes.iter().filter(|a| a.path().is_ident(name)) {
        faults.take(attribute.parse_nested_meta(|meta| take(&meta)));
    }
    faults.finish()
}

/// `= "text"`, not empty.
pub(crate) fn text(meta: &ParseNestedMeta<'_>) -> Result<LitStr> {
    let text: LitStr = value(meta, "text in quotes")?;
    if text.value().is_empty() {
        return Err(Error::new(text.span(), "this must not be empty"));
    }
    Ok(text)
}

/// `= 64`.
pub(crate) fn number<N: std::str::FromStr<Err: std::fmt::Display>>(
    meta: &ParseNestedMeta<'_>,
) -> Result<N> {
    let literal: LitInt = value(meta, "a whole number")?;
    let number = literal.base10_parse();
    number.map_err(|_| Error::new(literal.span(), "this number is out of range"))
}

/// The bare word, or `= true`.
pub(crate) fn flag(meta: &ParseNestedMeta<'_>) -> Result<bool> {
    if meta.input.peek(Token![=]) {
        let literal: LitBool = value(meta, "true or false")?;
        return Ok(literal.value());
    }
    Ok(true)
}

/// `= "text"` or `("text", "text")`.
pub(crate) fn texts(meta: &ParseNestedMeta<'_>) -> Result<Vec<LitStr>> {
    if meta.input.peek(Token![=]) {
        return Ok(vec![text(meta)?]);
    }
    let content;
    syn::parenthesized!(content in meta.input);
    let list = Punctuated::<LitStr, Token![,]>::parse_terminated(&content)?;
    if list.is_empty() {
        return Err(meta.error("this list must not be empty"));
    }
    Ok(list.into_iter().collect())
}

fn value<T: Parse>(meta: &ParseNestedMeta<'_>, expected: &str) -> Result<T> {
    let value = meta.value()?;
    let span = value.span();
    value
        .parse()
        .map_err(|_| Error::new(span, format!("this must be {expected}")))
}

/// Mistakes, collected.
#[derive(Default)]
pub(crate) struct Faults(Option<Error>);

impl Faults {
    /// Notes one.
    pub(crate) fn push(&mut self, error: Error) {
        match &mut self.0 {
            Some(all) => all.combine(error),
            none => *none = Some(error),
        }
    }

    /// Notes the mistake of a result, and gives its value if there is none.
    pub(crate) fn take<T>(&mut self, result: Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// All of them as one error.
    pub(crate) fn finish(self) -> Result<()> {
        self.0.map_or(Ok(()), Err)
    }
}
