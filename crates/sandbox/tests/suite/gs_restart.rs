//! A sandbox with a file begins where it ended, with another CA.

use certwire_sandbox::{
    Config, Sandbox,
    ca::verify::verify_chain,
    gs::Details,
    model::{Certificate, Command, Service},
    store,
};
use certwire_wire::soap::SoapMessage;
use gs_soap_types::OrderPS1Request;

use crate::{
    common::{self, Running},
    openssl::Folder,
};

async fn start(folder: &Folder) -> Running {
    let config = Config {
        state: Some(folder.0.join("state.sqlite")),
        ..Config::default()
    };
    Running(Sandbox::start(config).await.expect("a sandbox"))
}

async fn issued(sandbox: &Running) -> String {
    let xml = common::payload("gs/requests/order_ps1/minimal.xml");
    let order = OrderPS1Request::from_xml(&xml).expect("a request").value;
    let placed = sandbox.gs().order_ps1(&order).await.expect("a valid order");
    let id = placed
        .accepted()
        .expect("an order")
        .value
        .order_id
        .into_owned();
    let done = sandbox
        .0
        .world()
        .work(|desk| desk.act(&id, &Command::Issue));
    assert!(done.expect("an open order"));
    id
}

fn certificate(sandbox: &Running, id: &str) -> Certificate {
    let order = sandbox.0.world().work(|desk| desk.tx.order::<Details>(id));
    let order = order.map_err(|error: store::Error| error);
    let order = order.expect("a state").expect("an order");
    order.certificate().expect("a certificate").clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn certificates_keep_the_chain_of_their_start() {
    let folder = Folder::new("gs-restart");
    let sandbox = start(&folder).await;
    let password = |sandbox: &Running| {
        let account = sandbox.0.account(Service::Gs).expect("a state");
        account.expect("an account").password
    };
    let known = password(&sandbox);
    let old = issued(&sandbox).await;
    let before = certificate(&sandbox, &old);
    sandbox.stop().await;

    let sandbox = start(&folder).await;
    assert_eq!(password(&sandbox), known);
    assert_eq!(certificate(&sandbox, &old), before);
    let new = issued(&sandbox).await;
    assert_ne!(new, old, "numbers go on");
    let after = certificate(&sandbox, &new);
    let now = sandbox.0.now().expect("a clock").seconds();
    for certificate in [&before, &after] {
        verify_chain(&certificate.pem, &certificate.chain, now).expect("its own chain");
    }
    assert!(
        verify_chain(&after.pem, &before.chain, now).is_err(),
        "the keys are new"
    );
    sandbox.stop().await;
}
