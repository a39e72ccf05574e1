//! How long a whole preflight takes: `cargo bench -p certwire-preflight`. It fails where RSA-4096 needs 5 ms or more (p99).

#[allow(dead_code, reason = "shared with the tests, which use more of it")]
#[path = "../tests/suite/support/mod.rs"]
mod support;

use std::hint::black_box;
use std::time::{Duration, Instant};

use certwire_preflight::gs;
use support::build::{self, SERVER};
use support::key::Key;

const RUNS: usize = 1_000;
const BUDGET: Duration = Duration::from_millis(5);

fn main() {
    let keys = [
        ("RSA-2048", Key::rsa(2048)),
        ("RSA-3072", Key::rsa(3072)),
        ("RSA-4096", Key::rsa(4096)),
        ("RSA-8192", Key::rsa(8192)),
        ("P-256", Key::p256("bench")),
        ("P-384", Key::p384("bench")),
        ("P-521", Key::p521("bench")),
    ];
    println!("{:<10}{:>12}{:>12}{:>12}", "key", "p50", "p99", "max");
    for (name, key) in keys {
        let times = measure(&build::pem(&key, SERVER, &["www.example.com"]));
        let at = |percent: usize| times[(times.len() - 1) * percent / 100];
        println!(
            "{name:<10}{:>12.1?}{:>12.1?}{:>12.1?}",
            at(50),
            at(99),
            at(100)
        );
        assert!(
            name != "RSA-4096" || at(99) < BUDGET,
            "RSA-4096 is over its budget of {BUDGET:?}"
        );
    }
}

/// Parsing, all of GlobalSign's checks, the signature and our own warnings; sorted.
fn measure(text: &str) -> Vec<Duration> {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            assert!(black_box(gs::preflight(black_box(text), None)).is_clean());
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times
}
