//! ASN.1 values, one level at a time; as forgiving as OpenSSL where nothing hangs on it.

/// Tags of the universal class, as bytes on the wire.
pub(crate) mod tag {
    pub(crate) const BOOLEAN: u8 = 0x01;
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const BIT_STRING: u8 = 0x03;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    pub(crate) const OID: u8 = 0x06;
    pub(crate) const IA5_STRING: u8 = 0x16;
    pub(crate) const SEQUENCE: u8 = 0x30;
    pub(crate) const SET: u8 = 0x31;
}

/// One value.
#[derive(Clone, Copy)]
pub(crate) struct Item<'a> {
    pub(crate) tag: u8,
    /// The contents.
    pub(crate) value: &'a [u8],
    /// Tag, length and contents.
    pub(crate) raw: &'a [u8],
}

impl<'a> Item<'a> {
    /// The values inside, if the tag is this one.
    pub(crate) fn items(&self, tag: u8) -> Option<Vec<Item<'a>>> {
        (self.tag == tag).then(|| items(self.value))?
    }

    /// The object identifier in dotted form.
    pub(crate) fn oid(&self) -> Option<String> {
        (self.tag == tag::OID).then(|| dotted(self.value))?
    }

    /// The bytes of a bit string that fills its last byte.
    pub(crate) fn bits(&self) -> Option<&'a [u8]> {
        match self.value.split_first() {
            Some((0, bytes)) if self.tag == tag::BIT_STRING => Some(bytes),
            _ => None,
        }
    }

    /// The big-endian bytes of an integer that is not negative, without leading zeros.
    pub(crate) fn unsigned(&self) -> Option<&'a [u8]> {
        let first = *self.value.first()?;
        if self.tag != tag::INTEGER || first >= 0x80 {
            return None;
        }
        let zeros = self.value.iter().take_while(|&&byte| byte == 0).count();
        Some(&self.value[zeros..])
    }
}

/// The only value in these bytes.
pub(crate) fn single(bytes: &[u8]) -> Option<Item<'_>> {
    let (item, rest) = split(bytes)?;
    rest.is_empty().then_some(item)
}

/// All values in these bytes, which they must fill.
pub(crate) fn items(mut bytes: &[u8]) -> Option<Vec<Item<'_>>> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let (item, rest) = split(bytes)?;
        found.push(item);
        bytes = rest;
    }
    Some(found)
}

/// Number of bytes that the first value says it has, header included.
pub(crate) fn announced(bytes: &[u8]) -> Option<usize> {
    let (header, length) = header(bytes)?;
    header.checked_add(length)
}

fn split(bytes: &[u8]) -> Option<(Item<'_>, &[u8])> {
    let (header, length) = header(bytes)?;
    let end = header.checked_add(length)?;
    let raw = bytes.get(..end)?;
    let item = Item {
        tag: bytes[0],
        value: &raw[header..],
        raw,
    };
    Some((item, &bytes[end..]))
}

/// Lengths of header and contents. Tags of several bytes and open-ended lengths occur in no request.
fn header(bytes: &[u8]) -> Option<(usize, usize)> {
    let (&tag, &first) = (bytes.first()?, bytes.get(1)?);
    if tag & 0x1f == 0x1f {
        return None;
    }
    match first {
        0..=0x7f => Some((2, usize::from(first))),
        0x81..=0x84 => {
            let count = usize::from(first - 0x80);
            let digits = bytes.get(2..2 + count)?;
            let length = digits
                .iter()
                .fold(0_u64, |length, &digit| length << 8 | u64::from(digit));
            Some((2 + count, usize::try_from(length).ok()?))
        }
        _ => None,
    }
}

fn dotted(bytes: &[u8]) -> Option<String> {
    let mut text = String::new();
    let mut arc = 0_u64;
    for &byte in bytes {
        arc = arc.checked_mul(128)? + u64::from(byte & 0x7f);
        if byte & 0x80 != 0 {
            continue;
        }
        if text.is_empty() {
            let root = (arc / 40).min(2);
            text = format!("{root}.{}", arc - root * 40);
        } else {
            text = format!("{text}.{arc}");
        }
        arc = 0;
    }
    let ended = bytes.last().is_some_and(|byte| byte & 0x80 == 0);
    ended.then_some(text)
}

/// Two small digits a byte.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn object_identifiers() {
        assert_eq!(dotted(&[0x55, 4, 3]).as_deref(), Some("2.5.4.3"));
        assert_eq!(dotted(&[0x2a, 0x86, 0x48]).as_deref(), Some("1.2.840"));
        assert_eq!(dotted(&[0x88, 0x37]).as_deref(), Some("2.999"));
        assert_eq!(dotted(&[0x2a, 0x86]), None);
        assert_eq!(dotted(&[]), None);
        assert_eq!(dotted(&[0xff; 40]), None);
    }

    #[test]
    fn lengths() {
        assert_eq!(announced(&[0x30, 0x05]), Some(7));
        assert_eq!(announced(&[0x30, 0x82, 0x01, 0x00]), Some(260));
        assert_eq!(announced(&[0x30, 0x80]), None);
        assert_eq!(announced(&[0x30, 0x84, 0xff, 0xff]), None);
        assert!(single(&[0x04, 0x81, 0x01, 0x07]).is_some());
        assert!(single(&[0x04, 0x01, 0x07, 0x00]).is_none());
        assert!(single(&[0x1f, 0x01, 0x07]).is_none());
        assert!(single(&[0x04, 0x84, 0xff, 0xff, 0xff, 0xff]).is_none());
    }

    #[test]
    fn integers() {
        let unsigned = |bytes: &'static [u8]| single(bytes).and_then(|item| item.unsigned());
        assert_eq!(unsigned(&[2, 2, 0, 0x80]), Some(&[0x80][..]));
        assert_eq!(unsigned(&[2, 1, 0]), Some(&[][..]));
        assert_eq!(unsigned(&[2, 1, 0x80]), None);
        assert_eq!(unsigned(&[2, 0]), None);
        assert_eq!(unsigned(&[4, 1, 1]), None);
    }
}
