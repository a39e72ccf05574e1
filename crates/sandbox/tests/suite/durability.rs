//! A process that is killed has lost nothing that it acknowledged.

use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use certwire_sandbox::{Config, Sandbox, model::Service};
use tokio::{sync::Notify, task::JoinSet};

use crate::load::callers::{Acknowledged, Caller, amiss};

/// Where the child keeps its state; it does nothing without.
const STATE: &str = "CERTWIRE_TEST_STATE";
/// What a line begins with that tells the child's addresses.
const READY: &str = "serving ";

const KILLS: usize = 4;
const CALLERS: usize = 12;
/// Acknowledged orders after which the child is killed.
const ENOUGH: usize = 40;

/// The process that is killed: this test binary once more.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "started by the test below"]
async fn child() {
    let Some(state) = std::env::var_os(STATE) else {
        return;
    };
    let config = Config {
        state: Some(state.into()),
        ..Config::default()
    };
    let sandbox = Sandbox::start(config).await.expect("a sandbox");
    println!("\n{READY}{} {}", sandbox.gs_url(), sandbox.tbs_url());
    std::io::stdout().flush().expect("a reader");
    std::future::pending::<()>().await;
}

/// The child, and where it listens.
fn start(state: &Path) -> (Child, String, String) {
    let mut child = Command::new(std::env::current_exe().expect("this binary"))
        .args(["--ignored", "--exact", "--nocapture", "durability::child"])
        .env(STATE, state)
        .stdout(Stdio::piped())
        .spawn()
        .expect("a child");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let said = lines.find_map(|line| Some(line.ok()?.strip_prefix(READY)?.to_owned()));
    let said = said.expect("the child's addresses");
    let (gs, tbs) = said.split_once(' ').expect("two addresses");
    (child, gs.to_owned(), tbs.to_owned())
}

/// Orders until the server is gone.
async fn load(
    caller: Arc<Caller>,
    name: String,
    count: Arc<AtomicUsize>,
    enough: Arc<Notify>,
) -> Vec<Acknowledged> {
    let mut acknowledged = Vec::new();
    for round in 0.. {
        let service = [Service::Gs, Service::Tbs][round % 2];
        let Ok(order) = caller.order(service, format!("{name}-{round}")).await else {
            break;
        };
        acknowledged.push(order);
        if count.fetch_add(1, Ordering::Relaxed) + 1 == ENOUGH {
            enough.notify_one();
        }
    }
    acknowledged
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_outlives_a_kill() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("durability");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    let state = folder.join("state.sqlite");
    let config = Config {
        state: Some(state.clone()),
        ..Config::default()
    };
    // The first start makes the accounts.
    let first = Sandbox::start(config.clone()).await.expect("a sandbox");
    let account = |service| {
        first
            .account(service)
            .expect("accounts")
            .expect("an account")
    };
    let (gs_account, tbs_account) = (account(Service::Gs), account(Service::Tbs));
    first.stop().await;

    let mut acknowledged = Vec::new();
    for kill in 0..KILLS {
        let (mut child, gs, tbs) = start(&state);
        let caller = Caller::new(&gs, &tbs, &gs_account, &tbs_account).expect("a caller");
        let caller = Arc::new(caller);
        let (count, enough) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
        let mut all = JoinSet::new();
        for number in 0..CALLERS {
            let name = format!("{kill}-{number}");
            all.spawn(load(
                Arc::clone(&caller),
                name,
                Arc::clone(&count),
                Arc::clone(&enough),
            ));
        }
        enough.notified().await;
        // The callers are at it meanwhile: SIGKILL hits calls at every point of their way.
        child.kill().expect("a kill");
        child.wait().expect("an end");
        acknowledged.extend(all.join_all().await.concat());
    }
    assert!(acknowledged.len() >= KILLS * ENOUGH);
    let last = Sandbox::start(config).await.expect("the state is sound");
    assert_eq!(amiss(&last, &acknowledged).expect("orders"), [""; 0]);
    last.stop().await;
}
