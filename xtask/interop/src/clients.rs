//! The clients: how each is found, obtained and started.

use std::{
    io,
    path::{Path, PathBuf},
    process::Stdio,
};

use certwire_sandbox::model::Service::{self, Gs, Tbs};
use tokio::process::Command;

use Source::{Apt, BuiltIn, Npm, Pip};

/// Somebody else's client.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Client {
    /// Short name; its folder under `tests/interop`.
    pub(crate) name: &'static str,
    pub(crate) language: &'static str,
    pub(crate) service: Service,
    pub(crate) source: Source,
    /// A command that succeeds where it is installed; none where it is part of this program.
    probe: &'static [&'static str],
    /// The command that starts it, in its folder.
    run: &'static [&'static str],
    /// What it does in a way of its own.
    pub(crate) remark: &'static str,
}

/// Where a client comes from, with the names of its packages there.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Source {
    /// Debian and Ubuntu.
    Apt(&'static str),
    /// Python's.
    Pip(&'static str),
    /// Node's.
    Npm(&'static str),
    /// Part of this program.
    BuiltIn,
}

/// Where Python and Node find what is not for the whole machine.
const PYTHON: &str = "target/python";
const NODE: &str = "target/interop";

impl Source {
    /// The command that installs it.
    pub(crate) fn command(self) -> String {
        match self {
            Apt(packages) => format!("apt-get install {packages}"),
            Pip(packages) => {
                format!("python3 -m venv {PYTHON} && {PYTHON}/bin/pip install {packages}")
            }
            Npm(packages) => format!("npm install --prefix {NODE} {packages}"),
            BuiltIn => String::new(),
        }
    }
}

impl Client {
    /// What it speaks.
    pub(crate) const fn protocol(&self) -> &'static str {
        match self.service {
            Gs => "SOAP",
            Tbs => "XML-RPC",
        }
    }

    /// Whether it is installed.
    pub(crate) async fn is_found(&self, workspace: &Path) -> bool {
        let Some((program, arguments)) = self.probe.split_first() else {
            return true;
        };
        let mut probe = command(program, arguments, workspace);
        let status = probe.stdout(Stdio::null()).stderr(Stdio::null()).status();
        status.await.is_ok_and(|status| status.success())
    }

    /// The command that starts it; what it builds goes into `CERTWIRE_SCRATCH`.
    pub(crate) fn start(&self, workspace: &Path) -> io::Result<Command> {
        let Some((program, arguments)) = self.run.split_first() else {
            let mut itself = Command::new(std::env::current_exe()?);
            itself.arg("--as-dxr");
            return Ok(itself);
        };
        let scratch = self.scratch(workspace);
        std::fs::create_dir_all(&scratch)?;
        let mut command = command(program, arguments, workspace);
        command
            .current_dir(workspace.join("tests/interop").join(self.name))
            .env("CERTWIRE_SCRATCH", scratch);
        Ok(command)
    }

    fn scratch(&self, workspace: &Path) -> PathBuf {
        workspace.join(NODE).join(self.name)
    }
}

/// A command that finds what was installed into `target`.
fn command(program: &str, arguments: &[&str], workspace: &Path) -> Command {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let own = std::iter::once(workspace.join(PYTHON).join("bin"));
    let path = std::env::join_paths(own.chain(std::env::split_paths(&path))).unwrap_or(path);
    let mut command = Command::new(program);
    command
        .args(arguments)
        .env("PATH", path)
        .env("NODE_PATH", workspace.join(NODE).join("node_modules"))
        .env("LC_ALL", "C.UTF-8");
    command
}

/// All of them, in the order of the table.
pub(crate) const CLIENTS: [Client; 16] = [
    Client {
        name: "zeep",
        language: "Python",
        service: Gs,
        source: Pip("zeep"),
        probe: &["python3", "-c", "import zeep"],
        run: &["python3", "client.py"],
        remark: "structures are dictionaries; a refusal is an answer like any other",
    },
    Client {
        name: "suds-community",
        language: "Python",
        service: Gs,
        source: Pip("suds-community"),
        probe: &["python3", "-c", "import suds"],
        run: &["python3", "client.py"],
        remark: "two prefixes for the envelope; optional structures come from its factory",
    },
    Client {
        name: "php-soap",
        language: "PHP",
        service: Gs,
        source: Apt("php-cli php-soap"),
        probe: &["php", "-r", "exit(extension_loaded('soap') ? 0 : 1);"],
        run: &["php", "client.php"],
        remark: "keeps the connection; one `Error` is an object, several are an array",
    },
    Client {
        name: "soap-lite",
        language: "Perl",
        service: Gs,
        source: Apt("libsoap-lite-perl"),
        probe: &["perl", "-MSOAP::Lite", "-e", "1"],
        run: &["perl", "client.pl"],
        remark: "works without the WSDL; `SOAPAction` is namespace and operation",
    },
    Client {
        name: "soap4r",
        language: "Ruby",
        service: Gs,
        source: Apt("ruby-soap4r"),
        probe: &["ruby", "-e", "require 'soap/wsdlDriver'"],
        run: &["ruby", "client.rb"],
        remark: "checks lengths and lists itself; takes `Year` as text only",
    },
    Client {
        name: "gsoap",
        language: "C",
        service: Gs,
        source: Apt("gsoap libgsoap-dev gcc"),
        probe: &[
            "sh",
            "-c",
            "command -v wsdl2h && command -v soapcpp2 && command -v gcc",
        ],
        run: &["sh", "run.sh"],
        remark: "reads UTF-8 only with `SOAP_C_UTFSTRING`; closes the connection",
    },
    Client {
        name: "jax-ws",
        language: "Java",
        service: Gs,
        source: Apt("jaxws default-jdk-headless"),
        probe: &["sh", "-c", "command -v wsimport && command -v javac"],
        run: &["sh", "run.sh"],
        remark: "what may be nil comes as a `JAXBElement`",
    },
    Client {
        name: "node-soap",
        language: "JavaScript",
        service: Gs,
        source: Npm("soap"),
        probe: &["node", "-e", "require.resolve('soap')"],
        run: &["node", "client.js"],
        remark: "asks for `Accept-Encoding: none`",
    },
    Client {
        name: "mono",
        language: "C#",
        service: Gs,
        source: Apt("mono-devel"),
        probe: &[
            "sh",
            "-c",
            "command -v wsdl && command -v mcs && command -v mono",
        ],
        run: &["sh", "run.sh"],
        remark: "`Expect: 100-continue`; `xmlns=\"\"` on `Request`",
    },
    Client {
        name: "python-xmlrpc",
        language: "Python",
        service: Tbs,
        source: Apt("python3"),
        probe: &["python3", "-c", "import xmlrpc.client"],
        run: &["python3", "client.py"],
        remark: "names no encoding",
    },
    Client {
        name: "php-xmlrpc",
        language: "PHP",
        service: Tbs,
        source: Apt("php-cli php-xmlrpc"),
        probe: &["php", "-r", "exit(extension_loaded('xmlrpc') ? 0 : 1);"],
        run: &["php", "client.php"],
        remark: "doubles UTF-8 unless told `encoding`",
    },
    Client {
        name: "rpc-xml",
        language: "Perl",
        service: Tbs,
        source: Apt("librpc-xml-perl"),
        probe: &["perl", "-MRPC::XML::Client", "-e", "1"],
        run: &["perl", "client.pl"],
        remark: "US-ASCII unless told otherwise; shuffles members",
    },
    Client {
        name: "ruby-xmlrpc",
        language: "Ruby",
        service: Tbs,
        source: Apt("ruby-xmlrpc"),
        probe: &["ruby", "-e", "require 'xmlrpc/client'"],
        run: &["ruby", "client.rb"],
        remark: "names its encoding in the header alone",
    },
    Client {
        name: "node-xmlrpc",
        language: "JavaScript",
        service: Tbs,
        source: Npm("xmlrpc"),
        probe: &["node", "-e", "require.resolve('xmlrpc')"],
        run: &["node", "client.js"],
        remark: "names no encoding",
    },
    Client {
        name: "axmlrpc",
        language: "Java",
        service: Tbs,
        source: Apt("libaxmlrpc-java default-jdk-headless"),
        probe: &[
            "sh",
            "-c",
            "test -e /usr/share/java/axmlrpc.jar && command -v javac",
        ],
        run: &["sh", "run.sh"],
        remark: "much white space; shuffles members",
    },
    Client {
        name: "dxr",
        language: "Rust",
        service: Tbs,
        source: BuiltIn,
        probe: &[],
        run: &[],
        remark: "sorts members; its errors hold the whole body",
    },
];
