//! Many callers at once, who order from both CAs, ask for their orders, find them, cancel some and ask for the balance: how fast the sandbox is, and whether anything
//! is lost or kept twice.
//!
//! `cargo run --release -p certwire-sandbox --example load -- [CALLERS] [SECONDS] [STATE-FILE]`

mod callers;
mod further;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use certwire_sandbox::{Config, Sandbox, model::Service};
use tokio::task::JoinSet;

use callers::{Acknowledged, Caller, Trouble, amiss};

/// What one caller did.
#[derive(Default)]
struct Done {
    acknowledged: Vec<Acknowledged>,
    micros: Vec<u128>,
}

#[tokio::main]
async fn main() -> Result<(), Trouble> {
    let mut arguments = std::env::args().skip(1);
    let callers = arguments.next().map_or(Ok(500), |text| text.parse())?;
    let seconds = arguments.next().map_or(Ok(60), |text| text.parse())?;
    let config = Config {
        state: arguments.next().map(Into::into),
        ..Config::default()
    };
    let sandbox = Sandbox::start(config).await?;
    let caller = Arc::new(Caller::at(&sandbox)?);
    let begun = Instant::now();
    let end = begun + Duration::from_secs(seconds);
    let mut all = JoinSet::new();
    for number in 0..callers {
        all.spawn(call(Arc::clone(&caller), number, end));
    }
    let mut total = Done::default();
    while let Some(done) = all.join_next().await {
        let done = done??;
        total.acknowledged.extend(done.acknowledged);
        total.micros.extend(done.micros);
    }
    report(callers, begun.elapsed(), &mut total);
    let amiss = amiss(&sandbox, &total.acknowledged)?;
    println!("lost or twice   {}", amiss.len());
    for line in amiss.iter().take(10) {
        println!("  {line}");
    }
    sandbox.stop().await;
    if amiss.is_empty() {
        Ok(())
    } else {
        Err("orders are amiss".into())
    }
}

/// Orders at one CA after the other, asks for each order, finds it by its reference, and goes on with every third.
async fn call(caller: Arc<Caller>, number: usize, end: Instant) -> Result<Done, Trouble> {
    let mut done = Done::default();
    let mut round = 0;
    while Instant::now() < end {
        let service = [Service::Gs, Service::Tbs][(number + round) % 2];
        let order = timed(
            &mut done,
            caller.order(service, format!("{number}-{round}")),
        )
        .await?;
        timed(&mut done, caller.ask(&order)).await?;
        timed(&mut done, caller.find(&order)).await?;
        if round % 3 == 0 {
            timed(&mut done, caller.afterwards(&order)).await?;
        }
        done.acknowledged.push(order);
        round += 1;
    }
    Ok(done)
}

/// What a call gives; how long it took is noted.
async fn timed<T>(
    done: &mut Done,
    call: impl Future<Output = Result<T, Trouble>>,
) -> Result<T, Trouble> {
    let begun = Instant::now();
    let result = call.await;
    done.micros.push(begun.elapsed().as_micros());
    result
}

fn report(callers: usize, elapsed: Duration, total: &mut Done) {
    total.micros.sort_unstable();
    let calls = total.micros.len();
    let at = |share: usize| {
        let micros = total.micros.get(calls.saturating_sub(1) * share / 100);
        micros.copied().unwrap_or_default() / 1000
    };
    let rate = calls as u128 * 1000 / elapsed.as_millis().max(1);
    println!("callers         {callers}");
    println!("seconds         {}", elapsed.as_secs());
    println!("calls           {calls}, {rate} a second");
    println!("orders          {}", total.acknowledged.len());
    println!("milliseconds    {} half, {} of 99 in 100", at(50), at(99));
}
