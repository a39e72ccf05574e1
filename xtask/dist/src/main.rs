//! Writes shell completions and man pages of the `certwire` command into a folder.

use std::{fs, io, path::Path};

use certwire::cli::Cli;
use clap::{CommandFactory, ValueEnum};
use clap_complete::Shell;

fn main() -> io::Result<()> {
    let folder = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "target/dist".to_owned());
    let folder = Path::new(&folder);
    let (completions, man) = (folder.join("completions"), folder.join("man"));
    fs::create_dir_all(&completions)?;
    fs::create_dir_all(&man)?;
    let mut command = Cli::command();
    for shell in Shell::value_variants() {
        clap_complete::generate_to(*shell, &mut command, "certwire", &completions)?;
    }
    clap_mangen::generate_to(command, &man)?;
    println!(
        "completions in {}, man pages in {}",
        completions.display(),
        man.display()
    );
    Ok(())
}
