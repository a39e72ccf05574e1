//! The surroundings of a place, fit for a log: names of tags and nothing else.

use memchr::memchr;

use super::chars::name_len;

/// Bytes shown before and after the place.
const AROUND: usize = 128;

/// The tags around a byte of `source`, without text, attributes or comments, and without anything inside elements
/// whose local name is one of `secrets`. The place itself is marked `⚠`.
///
/// Works on broken XML too: what no end tag closes stays hidden to the end.
pub fn excerpt(source: &str, offset: usize, secrets: &[&str]) -> String {
    let shown = offset.saturating_sub(AROUND)..offset.saturating_add(AROUND);
    let mut out = String::new();
    let mut hidden: Option<&str> = None;
    let mut marked = false;
    let mut at = 0;
    while let Some(found) = memchr(b'<', &source.as_bytes()[at..]) {
        let start = at + found;
        if start >= shown.end {
            break;
        }
        if !marked && start >= offset {
            marked = true;
            out.push('⚠');
        }
        let (slash, name) = tag_name(&source[start + 1..]);
        at = start + 1 + slash.len() + name.len();
        if name.is_empty() {
            continue;
        }
        match hidden {
            Some(secret) if slash.is_empty() || secret != name => continue,
            _ => hidden = None,
        }
        let end = if is_whole(&source[at..]) { ">" } else { "…>" };
        if shown.contains(&start) {
            out.extend(["<", slash, name, end, "…"]);
        }
        let local = name.rsplit(':').next().unwrap_or(name);
        if slash.is_empty() && secrets.contains(&local) {
            hidden = Some(name);
        }
    }
    if !marked {
        out.push('⚠');
    }
    out
}

/// The slash and the name that a tag begins with, after its `<`.
fn tag_name(tag: &str) -> (&str, &str) {
    let (slash, rest) = tag.split_at(usize::from(tag.starts_with('/')));
    let mut len = name_len(rest);
    if len > 0 && rest[len..].starts_with(':') {
        len += 1 + name_len(&rest[len + 1..]);
    }
    (slash, &rest[..len])
}

fn is_whole(after_name: &str) -> bool {
    after_name.starts_with('>')
}
