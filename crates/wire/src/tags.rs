//! Tags as blocks of one size: a writer appends one without looking for its length, which takes no call.

/// Room for `</name>`.
const ROOM: usize = 32;

/// The end tag of a name that is not too long; its start tag is the same without the slash.
#[derive(Debug)]
pub(crate) struct EndTag {
    /// Followed by zeros.
    bytes: [u8; ROOM],
    /// 0 when there is no room for it.
    len: usize,
}

impl EndTag {
    pub(crate) const fn of(name: &str) -> Self {
        let name = name.as_bytes();
        let mut bytes = [0; ROOM];
        let len = name.len() + 3;
        if len > ROOM {
            return Self { bytes, len: 0 };
        }
        bytes[0] = b'<';
        bytes[1] = b'/';
        let mut at = 0;
        while at < name.len() {
            bytes[at + 2] = name[at];
            at += 1;
        }
        bytes[len - 1] = b'>';
        Self { bytes, len }
    }

    /// Whether there is room for it.
    #[inline]
    pub(crate) const fn is_there(&self) -> bool {
        self.len > 0
    }

    /// Appends it.
    #[inline(always)]
    pub(crate) fn append(&self, buffer: &mut Vec<u8>) {
        let start = buffer.len();
        buffer.extend_from_slice(&self.bytes);
        buffer.truncate(start + self.len);
    }

    /// Appends the start tag.
    #[inline(always)]
    pub(crate) fn append_start(&self, buffer: &mut Vec<u8>) {
        let start = buffer.len();
        buffer.extend_from_slice(&self.bytes[1..]);
        buffer.truncate(start + self.len - 1);
        if let Some(slash) = buffer.get_mut(start) {
            *slash = b'<';
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{EndTag, ROOM};

    #[test]
    fn both_tags() {
        for name in ["a", "OrderID", &"x".repeat(ROOM - 3)] {
            let tag = EndTag::of(name);
            let mut buffer = b"before".to_vec();
            tag.append_start(&mut buffer);
            tag.append(&mut buffer);
            assert_eq!(buffer, format!("before<{name}></{name}>").as_bytes());
        }
        assert!(!EndTag::of(&"x".repeat(ROOM - 2)).is_there());
    }
}
