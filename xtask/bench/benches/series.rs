//! Time series of the same subjects that `cargo xtask bench` compares: criterion keeps each run beside the last.
//!
//! Times are processor time, so that other work on the machine disturbs little.

use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

fn series(criterion: &mut Criterion) {
    xtask_bench::each(&mut |message| {
        let mut group = criterion.benchmark_group(message.title);
        group.throughput(Throughput::Bytes(message.body.len() as u64));
        for mut subject in message.subjects {
            group.bench_function(subject.name(), |bencher| {
                bencher.iter_custom(|times| {
                    let times = u32::try_from(times).expect("no message is read that often");
                    Duration::from_secs_f64(subject.seconds(times))
                });
            });
        }
        group.finish();
    });
}

criterion_group!(benches, series);
criterion_main!(benches);
