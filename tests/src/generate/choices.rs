//! A source of choices that shrinks well.

/// Pseudo-random choices; once they are used up, each one is the first of those offered.
///
/// Fewer of them make a smaller message.
#[derive(Debug, Clone)]
pub struct Choices {
    state: u64,
    left: u32,
}

impl Choices {
    /// This many choices, made by this seed.
    pub fn new(seed: u64, count: u32) -> Self {
        Self {
            state: seed,
            left: count,
        }
    }

    /// A number below `count`, which is not 0.
    pub fn below(&mut self, count: usize) -> usize {
        if self.left == 0 || count < 2 {
            return 0;
        }
        self.left -= 1;
        usize::try_from(self.next() % count as u64).unwrap_or(0)
    }

    /// A number from `least` to `greatest`.
    pub fn between(&mut self, least: i64, greatest: i64) -> i64 {
        let count = least.abs_diff(greatest).saturating_add(1);
        let step = self.below(usize::try_from(count).unwrap_or(usize::MAX));
        least.saturating_add_unsigned(step as u64)
    }

    /// Yes or no; no at the end.
    pub fn flip(&mut self) -> bool {
        self.below(2) == 1
    }

    /// Yes once in `count` times; no at the end.
    pub fn once_in(&mut self, count: usize) -> bool {
        self.below(count) == count - 1
    }

    /// One of these, of which there is at least one.
    ///
    /// # Panics
    ///
    /// When there is none.
    pub fn pick<'t, T>(&mut self, offered: &'t [T]) -> &'t T {
        &offered[self.below(offered.len())]
    }

    /// `SplitMix64`.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}
