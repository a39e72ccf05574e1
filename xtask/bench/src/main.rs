//! `cargo xtask bench`.

use std::process::ExitCode;

fn main() -> ExitCode {
    xtask_bench::main()
}
