//! A package outside of the workspace that depends on what is measured.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use certwire_schema::model::{Protocol, Service};

use crate::process::cost;

/// Its name, its folder, and cargo's own release profile.
pub(super) struct User {
    name: String,
    folder: PathBuf,
}

/// What a clean build took.
pub(super) struct Built {
    pub(super) name: String,
    /// Seconds of processor time.
    pub(super) seconds: f64,
    /// Seconds on the clock.
    pub(super) wall: f64,
    /// Crates of others.
    pub(super) others: usize,
}

impl User {
    pub(super) fn new(name: &str, dependencies: &str, source: &str) -> io::Result<Self> {
        let user = Self {
            name: name.to_owned(),
            folder: Path::new("target/bench/build").join(name),
        };
        if user.folder.exists() {
            fs::remove_dir_all(&user.folder)?;
        }
        fs::create_dir_all(user.folder.join("src"))?;
        let manifest = format!(
            "[workspace]\n\n[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [dependencies]\n{dependencies}"
        );
        fs::write(user.folder.join("Cargo.toml"), manifest)?;
        fs::write(user.folder.join("src/lib.rs"), source)?;
        // The versions that everything else is tested with.
        fs::copy("Cargo.lock", user.folder.join("Cargo.lock"))?;
        Ok(user)
    }

    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut cargo = Command::new("cargo");
        cargo
            .args(arguments)
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", "target")
            .env_remove("RUSTFLAGS");
        cargo
    }

    /// Builds it, once what it needs has been fetched.
    pub(super) fn build(&self, name: &str) -> io::Result<Built> {
        let others = self.others()?;
        run(&mut self.cargo(&["fetch", "--quiet"]))?;
        let start = Instant::now();
        let mut build = self.cargo(&["build", "--quiet", "--release", "--jobs", "1"]);
        let cost =
            cost(&mut build).map_err(|error| io::Error::other(format!("{build:?}: {error}")))?;
        Ok(Built {
            name: name.to_owned(),
            seconds: cost.seconds,
            wall: start.elapsed().as_secs_f64(),
            others,
        })
    }

    /// Crates that it pulls in from elsewhere.
    fn others(&self) -> io::Result<usize> {
        let tree = [
            "tree",
            "--edges",
            "normal,build",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ];
        let listed = run(&mut self.cargo(&tree))?;
        // Those of this workspace are shown with their folder.
        let crates: BTreeSet<&str> = listed
            .lines()
            .filter(|line| !line.contains(" (/"))
            .map(|line| line.trim_end_matches(" (*)"))
            .filter(|line| !line.is_empty())
            .collect();
        Ok(crates.len())
    }

    /// Reads our test payloads of the service with what was built; how many.
    pub(super) fn read_golden(&self, service: &Service) -> io::Result<usize> {
        let (folders, read) = match service.protocol {
            Protocol::Soap => (
                &["gs/requests", "gs/responses"][..],
                "read(&xml).unwrap_or_else(|error| panic!(\"{path}: {error}\"));",
            ),
            Protocol::XmlRpc => (
                &["tbs/responses"][..],
                "read(&method, &xml).unwrap_or_else(|error| panic!(\"{path}: {error}\")).expect(\"a method\");",
            ),
        };
        let program = format!(
            "fn main() {{ for path in std::env::args().skip(1) {{ \
             let method = path.rsplit('/').nth(1).expect(\"a folder\").to_owned(); \
             let xml = std::fs::read_to_string(&path).expect(&method); {}::{read} }} }}",
            self.name.replace('-', "_")
        );
        fs::write(self.folder.join("src/main.rs"), program)?;
        let mut paths = Vec::new();
        for folder in folders {
            golden(
                &fs::canonicalize("tests/payloads")?.join(folder),
                &mut paths,
            )?;
        }
        let mut cargo = self.cargo(&["run", "--quiet", "--release", "--"]);
        run(cargo.args(&paths))?;
        Ok(paths.len())
    }
}

/// The messages with all members, and those with the mandatory ones only.
fn golden(folder: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for operation in fs::read_dir(folder)? {
        let operation = operation?.path();
        let both = ["minimal.xml", "maximal.xml"].map(|name| operation.join(name));
        paths.extend(both.into_iter().filter(|path| path.exists()));
    }
    Ok(())
}

fn run(command: &mut Command) -> io::Result<String> {
    let output = command.output()?;
    if !output.status.success() {
        let log = String::from_utf8_lossy(&output.stderr);
        return Err(io::Error::other(format!("{command:?}:\n{log}")));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
