//! Documentation: plain sentences made safe for Markdown and wrapped.

use proc_macro2::TokenStream;
use quote::quote;

/// Columns of a documentation line, without the indent and slashes.
const WIDTH: usize = 100;

/// `#[doc = "…"]` attributes of these paragraphs.
pub fn attributes(paragraphs: &[String]) -> TokenStream {
    let mut lines = Vec::new();
    for paragraph in paragraphs.iter().filter(|text| !text.is_empty()) {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(wrap(paragraph).into_iter().map(|line| format!(" {line}")));
    }
    quote!(#(#[doc = #lines])*)
}

/// A name or value as code.
pub fn code(text: &str) -> String {
    let text = text.replace('`', "'");
    format!("`{text}`")
}

/// A plain sentence with everything that Markdown or a linter would take for something else set as code.
pub fn sentence(text: &str) -> String {
    let mut quoted = false;
    let words = text.split_whitespace().map(|word| {
        let ticks = word.matches('`').count();
        let inside = quoted || ticks > 0;
        quoted ^= ticks % 2 == 1;
        if inside {
            word.to_owned()
        } else {
            self::word(word)
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn word(word: &str) -> String {
    let core = word.trim_matches(|c: char| "(),.;:!?\"'“”".contains(c));
    if core.is_empty() || !is_special(core) {
        return word.to_owned();
    }
    let start = word.find(core).unwrap_or(0);
    let (before, after) = (&word[..start], &word[start + core.len()..]);
    format!("{before}{}{after}", code(core))
}

fn is_special(word: &str) -> bool {
    let markup = word.chars().any(|c| "_<>[]*\\|#@&=".contains(c));
    markup || is_camel_case(word) || word.contains("::") || word.contains("://")
}

/// `OrderID`, `refTBS`, `DSQCSeal`; but neither `CSR` nor `CSRs`.
fn is_camel_case(word: &str) -> bool {
    let stem = word.strip_suffix('s').unwrap_or(word);
    let upper = stem.chars().filter(|c| c.is_uppercase()).count();
    let starts_lower = stem.starts_with(char::is_lowercase);
    let lower = stem.chars().any(char::is_lowercase);
    lower && (upper > 1 || starts_lower && upper > 0)
}

fn wrap(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("never empty");
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= WIDTH {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_markdown_would_eat() {
        assert_eq!(
            sentence("The OrderID (see <domain>), plain e-mail."),
            "The `OrderID` (see `<domain>`), plain e-mail."
        );
        assert_eq!(
            sentence("kept `as is OrderID` here"),
            "kept `as is OrderID` here"
        );
        assert_eq!(
            sentence("See https://a.example/x."),
            "See `https://a.example/x`."
        );
    }
}
