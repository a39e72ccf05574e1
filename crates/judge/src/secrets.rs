//! Finds the secrets in a piece of a payload, whatever its notation, and when it is broken or misspelt too.

/// What makes a name secret wherever it stands in it, compared without case.
const PARTS: [&str; 3] = ["pass", "pasw", "secret"];

/// The schemas' secrets; a name that holds one or is a letter or two away from one counts as secret too.
const NAMES: [&str; 11] = [
    "password",
    "motdepasse",
    "coupon",
    "campaign",
    "registrationurl",
    "dcvcode",
    "codepromo",
    "banque",
    "porteur",
    "carte",
    "crypt",
];

/// Stretches of text that hold secrets, in order; they may overlap.
pub(crate) fn stretches(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(skip) = text[at..].find(in_name) {
        let start = at + skip;
        let end = text[start..]
            .find(|c| !in_name(c))
            .map_or(text.len(), |length| start + length);
        if let Some(value) = value_of(text, start, end)
            && is_secret(&text[start..end])
        {
            found.push(value);
        }
        at = end;
    }
    found.sort_unstable();
    found
}

/// Names, and what names are written with when they are escaped.
fn in_name(c: char) -> bool {
    c.is_alphanumeric() || "_-.&#;\\".contains(c)
}

fn is_secret(name: &str) -> bool {
    if name.contains(['&', '\\']) {
        return true;
    }
    let name: String = name
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .take(64)
        .collect();
    PARTS.iter().chain(&NAMES).any(|part| name.contains(part))
        || NAMES
            .iter()
            .any(|secret| near(&name, secret, if secret.len() < 6 { 1 } else { 2 }))
}

/// Whether one text becomes the other by so many letters exchanged, added or left out.
fn near(name: &str, other: &str, most: usize) -> bool {
    let (name, other): (Vec<char>, Vec<char>) = (name.chars().collect(), other.chars().collect());
    if name.len().abs_diff(other.len()) > most {
        return false;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, c) in name.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (column, o) in other.iter().enumerate() {
            let changed = diagonal + usize::from(c != o);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[other.len()] <= most
}

/// The value that belongs to the text between `start` and `end`, if that is a name: an element's content, the value of
/// an XML-RPC member, a JSON or YAML member.
fn value_of(text: &str, start: usize, end: usize) -> Option<(usize, usize)> {
    let (before, after) = (&text[..start], &text[end..]);
    if after.trim_start().starts_with("</name") && before.trim_end().ends_with('>') {
        return member_value(text, start, end);
    }
    let tag = before.rfind(['<', '>', '"', ' ', '\n']);
    if let Some(tag) = tag.filter(|tag| before[*tag..].starts_with('<')) {
        return element_value(text, tag, end);
    }
    let after = after.strip_prefix(['"', '\'']).unwrap_or(after);
    let colon = after.trim_start().strip_prefix(':')?;
    let value = text.len() - colon.trim_start_matches(' ').len();
    Some((value, key_value_end(text, start, value)))
}

/// The value of the XML-RPC member with the name between `start` and `end`: behind it, or before it.
fn member_value(text: &str, start: usize, end: usize) -> Option<(usize, usize)> {
    let after = end
        + text[end..]
            .find('>')
            .map_or(text.len() - end, |tag| tag + 1);
    let next = text[after..].trim_start();
    if !next.starts_with("<value") {
        let member = text[..start].rfind("<member")?;
        let from = member + text[member..start].find('>')? + 1;
        let to = text[..start].rfind("<name").filter(|to| *to >= from)?;
        return (!next.is_empty() || from < to).then_some((from, to));
    }
    let value = text.len() - next.len();
    let open = value + next.find('>').map_or(next.len(), |tag| tag + 1);
    let close = value_close(text, open);
    let inner = &text[open..close];
    let lead = inner.len() - inner.trim_start().len();
    if !inner[lead..].starts_with('<') || inner[lead..].starts_with("<!") {
        return Some((open, close));
    }
    let first = inner.find('>').map_or(inner.len(), |tag| tag + 1);
    let last = inner.rfind("</").filter(|last| *last >= first);
    Some((open + first, open + last.unwrap_or(inner.len())))
}

/// Where the `</value>` of a value stands that opened before `from`; the end of the text if it never closes.
fn value_close(text: &str, from: usize) -> usize {
    let mut depth = 0;
    let mut at = from;
    while let Some(skip) = text[at..].find('<') {
        let tag = &text[at + skip..];
        if tag.starts_with("</value") {
            if depth == 0 {
                return at + skip;
            }
            depth -= 1;
        } else if tag.starts_with("<value") {
            depth += 1;
        } else if tag.starts_with("<![CDATA[") {
            at += skip + tag.find("]]>").unwrap_or(tag.len());
            continue;
        }
        at += skip + 1;
    }
    text.len()
}

/// The content of the element whose tag opens at `tag` and whose name ends at `end`.
fn element_value(text: &str, tag: usize, end: usize) -> Option<(usize, usize)> {
    let name = &text[tag + 1..end];
    if name.starts_with(['/', '!', '?']) {
        return None;
    }
    let mut quote = None;
    let close = text[end..].find(|c| {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
        quote.is_none() && c == '>'
    });
    let start = close.map_or(text.len(), |close| end + close + 1);
    if text[..start].ends_with("/>") {
        return None;
    }
    let content = &text[start..];
    let exact = content.match_indices("</").find(|(at, _)| {
        content[at + 2..]
            .strip_prefix(name)
            .is_some_and(|rest| !rest.starts_with(in_name))
    });
    let length = exact.map_or_else(
        || {
            // Its end tag is missing or misspelt: the next one, unless it ends something inside.
            let next = content.find('<').unwrap_or(content.len());
            if content[next..].starts_with("</") {
                next
            } else {
                content.len()
            }
        },
        |(at, _)| at,
    );
    Some((start, start + length))
}

/// Where the value of a JSON or YAML key ends: with its line, or with the last line that belongs to it.
fn key_value_end(text: &str, key: usize, value: usize) -> usize {
    let indent = indentation(text, key);
    let first = text[value..].trim_start().chars().next();
    let quoted = first.filter(|c| matches!(c, '"' | '\''));
    let (mut open, mut escaped, mut depth) = (None, false, 0_i32);
    let mut end = value;
    for line in text[value..].split_inclusive('\n') {
        let blank = line.trim().is_empty();
        let begun = !text[value..end].trim().is_empty();
        let deeper = line.len() - line.trim_start_matches(' ').len() > indent;
        if end > value && begun && !blank && !deeper && open.is_none() && depth <= 0 {
            break;
        }
        for (at, c) in line.char_indices() {
            match (open, c) {
                _ if escaped => escaped = false,
                (Some('"'), '\\') => escaped = true,
                (Some(quote), _) if quote == c => open = None,
                (None, '"' | '\'') if quoted.is_some() || depth > 0 => open = Some(c),
                (None, '[' | '{') => depth += 1,
                (None, ']' | '}') => depth -= 1,
                _ => continue,
            }
            // A complete string or list that something of JSON or a flow follows ends before it.
            let rest = line[at + c.len_utf8()..].trim_start();
            let closed = open.is_none() && depth == 0 && matches!(c, '"' | '\'' | ']' | '}');
            if closed && !escaped && rest.starts_with([',', '}', ']']) {
                return end + at + c.len_utf8();
            }
        }
        end += line.len();
    }
    // The line break and blank lines behind it are no part of it.
    value + text[value..end].trim_end_matches(['\n', '\r']).len()
}

/// How far the line of a key is indented.
fn indentation(text: &str, key: usize) -> usize {
    let start = text[..key].rfind('\n').map_or(0, |newline| newline + 1);
    text[start..].len() - text[start..].trim_start_matches(' ').len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> String {
        let mut masked = String::new();
        let mut at = 0;
        for (start, end) in stretches(text) {
            if start.max(at) < end {
                masked.push_str(&text[at..start.max(at)]);
                masked.push_str("***");
                at = end;
            }
        }
        masked + &text[at..]
    }

    #[test]
    fn no_notation_shows_a_secret() {
        for text in [
            "<Password>S3CRET</Password>",
            "<ws:Password>S3CRET</ws:Password>",
            "<Password a='>'>S3CRET</Password>",
            "<Password><b>x</b>S3CRET</Password>",
            "<Password>S3CRET</Pasword>",
            "<Password><b>S3CRET</b>S3CRET</Pasword>",
            "<Password>S3CRET",
            "<Cupon>S3CRET</Cupon>",
            "<name>motDePasse</name><value>S3CRET</value>",
            "<name>motDePasse</name><value>a>S3CRET</value>",
            "<name>motDePasse</name><value><![CDATA[</value>S3CRET]]></value>",
            "<name> motDe&#80;asse </name >\n<value ><int>S3CRET</int></value>",
            "<member><value><string>S3CRET</string></value><name>motDePasse</name></member>",
            "<name>dcv_code</name><value>S3CRET</value>",
            "<name>carteBancaire</name><value><struct><member><name>date</name><value>S3CRET</value></member>\
             <member><name>x</name><value>S3CRET</value></member></struct></value>",
            "{\"Password\": \"S3CRET\"}",
            "{\"Password\"\n:\n\"S3CRET\"}",
            "{\"Password\": [\n\"S3CRET\",\n\"S3CRET\"]}",
            "{\"Passw\\u006frd\": \"S3CRET\"}",
            "a:\n  Password: |\n    S3CRET\n\n    S3CRET\n  Year: 1",
            "a:\n  Password: >-\n    S3CRET\n  Year: 1",
            "a:\n  Password:\n    - S3CRET\n    - S3CRET\n",
            "a: {Password: \"x\nS3CRET\", b: 1}",
            "a: {\n  Password:\n  S3CRET}",
        ] {
            assert!(!masked(text).contains("S3CRET"), "{text}: {}", masked(text));
        }
    }

    #[test]
    fn what_is_no_secret_is_shown() {
        for text in [
            "<UserName>me</UserName><Password/><Year>1</Year>",
            "<ErrorField>AuthToken.Password</ErrorField>",
            "<name>codeProduit</name><value><string>X</string></value>",
            "{\"CommonName\": \"a\", \"Country\": \"FR\", \"date\": \"x\"}",
        ] {
            assert_eq!(masked(text), text);
        }
        assert_eq!(
            masked("a:\n  Password: |\n    x\n  Year: 1\n"),
            "a:\n  Password: ***\n  Year: 1\n"
        );
        assert_eq!(
            masked("{\"Password\": \"a\\\"b\", \"Year\": [1], \"Coupon\": [\"x\"], \"b\": 1}"),
            "{\"Password\": ***, \"Year\": [1], \"Coupon\": ***, \"b\": 1}"
        );
        assert_eq!(
            masked("<Password>x</Password><Year>1</Year>"),
            "<Password>***</Password><Year>1</Year>"
        );
    }

    #[test]
    fn any_piece_of_text_is_read() {
        let text = "é<name>cartê</name><value>é<![CDATA[é</value>{\"Pass\u{e9}\": [\"é\\\"\n<Pässword é='é";
        let cuts: Vec<usize> = (0..=text.len())
            .filter(|at| text.is_char_boundary(*at))
            .collect();
        for from in &cuts {
            for to in cuts.iter().filter(|to| *to >= from) {
                for (start, end) in stretches(&text[*from..*to]) {
                    assert!(text[*from..*to].get(start..end).is_some());
                }
            }
        }
    }
}
