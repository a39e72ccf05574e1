//! Arguments.

#[cfg(feature = "client")]
pub mod call;
#[cfg(feature = "client")]
pub mod gs;
#[cfg(feature = "sandbox")]
pub mod sandbox;
#[cfg(feature = "client")]
pub mod tbs;

use std::path::PathBuf;

use clap::{Args, ColorChoice, Parser, Subcommand};

#[cfg(feature = "preflight")]
use crate::command::csr::Product;
use crate::{
    command::{new::Notation, rules::Listing, schema::Artefact},
    output::Format,
    service::Service,
};

/// Check certificate orders before they cost money.
///
/// Reads SOAP and XML-RPC bodies of GlobalSign's GCC API for client certificates and of TBS INTERNET's API, and says
/// everything that is wrong with them, offline.
#[derive(Debug, Parser)]
#[command(name = "certwire", version, arg_required_else_help = true, after_help = EXIT_CODES)]
pub struct Cli {
    /// When to use colours.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: ColorChoice,

    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 done, 1 failed, 2 usage, 3 violations found, 4 authentication, 5 still pending at \
                          the deadline, 6 refused by the CA, 130 interrupted (`certwire help exit-codes`).";

/// A profile as an example.
#[cfg(feature = "client")]
const GS_PROFILE: &str = r#"A profile:

  [profiles.reseller]
  service = "gs"
  endpoint = "test"
  user = "PAR00000_example"
  password-file = "reseller.password""#;

/// A profile as an example.
#[cfg(feature = "client")]
const TBS_PROFILE: &str = r#"A profile:

  [profiles.shop]
  service = "tbs"
  endpoint = "sandbox4"
  user = "example"
  password-file = "shop.password""#;

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Order certificates from both CAs in a sandbox: no account, no network, a few seconds.
    #[cfg(feature = "sandbox")]
    Demo(sandbox::DemoArgs),
    /// Run a sandbox of both CAs, for your own tests.
    #[cfg(feature = "sandbox")]
    Sandbox(sandbox::SandboxArgs),
    /// Judge payloads: requests or responses, SOAP, XML-RPC, JSON or YAML.
    Validate(ValidateArgs),
    /// Explain a code, operation, element, rule, table or erratum.
    Explain(ExplainArgs),
    /// List the rules beyond single elements: what each answers, and who decides it.
    Rules(RulesArgs),
    /// Write a commented template of a request.
    New(NewArgs),
    /// Turn XML into JSON or YAML and back, without loss.
    Convert(ConvertArgs),
    /// Check or describe a certificate request.
    #[cfg(feature = "preflight")]
    #[command(subcommand)]
    Csr(CsrCommand),
    /// Print the tree of an operation, or export XSD, WSDL or JSON Schema.
    #[command(subcommand)]
    Schema(SchemaCommand),
    /// Order certificates at `GlobalSign`, and follow orders.
    ///
    /// Where to send and as whom is said by arguments, else by the variables `CERTWIRE_GS_ENDPOINT`, `CERTWIRE_GS_USER`,
    /// `CERTWIRE_GS_PASSWORD` or `CERTWIRE_GS_PASSWORD_FILE`, else by a profile of the configuration file.
    #[command(after_long_help = GS_PROFILE)]
    #[cfg(feature = "client")]
    Gs(Box<gs::GsArgs>),
    /// Order certificates at TBS INTERNET, and follow orders.
    ///
    /// Where to send and as whom is said by arguments, else by the variables `CERTWIRE_TBS_ENDPOINT`, `CERTWIRE_TBS_USER`,
    /// `CERTWIRE_TBS_PASSWORD` or `CERTWIRE_TBS_PASSWORD_FILE`, else by a profile of the configuration file.
    #[command(after_long_help = TBS_PROFILE)]
    #[cfg(feature = "client")]
    Tbs(Box<tbs::TbsArgs>),
    /// Explain the exit codes.
    #[command(name = "exit-codes", long_about = crate::exit::TABLE)]
    ExitCodes,
}

/// Arguments of `validate`.
#[derive(Debug, Args)]
pub struct ValidateArgs {
    /// Files, folders (searched for .xml, .json, .yaml, .yml), or - for standard input.
    #[arg(required = true, value_name = "FILE|DIR|-")]
    pub payloads: Vec<PathBuf>,

    /// How to print the verdicts.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,

    /// The operation, when the payload does not tell: an XML-RPC response names none.
    #[arg(long, value_name = "NAME")]
    pub operation: Option<String>,

    /// Treat warnings and notes as errors.
    #[arg(long)]
    pub strict: bool,

    /// Largest payload that is read, in MiB; of a long list, its largest record.
    ///
    /// Answers that list orders or certificates are read record by record and may be of any length: the limit holds for
    /// each record, and for all that stands beside the records.
    #[arg(long, value_name = "MIB", default_value_t = 8, value_parser = clap::value_parser!(u64).range(1..=4096))]
    pub max_size: u64,

    /// A file or folder with lists of weak Debian keys; without one they are not looked for.
    #[cfg(feature = "preflight")]
    #[arg(long, value_name = "PATH")]
    pub weak_keys: Option<PathBuf>,
}

/// Subcommands of `csr`.
#[cfg(feature = "preflight")]
#[derive(Debug, Subcommand)]
pub enum CsrCommand {
    /// Judge the key and the request, as the CA would for a product.
    Check {
        /// PEM, DER or SPKAC, or - for standard input.
        #[arg(value_name = "FILE|-")]
        file: PathBuf,
        /// The product that it is ordered for, such as gs:DSAATL or tbs:X509SHA256s.
        #[arg(long, value_name = "SERVICE:CODE")]
        product: Option<Product>,
        /// A file or folder with lists of weak Debian keys; without one they are not looked for.
        #[arg(long, value_name = "PATH")]
        weak_keys: Option<PathBuf>,
        /// Print one JSON object instead of lines.
        #[arg(long)]
        json: bool,
    },
    /// Describe what is inside.
    Show {
        /// PEM, DER or SPKAC, or - for standard input.
        #[arg(value_name = "FILE|-")]
        file: PathBuf,
    },
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// `gs` or `tbs`, then what to explain; or just that: -9936, `OrderPS2Dept`, produit/dureeVie, a rule, table or erratum.
    #[arg(required = true, num_args = 1..=2, value_name = "[SERVICE] TERM", allow_hyphen_values = true)]
    pub terms: Vec<String>,
}

/// Arguments of `rules`.
#[derive(Debug, Args)]
pub struct RulesArgs {
    /// Whose rules; both if not given.
    #[arg(value_enum)]
    pub service: Option<Service>,

    /// Only those that speak of this operation.
    #[arg(long, value_name = "NAME")]
    pub operation: Option<String>,

    /// How to print them.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Listing,
}

/// Arguments of `new`.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// Whose operation.
    #[arg(value_enum)]
    pub service: Service,

    /// The operation, such as `OrderPS2Pro` or `achat`.
    pub operation: String,

    /// Show the optional elements too.
    #[arg(long)]
    pub all: bool,

    /// The notation.
    #[arg(long, value_enum, default_value_t)]
    pub format: Notation,
}

/// Arguments of `convert`.
#[derive(Debug, Args)]
pub struct ConvertArgs {
    /// The payload, or - for standard input.
    #[arg(value_name = "FILE|-")]
    pub payload: PathBuf,

    /// The notation to write; XML becomes YAML, everything else XML, if not given.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub to: Option<Notation>,

    /// The operation, when an XML-RPC response does not tell.
    #[arg(long, value_name = "NAME")]
    pub operation: Option<String>,
}

/// Subcommands of `schema`.
#[derive(Debug, Subcommand)]
pub enum SchemaCommand {
    /// Print an operation's elements, or the list of all operations.
    Show {
        /// `gs` or `tbs`, an operation, or both.
        #[arg(num_args = 0..=2, value_name = "[SERVICE] [OPERATION]")]
        terms: Vec<String>,
    },
    /// Print a description for other tools.
    Export {
        /// Which one.
        #[arg(value_enum)]
        artefact: Artefact,
    },
}
