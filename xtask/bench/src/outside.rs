//! Readers in other languages: programs that stay, and read the same file as often as they are told.

use std::{
    fs,
    io::{self, BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

const WSDL: &str = "schema/generated/gs.wsdl";

/// A reader outside of this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outside {
    /// C++ generated from our WSDL.
    Gsoap,
    /// Python, by our WSDL.
    Zeep,
    /// Python's own XML-RPC.
    PythonXmlRpc,
}

impl Outside {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Gsoap => "gSOAP",
            Self::Zeep => "Python zeep",
            Self::PythonXmlRpc => "Python xmlrpc.client",
        }
    }

    /// What to type when it is not there.
    fn install(self) -> &'static str {
        match self {
            Self::Gsoap => "apt install gsoap libgsoap-dev g++",
            Self::Zeep => {
                "python3 -m venv target/python && target/python/bin/pip install zeep, or zeep for the python3 in PATH"
            }
            Self::PythonXmlRpc => "apt install python3",
        }
    }

    /// Starts it on a file that holds this message; else says what is missing.
    pub(crate) fn start(self, body: &[u8]) -> Result<Resident, String> {
        let start = || {
            let folder = Path::new("target/bench/outside");
            fs::create_dir_all(folder)?;
            let file = folder.join("message.xml");
            fs::write(&file, body)?;
            let mut command = match self {
                Self::Gsoap => Command::new(gsoap(folder)?),
                Self::Zeep => python("zeep"),
                Self::PythonXmlRpc => python("xmlrpc"),
            };
            Resident::start(command.arg(file))
        };
        start().map_err(|error: io::Error| {
            let (name, install) = (self.name(), self.install());
            format!("{name}: not measured: {error}; to install it: {install}")
        })
    }
}

/// A started program, which has read the message once.
pub(crate) struct Resident {
    child: Child,
    orders: ChildStdin,
    times: BufReader<ChildStdout>,
}

impl Resident {
    fn start(command: &mut Command) -> io::Result<Self> {
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = piped
            .spawn()
            .map_err(|error| named(command.get_program().as_ref(), &error))?;
        let (Some(orders), Some(times)) = (child.stdin.take(), child.stdout.take()) else {
            unreachable!("both are pipes");
        };
        let mut resident = Self {
            child,
            orders,
            times: BufReader::new(times),
        };
        resident.seconds(1)?;
        Ok(resident)
    }

    /// Processor time that it takes to read the message so often.
    pub(crate) fn seconds(&mut self, times: u32) -> io::Result<f64> {
        writeln!(self.orders, "{times}")?;
        let mut line = String::new();
        self.times.read_line(&mut line)?;
        let seconds = line.trim().parse();
        seconds.map_err(|_| io::Error::other("the program ended; its complaint stands above"))
    }
}

impl Drop for Resident {
    fn drop(&mut self) {
        // It has nothing to lose; one that has ended already is no matter.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The interpreter that `.ci/run` sets up, or that in the path.
fn python(reader: &str) -> Command {
    let own = Path::new("target/python/bin/python3");
    let mut python = Command::new(if own.exists() {
        own
    } else {
        Path::new("python3")
    });
    python.args(["xtask/bench/peers/decode.py", reader]);
    python
}

/// Generates gSOAP's reader from our WSDL and compiles it, unless that is done.
fn gsoap(folder: &Path) -> io::Result<PathBuf> {
    let program = folder.join("gsoap");
    let source = Path::new("xtask/bench/peers/gsoap.cpp");
    let modified = |path: &Path| path.metadata()?.modified();
    let needed = modified(Path::new(WSDL))?.max(modified(source)?);
    if modified(&program).is_ok_and(|built| built > needed) {
        return Ok(program);
    }
    let (wsdl, source) = (fs::canonicalize(WSDL)?, fs::canonicalize(source)?);
    let step = |command: &mut Command| {
        let run = command.current_dir(folder).output();
        let run = run.map_err(|error| named(command.get_program().as_ref(), &error))?;
        if !run.status.success() {
            return Err(io::Error::other(String::from_utf8_lossy(&run.stderr)));
        }
        Ok(())
    };
    step(Command::new("wsdl2h").args(["-o", "gs.h"]).arg(wsdl))?;
    step(Command::new("soapcpp2").args(["-C", "-x", "-I/usr/share/gsoap/import", "gs.h"]))?;
    let compile = ["-O2", "-I.", "-o", "gsoap", "soapC.cpp"];
    step(
        Command::new("c++")
            .args(compile)
            .arg(source)
            .arg("-lgsoap++"),
    )?;
    Ok(program)
}

fn named(program: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", program.display()))
}
