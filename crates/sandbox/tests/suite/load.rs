//! Many callers at once: nothing is lost, nothing is kept twice.

#[path = "../../examples/load/callers.rs"]
pub(crate) mod callers;

use std::sync::Arc;

use certwire_sandbox::model::Service;
use tokio::task::JoinSet;

use self::callers::{Caller, amiss};
use crate::common::Running;

const CALLERS: usize = 60;
const ROUNDS: usize = 3;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_or_kept_twice() {
    let sandbox = Running::start().await;
    let caller = Arc::new(Caller::at(&sandbox.0).expect("a caller"));
    let mut all = JoinSet::new();
    for number in 0..CALLERS {
        let caller = Arc::clone(&caller);
        all.spawn(async move {
            let mut acknowledged = Vec::new();
            for round in 0..ROUNDS {
                let service = [Service::Gs, Service::Tbs][(number + round) % 2];
                let order = caller.order(service, format!("{number}-{round}")).await;
                let order = order.expect("an order");
                caller.ask(&order).await.expect("the order");
                acknowledged.push(order);
            }
            acknowledged
        });
    }
    let acknowledged: Vec<_> = all.join_all().await.concat();
    assert_eq!(acknowledged.len(), CALLERS * ROUNDS);
    assert_eq!(amiss(&sandbox.0, &acknowledged).expect("orders"), [""; 0]);
    let snapshot = sandbox.0.world().work(|desk| desk.tx.snapshot());
    let snapshot: Result<_, certwire_sandbox::store::Error> = snapshot;
    let snapshot = snapshot.expect("a snapshot");
    let kept = snapshot.gs_orders.len() + snapshot.tbs_orders.len();
    assert_eq!(kept, acknowledged.len(), "none but those acknowledged");
    sandbox.stop().await;
}
