//! Nothing that arrives may panic.

use certwire_preflight::{Csr, gs, own, tbs};
use proptest::prelude::*;

use crate::support::build::{self, SERVER};
use crate::support::der;
use crate::support::key::Key;

fn run_all(text: &str) {
    let _ = own::preflight(text, None);
    let _ = gs::preflight(text, None);
    let _ = tbs::preflight(text, &tbs::Order::default());
}

fn sample(which: usize) -> Vec<u8> {
    match which % 4 {
        0 => build::request(
            &Key::p256("hostile"),
            SERVER,
            &["a.example.com", "b@example.com"],
        ),
        1 => build::request(&Key::p521("hostile"), SERVER, &[]),
        2 => build::request(&Key::rsa(1024), SERVER, &[]),
        _ => build::spkac(&Key::rsa(1024)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(debug_assertions) { 40 } else { 2_000 }, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_bytes(which in 0_usize..4, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut der = sample(which);
        for (place, byte) in changes {
            let place = place.index(der.len());
            der[place] = byte;
        }
        let _ = Csr::parse_bytes(&der);
        run_all(&der::pem("CERTIFICATE REQUEST", &der));
        run_all(&format!("SPKAC={}", der::base64(&der)));
    }

    #[test]
    fn cut_and_joined(which in 0_usize..4, from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>()) {
        let text = der::pem("CERTIFICATE REQUEST", &sample(which));
        let (from, to) = (from.index(text.len()), to.index(text.len()));
        run_all(&text[from.min(to)..from.max(to)]);
        run_all(&format!("{}{}", &text[from..], &text[..to]));
    }

    #[test]
    fn any_text(text in "(-----BEGIN |-----END |CERTIFICATE REQUEST|-----|SPKAC=|[A-Za-z0-9+/=]{0,8}|\n|\\PC){0,20}") {
        run_all(&text);
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Csr::parse_bytes(&bytes);
        run_all(&der::pem("CERTIFICATE REQUEST", &bytes));
    }
}

/// A modulus or exponent of the greatest size that the text can hold is refused in time, not computed with.
#[test]
fn giants_cost_nothing() {
    use crate::support::key::rsa_spki;
    let giant = vec![0xff; 40_000];
    for (modulus, exponent) in [
        (&giant, &giant[..3]),
        (&giant, &giant),
        (&giant[..2048].to_vec(), &giant[..2048]),
    ] {
        let contents = der::sequence(&[
            der::integer(&[0]),
            build::subject(SERVER),
            rsa_spki(modulus, exponent),
            build::attributes(&[]),
        ]);
        let algorithm = der::sequence(&[der::oid("1.2.840.113549.1.1.11"), der::null()]);
        let request = der::sequence(&[contents, algorithm, der::bit_string(&[1; 300])]);
        let start = std::time::Instant::now();
        run_all(&der::pem("CERTIFICATE REQUEST", &request));
        assert!(start.elapsed().as_secs() < 5);
    }
}
