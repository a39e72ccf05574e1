//! Chores of the workspace. Arguments only: the work is in the crates.

mod ci;

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use certwire_schema::diff::{self, Format};
use certwire_schema::{Diagnostics, Failure, Model, inventory};
use clap::{Parser, Subcommand, ValueEnum};

/// Chores of the workspace.
#[derive(Parser)]
#[command(name = "cargo xtask", version, propagate_version = true)]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Prints one table of everything the schema says, tab-separated.
    Inventory {
        /// elements, codes, errors, rules, errata or history
        table: String,
    },
    /// Checks everything that must hold before a change lands.
    Ci,
    /// Writes shell completions and man pages into target/dist.
    Dist,
    /// Measures our readers and writers beside others.
    #[command(disable_help_flag = true)]
    Bench {
        /// Arguments of the program that measures; --help shows them
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Runs other people's clients against the sandbox.
    #[command(disable_help_flag = true)]
    Interop {
        /// Arguments of the program that runs them; --help shows them
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Generates types, validators and artefacts from the schema.
    Codegen {
        /// Write nothing; fail if a file is not what the schema gives
        #[arg(long)]
        check: bool,
    },
    /// Works on the schema files.
    #[command(subcommand)]
    Schema(Schema),
}

#[derive(Subcommand)]
enum Schema {
    /// Loads all of it and shows every fault.
    Check,
    /// Compares the schema with another revision or edition, and says what each change breaks.
    Diff {
        /// `REV [SERVICE]`, or `SERVICE FROM [TO]`: git revisions, or editions of the service's document
        #[arg(required = true, num_args = 1..=3, value_name = "REV")]
        between: Vec<String>,
        /// Form of the output
        #[arg(long, value_enum, default_value_t)]
        format: Output,
    },
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Output {
    #[default]
    Human,
    Json,
    Markdown,
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(output) => match io::stdout().write_all(output.as_bytes()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                fail(&format!("standard output: {error}\n"))
            }
            _ => ExitCode::SUCCESS,
        },
        Err(message) => fail(&message),
    }
}

fn fail(message: &str) -> ExitCode {
    eprint!("{message}");
    ExitCode::FAILURE
}

fn run(arguments: Arguments) -> Result<String, String> {
    match arguments.chore {
        Chore::Inventory { table } => {
            inventory::inventory(&load()?, &table).map_err(|error| format!("{error}\n"))
        }
        Chore::Ci => ci::run(),
        Chore::Dist => ci::dist(),
        Chore::Bench { arguments } => ci::bench(&arguments),
        Chore::Interop { arguments } => ci::interop(&arguments),
        Chore::Codegen { check } => codegen(check),
        Chore::Schema(Schema::Diff { between, format }) => {
            let changes =
                certwire_schema::compare(&schema_folder(), &between).map_err(|failure| {
                    match failure {
                        Failure::Arguments(message) => format!("{message}\n"),
                        Failure::Schema(faults) => render(&faults),
                    }
                })?;
            let format = match format {
                Output::Human => Format::Human,
                Output::Json => Format::Json,
                Output::Markdown => Format::Markdown,
            };
            Ok(diff::render(&changes, format))
        }
        Chore::Schema(Schema::Check) => load().map(|model| certwire_schema::summary(&model)),
    }
}

fn codegen(check: bool) -> Result<String, String> {
    let report = certwire_codegen::run(&workspace(), check).map_err(|error| match error {
        certwire_codegen::Error::Schema(faults) => render(&faults),
        error => format!("{error}\n"),
    })?;
    Ok(format!("{report}\n"))
}

fn load() -> Result<Model, String> {
    let (model, _) = certwire_schema::load(&schema_folder()).map_err(|faults| render(&faults))?;
    Ok(model)
}

fn render(faults: &Diagnostics) -> String {
    faults.render(io::stderr().is_terminal())
}

/// The current folder where that is the workspace, so that messages are short.
fn workspace() -> PathBuf {
    if Path::new("schema/README.md").is_file() {
        return PathBuf::new();
    }
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_owned()
}

fn schema_folder() -> PathBuf {
    workspace().join("schema")
}
