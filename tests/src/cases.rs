//! How many cases a property is tried with, and how a failing one is told.

use std::env;

use proptest::{
    arbitrary::any,
    strategy::Strategy,
    test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner},
};

use crate::generate::Choices;

/// The most choices that one message takes.
const CHOICES: u32 = 3_000;

/// How many cases to try: `PROPTEST_CASES` times as many as usual, counted in the usual 24.
pub fn scaled(usual: u32) -> u32 {
    let wanted = env::var("PROPTEST_CASES").ok();
    match wanted.and_then(|cases| cases.parse::<u32>().ok()) {
        Some(cases) => (usual * cases).div_ceil(24).max(1),
        None => usual,
    }
}

/// Holds a property against pseudo-random choices, and shrinks those that break it.
///
/// The cases are the same in every run unless `PROPTEST_RNG_SEED` names another seed.
///
/// # Errors
///
/// The smallest case found that breaks it.
pub fn check(
    name: &str,
    usual: u32,
    property: impl Fn(Choices) -> Result<(), String>,
) -> Result<(), String> {
    let config = Config {
        cases: scaled(usual),
        failure_persistence: None,
        max_shrink_iters: 500,
        rng_seed: match env::var("PROPTEST_RNG_SEED") {
            Ok(_) => Config::default().rng_seed,
            Err(_) => RngSeed::Fixed(1),
        },
        ..Config::default()
    };
    let choices = (any::<u64>().no_shrink(), 0..=CHOICES);
    let outcome = TestRunner::new(config).run(&choices, |(seed, count)| {
        property(Choices::new(seed, count)).map_err(TestCaseError::fail)
    });
    match outcome {
        Ok(()) => Ok(()),
        Err(TestError::Fail(reason, (seed, count))) => {
            Err(format!("{name}, Choices::new({seed}, {count}):\n{reason}"))
        }
        Err(TestError::Abort(reason)) => Err(format!("{name}: {reason}")),
    }
}

/// The choices of the cases that are handed to another program in one batch.
pub fn batch(usual: u32) -> impl Iterator<Item = Choices> {
    let seed = env::var("PROPTEST_RNG_SEED").ok();
    let seed = seed.and_then(|seed| seed.parse().ok()).unwrap_or(1_u64);
    let cases = scaled(usual);
    // The first message is the smallest one, the others are fuller and fuller.
    (0..cases).map(move |case| {
        let count = CHOICES * case / cases.max(2).saturating_sub(1);
        Choices::new(
            seed.wrapping_mul(0x9E37_79B9).wrapping_add(u64::from(case)),
            count,
        )
    })
}
