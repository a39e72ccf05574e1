//! Stacks that need no allocation until they are deeper than usual.

use std::mem;

/// What a stack holds.
pub(crate) trait Entry {
    /// What stands where there is none. A constant makes a new stack cheap.
    const EMPTY: Self;
}

/// A stack whose first `N` entries stand in place.
#[derive(Debug, Clone)]
pub(crate) struct Stack<T, const N: usize> {
    first: [T; N],
    len: usize,
    more: Vec<T>,
}

impl<T: Entry, const N: usize> Stack<T, N> {
    /// A stack without entries.
    pub(crate) const EMPTY: Self = Self {
        first: [T::EMPTY; N],
        len: 0,
        more: Vec::new(),
    };

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    #[inline]
    pub(crate) fn push(&mut self, entry: T) {
        match self.first.get_mut(self.len) {
            Some(slot) => *slot = entry,
            None => self.more.push(entry),
        }
        self.len += 1;
    }

    #[inline]
    pub(crate) fn pop(&mut self) -> Option<T> {
        self.len = self.len.checked_sub(1)?;
        match self.first.get_mut(self.len) {
            Some(slot) => Some(mem::replace(slot, T::EMPTY)),
            None => self.more.pop(),
        }
    }

    /// Forgets the last entry, of a kind that holds nothing which should be dropped soon.
    #[inline]
    pub(crate) fn forget_last(&mut self)
    where
        T: Copy,
    {
        self.len = self.len.saturating_sub(1);
        self.more.truncate(self.len.saturating_sub(N));
    }

    #[inline]
    pub(crate) fn get(&self, index: usize) -> Option<&T> {
        if index >= self.len {
            return None;
        }
        self.first
            .get(index)
            .or_else(|| self.more.get(index.wrapping_sub(N)))
    }

    #[inline]
    pub(crate) fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        if index >= self.len {
            return None;
        }
        match self.first.get_mut(index) {
            Some(slot) => Some(slot),
            None => self.more.get_mut(index.wrapping_sub(N)),
        }
    }

    #[inline]
    pub(crate) fn last(&self) -> Option<&T> {
        self.get(self.len.wrapping_sub(1))
    }

    #[inline]
    pub(crate) fn last_mut(&mut self) -> Option<&mut T> {
        self.get_mut(self.len.wrapping_sub(1))
    }

    /// Forgets the entries from `len` on.
    #[inline]
    pub(crate) fn truncate(&mut self, len: usize) {
        while self.len > len {
            self.pop();
        }
    }

    /// The entries, lowest first.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + Clone {
        self.first[..self.len.min(N)].iter().chain(&self.more)
    }
}

impl<T, const N: usize> Stack<T, N> {
    /// The entries from `start` on, lowest first.
    pub(crate) fn iter_from(&self, start: usize) -> impl Iterator<Item = &T> {
        let first = self.first.get(start..self.len.min(N)).unwrap_or_default();
        let more = self.more.get(start.saturating_sub(N)..);
        first.iter().chain(more.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::{Entry, Stack};

    impl Entry for u32 {
        const EMPTY: Self = 0;
    }

    #[test]
    fn the_place_of_an_entry_makes_no_difference() {
        let mut stack: Stack<u32, 3> = Stack::EMPTY;
        for number in 0..7 {
            stack.push(number);
            assert_eq!(stack.last(), Some(&number));
            assert!(stack.iter().copied().eq(0..=number));
            assert!(stack.iter_from(2).copied().eq(2..=number));
            assert!(stack.iter_from(5).copied().eq(5..=number));
            assert!(stack.iter().rev().copied().eq((0..=number).rev()));
        }
        *stack.get_mut(1).unwrap() = 10;
        *stack.last_mut().unwrap() = 60;
        assert_eq!(
            (stack.get(1), stack.get(6), stack.get(7)),
            (Some(&10), Some(&60), None)
        );
        stack.truncate(4);
        assert_eq!(stack.len(), 4);
        stack.forget_last();
        assert_eq!(stack.pop(), Some(2));
        stack.truncate(0);
        assert!(stack.is_empty() && stack.pop().is_none() && stack.last().is_none());
    }
}
