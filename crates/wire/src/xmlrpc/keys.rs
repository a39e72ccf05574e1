//! The keys met in structures whose members go by any name, to find repeated ones.

use std::borrow::Cow;

use crate::stack::{Entry, Stack};

/// Keys of all structures under way, innermost last.
#[derive(Debug)]
pub(crate) struct Keys<'a> {
    stored: Stack<Cow<'a, str>, 4>,
}

impl Entry for Cow<'_, str> {
    const EMPTY: Self = Cow::Borrowed("");
}

/// The keys of one structure. A run of consecutive numbers, as PHP counts lists, takes no room.
#[derive(Debug)]
pub(crate) struct Run {
    base: usize,
    numbers: Option<(u64, u64)>,
}

impl Run {
    /// That of no structure.
    pub(super) const EMPTY: Self = Self {
        base: 0,
        numbers: None,
    };
}

impl<'a> Keys<'a> {
    /// None.
    pub(crate) const EMPTY: Self = Self {
        stored: Stack::EMPTY,
    };

    /// The keys of a structure that begins.
    pub(crate) fn run(&self) -> Run {
        Run {
            base: self.stored.len(),
            numbers: None,
        }
    }

    /// How many keys take room.
    pub(crate) fn len(&self) -> usize {
        self.stored.len()
    }

    /// Forgets the keys of a structure that ends.
    pub(crate) fn release(&mut self, run: &Run) {
        self.stored.truncate(run.base);
    }

    /// Whether the key has been met in the structure. New ones are kept, up to `limit`.
    pub(crate) fn is_repeated(&mut self, run: &mut Run, key: Cow<'a, str>, limit: usize) -> bool {
        if let Some(number) = number(&key) {
            match &mut run.numbers {
                None => {
                    run.numbers = Some((number, number));
                    return false;
                }
                Some((first, last)) if (*first..=*last).contains(&number) => return true,
                Some((_, last)) if *last + 1 == number => {
                    *last = number;
                    return self.is_stored(run, &key);
                }
                Some(_) => {}
            }
        }
        let repeated = self.is_stored(run, &key);
        if !repeated && self.stored.len() - run.base < limit {
            self.stored.push(key);
        }
        repeated
    }

    fn is_stored(&self, run: &Run, key: &str) -> bool {
        let mut mine = self.stored.iter_from(run.base);
        mine.any(|stored| stored == key)
    }
}

/// The number that a key is, written as a list counts.
fn number(key: &str) -> Option<u64> {
    let canonical = !key.is_empty()
        && key.len() <= 18
        && key.bytes().all(|b| b.is_ascii_digit())
        && (key.len() == 1 || !key.starts_with('0'));
    canonical.then(|| key.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_repeated_keys() {
        let mut keys = Keys::EMPTY;
        let mut run = keys.run();
        let met = [
            ("0", false),
            ("1", false),
            ("3", false),
            ("2", false),
            ("3", true),
            ("1", true),
            ("01", false),
            ("01", true),
            ("a", false),
            ("4", false),
            ("a", true),
            ("4", true),
        ];
        for (key, repeated) in met {
            assert_eq!(
                keys.is_repeated(&mut run, Cow::Borrowed(key), 99),
                repeated,
                "{key}"
            );
        }
        keys.release(&run);
        assert!(keys.stored.is_empty());
    }
}
