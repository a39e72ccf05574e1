//! The command, and a server for it to call.

#[path = "../../../transport/tests/server/mod.rs"]
mod server;

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::mpsc,
    thread,
};

use serde_json::Value;

pub(crate) use server::{Reply, http, payload, xml};

/// The password, with everything that escaping touches.
pub(crate) const CANARY: &str = "canary-<&\"'>-7f3a";

/// A server on a thread of its own.
pub(crate) struct Server(server::Server);

impl Server {
    /// Gives each connection the next reply.
    pub(crate) fn start(replies: impl IntoIterator<Item = Reply> + Send + 'static) -> Self {
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            runtime.expect("a runtime").block_on(async {
                let server = server::Server::start(replies).await;
                sender.send(server).expect("the test waits");
                std::future::pending::<()>().await;
            });
        });
        Self(receiver.recv().expect("a server"))
    }

    pub(crate) fn url(&self) -> &str {
        &self.0.url
    }

    /// The requests that came.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.0.seen()
    }
}

/// A folder of this test's own, empty.
pub(crate) fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// The command with these arguments, an account and no configuration.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_certwire"));
    command
        .args(arguments)
        .env_clear()
        .env("XDG_CONFIG_HOME", env!("CARGO_TARGET_TMPDIR"))
        .env("CERTWIRE_GS_USER", "PAR00000_example")
        .env("CERTWIRE_GS_PASSWORD", CANARY)
        .env("CERTWIRE_TBS_USER", "example")
        .env("CERTWIRE_TBS_PASSWORD", CANARY)
        .stdin(Stdio::null());
    command
}

/// How the command ended.
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ended {
    pub(crate) fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Self {
            code: output.status.code().expect("no signal"),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    /// The objects on standard output.
    pub(crate) fn objects(&self) -> Vec<Value> {
        let object = |line| serde_json::from_str(line).expect("one object a line");
        self.out.lines().map(object).collect()
    }

    /// The only object on standard output.
    pub(crate) fn object(&self) -> Value {
        let mut objects = self.objects();
        assert_eq!(objects.len(), 1, "{}", self.out);
        objects.remove(0)
    }

    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "\n{}\n{}", self.out, self.err);
        self
    }
}

/// Runs the command to its end.
pub(crate) fn run(arguments: &[&str]) -> Ended {
    Ended::of(command(arguments).output().expect("the command starts"))
}

/// Runs the command against a server.
pub(crate) fn call(server: &Server, arguments: &[&str]) -> Ended {
    run(&[arguments, &["--endpoint", server.url()]].concat())
}

/// The same with something on standard input.
pub(crate) fn with_input(server: &Server, arguments: &[&str], input: &str) -> Ended {
    let mut command = command(&[arguments, &["--endpoint", server.url()]].concat());
    let mut child: Child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    // The command may end without reading it.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    Ended::of(child.wait_with_output().expect("the command ends"))
}

/// The path of a payload of the workspace's tests.
pub(crate) fn path(payload: &str) -> String {
    format!(
        "{}/../../tests/payloads/{payload}",
        env!("CARGO_MANIFEST_DIR")
    )
}

/// An answer of GlobalSign.
pub(crate) fn soap(operation: &str, header: &str, members: &str) -> Reply {
    xml(format!(
        "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body>\
         <ns2:{operation}Response xmlns:ns2=\"https://system.globalsign.com/pc/ws/v2/\"><Response>\
         <OrderResponseHeader>{header}<Timestamp>2023-11-22T12:13:12.025Z</Timestamp></OrderResponseHeader>{members}\
         </Response></ns2:{operation}Response></soap:Body></soap:Envelope>"
    ))
}

/// GlobalSign takes an order.
pub(crate) fn ordered(operation: &str, id: &str) -> Reply {
    soap(
        operation,
        "<SuccessCode>0</SuccessCode>",
        &format!("<OrderID>{id}</OrderID>"),
    )
}

/// GlobalSign says no.
pub(crate) fn refused(operation: &str, code: &str) -> Reply {
    let error = format!(
        "<Errors><Error><ErrorCode>{code}</ErrorCode><ErrorMessage>no</ErrorMessage></Error></Errors>"
    );
    soap(
        operation,
        &format!("<SuccessCode>-1</SuccessCode>{error}"),
        "",
    )
}

/// How an order stands at GlobalSign.
pub(crate) fn status(status: &str, fulfillment: &str) -> Reply {
    let info = format!(
        "<OrderDetail><OrderInfo><OrderID>PC1</OrderID><ProductCode>PS1</ProductCode><OrderKind>new</OrderKind>\
         <OrderStatus>{status}</OrderStatus><Price>1</Price><Currency>EUR</Currency>\
         <RequestDate>2023-11-22T12:13:12.025Z</RequestDate><ValidityPeriod/></OrderInfo>{fulfillment}</OrderDetail>"
    );
    soap("GetOrderByOrderID", "<SuccessCode>0</SuccessCode>", &info)
}

/// Certificate and chain of an issued order.
pub(crate) const FULFILLMENT: &str = "<Fulfillment><CACertificates><CACertificate><CACertType>INTER</CACertType>\
     <CACert>-----BEGIN CERTIFICATE-----&#xD;\nINTER\n-----END CERTIFICATE-----</CACert></CACertificate><CACertificate>\
     <CACertType>ROOT</CACertType><CACert>-----BEGIN CERTIFICATE-----\nROOT\n-----END CERTIFICATE-----</CACert>\
     </CACertificate></CACertificates><PcCertificate><X509Cert>-----BEGIN CERTIFICATE-----\nLEAF\n-----END CERTIFICATE-----\
     </X509Cert><PKCS7Cert>-----BEGIN PKCS7-----\nP7\n-----END PKCS7-----</PKCS7Cert></PcCertificate></Fulfillment>";

/// An answer of TBS: members of the outer structure.
pub(crate) fn xmlrpc(members: &str) -> Reply {
    xml(format!(
        "<?xml version=\"1.0\"?><methodResponse><params><param><value><struct>{members}</struct></value></param></params>\
         </methodResponse>"
    ))
}

/// A member with a structure or a text.
pub(crate) fn member(name: &str, value: &str) -> String {
    let value = if value.starts_with('<') {
        format!("<struct>{value}</struct>")
    } else {
        format!("<string>{value}</string>")
    };
    format!("<member><name>{name}</name><value>{value}</value></member>")
}

/// TBS's word on one demand.
pub(crate) fn demand(reference: &str, code: &str, more: &str) -> String {
    let inner = [member("codeReponse", code), member("messageReponse", "m")].concat();
    member(reference, &format!("{inner}{more}"))
}

/// Connections that wait to be accepted: none, if the command made none.
pub(crate) fn has_no_connection(listener: &std::net::TcpListener) -> bool {
    listener.set_nonblocking(true).expect("a socket");
    matches!(listener.accept(), Err(error) if error.kind() == std::io::ErrorKind::WouldBlock)
}

/// Lets only the owner read a file.
pub(crate) fn private(file: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(file, fs::Permissions::from_mode(0o600)).expect("a file of ours");
    }
}

/// A file's permissions.
#[cfg(unix)]
pub(crate) fn mode(file: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(file).expect("a file").permissions().mode() & 0o777
}
