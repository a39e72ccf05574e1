//! Answers as PHP servers send them: other types, another encoding.

use super::answer::Members;
use crate::settings::Encoding;

/// Content type of a body in UTF-8.
pub(super) const UTF8: &str = "text/xml;charset=UTF-8";
/// Content type of a body whose declaration says how it is encoded.
const DECLARED: &str = "text/xml";

/// Counts numbered structures from 0, as PHP does; the writer makes arrays of those.
pub(super) fn recount(members: &mut Members) {
    let numbered = (1..=members.len()).all(|number| members.contains_key(&number.to_string()));
    if numbered {
        let entries = std::mem::take(members).into_iter();
        let entries = entries.enumerate();
        *members = entries
            .map(|(index, (_, entry))| (index.to_string(), entry))
            .collect();
    }
    for member in members.values_mut() {
        if let Some(inner) = member.as_object_mut() {
            recount(inner);
        }
    }
}

/// Gives a body the types and the encoding that were asked for.
pub(super) fn dress(body: Vec<u8>, php: bool, encoding: Encoding) -> (&'static str, Vec<u8>) {
    if !php && encoding == Encoding::Utf8 {
        return (UTF8, body);
    }
    // The writer's own output is UTF-8.
    let mut text = String::from_utf8(body).unwrap_or_default();
    if php {
        text = retyped(&text);
    }
    match encoding {
        Encoding::Utf8 => (UTF8, text.into_bytes()),
        Encoding::Latin1 => (DECLARED, latin1(&text)),
    }
}

/// `refTBS` as a number, messages without a type, empty structures as arrays.
fn retyped(text: &str) -> String {
    let text = replaced(text, "refTBS", "<int>", "</int>");
    let text = replaced(&text, "messageReponse", "", "");
    text.replace("<struct></struct>", "<array><data></data></array>")
        .replace("<struct/>", "<array><data></data></array>")
}

/// The strings of a member in other tags.
fn replaced(text: &str, member: &str, open: &str, close: &str) -> String {
    const STRING: (&str, &str) = ("<string>", "</string>");
    let head = format!("<name>{member}</name><value>");
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(&head) {
        let (before, after) = rest.split_at(at + head.len());
        out.push_str(before);
        rest = after;
        let content = rest.strip_prefix(STRING.0);
        if let Some((content, tail)) = content.and_then(|rest| rest.split_once(STRING.1)) {
            out.push_str(open);
            out.push_str(content);
            out.push_str(close);
            rest = tail;
        }
    }
    out.push_str(rest);
    out
}

/// ISO-8859-1 with a declaration that says so; other characters as references.
fn latin1(text: &str) -> Vec<u8> {
    let text = text.replacen("encoding=\"UTF-8\"", "encoding=\"ISO-8859-1\"", 1);
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        match u8::try_from(u32::from(c)) {
            Ok(byte) => bytes.push(byte),
            Err(_) => bytes.extend(format!("&#{};", u32::from(c)).into_bytes()),
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_numbers_and_letters_latin() {
        let body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><struct><member><name>refTBS</name><value><string>4000000001\
                    </string></value></member><member><name>messageReponse</name><value><string>é ’</string></value>\
                    </member><member><name>commandes</name><value><struct></struct></value></member></struct>";
        let (kind, bytes) = dress(body.as_bytes().to_vec(), true, Encoding::Latin1);
        assert_eq!(kind, "text/xml");
        let text: String = bytes.iter().map(|&byte| char::from(byte)).collect();
        assert!(text.contains("encoding=\"ISO-8859-1\""));
        assert!(text.contains("<value><int>4000000001</int></value>"));
        assert!(text.contains("<value>é &#8217;</value>"));
        assert!(text.contains("<value><array><data></data></array></value>"));
    }
}
