//! Roots of the test CA, which programs are to trust.

use super::{
    endpoint::{Endpoint, Method, Nothing, Pem, endpoint},
    problem::Problem,
};
use crate::{ca::Authority, world::World};

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        endpoint(
            Method::Get,
            "/ca/roots.pem",
            "The roots of all certificates that the sandbox issues; new ones at every start.",
            roots,
        ),
        endpoint(
            Method::Get,
            "/ca/tls.pem",
            "The root of the TLS certificate at the CAs' addresses, when they speak TLS.",
            tls,
        ),
    ]
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every endpoint")]
fn roots(world: &World, _: &Nothing, (): ()) -> Result<Pem, Problem> {
    let roots = Authority::ALL.map(|authority| world.ca().root(authority).pem.as_str());
    Ok(Pem(roots.concat()))
}

fn tls(world: &World, _: &Nothing, (): ()) -> Result<Pem, Problem> {
    let root = world.tls_root().map(str::to_owned).map(Pem);
    root.ok_or_else(|| {
        Problem::missing("The CAs' addresses do not speak TLS: start the sandbox with it.")
    })
}
