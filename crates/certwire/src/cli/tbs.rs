//! Arguments of `certwire tbs`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::call::{CallArgs, ConsentArgs, PeriodArgs, WaitArgs};

/// Call TBS INTERNET.
#[derive(Debug, Args)]
pub struct TbsArgs {
    /// How the call is made.
    #[command(flatten)]
    pub call: CallArgs,
    /// What to do.
    #[command(subcommand)]
    pub command: TbsCommand,
}

/// Subcommands of `tbs`.
#[derive(Debug, Subcommand)]
pub enum TbsCommand {
    /// Order certificates. Costs money.
    ///
    /// A file may hold several orders, each under your own reference; the answer to each is told by itself. All files are
    /// checked before the first is sent; if one breaks a rule, none is sent.
    ///
    /// Example: certwire tbs order order.yaml --csr www.csr --client-ref invoice-4711 --wait --out issued
    Order(TbsOrderArgs),
    /// Renew certificates. Costs money.
    ///
    /// Example: certwire tbs renew renewal.yaml --set demande/certificat/refTBS=0123456789
    Renew(TbsOrderArgs),
    /// Reissue certificates.
    ///
    /// Example: certwire tbs reissue --tbs-ref 0123456789 --csr new.csr --set demande/requete/logiciel=OTHER
    Reissue(TbsReissueArgs),
    /// Revoke a certificate. Cannot be undone.
    ///
    /// Example: certwire tbs revoke 0123456789 --reason "key lost"
    Revoke(TbsRevokeArgs),
    /// Tell how orders stand, and fetch their certificates.
    ///
    /// Example: certwire tbs status 0123456789 --wait --out issued
    Status(TbsStatusArgs),
    /// Tell what is left of the account's money or of its packs.
    ///
    /// Example: certwire tbs balance --format json
    Balance,
    /// List the suspended orders.
    ///
    /// Example: certwire tbs suspended
    Suspended,
    /// Find certificates by name or reference.
    ///
    /// Example: certwire tbs lookup --client-ref invoice-4711
    Lookup(TbsLookupArgs),
    /// Domain control: addresses to choose from, the validation e-mail, its code.
    #[command(subcommand)]
    Dcv(TbsDcvCommand),
    /// List the orders whose status changed in a period, however many there are.
    ///
    /// Example: certwire tbs changes --since 7d
    Changes(PeriodArgs),
    /// List the delegated registration authorities that can be chosen.
    ///
    /// Example: certwire tbs aed
    Aed,
    /// List the certificates that can be renewed.
    ///
    /// Example: certwire tbs renewable
    Renewable,
}

/// Arguments of `tbs order` and `tbs renew`.
#[derive(Debug, Args)]
pub struct TbsOrderArgs {
    /// Files of orders (YAML, JSON or XML-RPC; - is standard input).
    #[arg(value_name = "FILE|-")]
    pub order: Vec<String>,
    /// Flags.
    #[command(flatten)]
    pub flags: TbsOrderFlags,
}

/// Arguments of `tbs reissue`.
#[derive(Debug, Args)]
pub struct TbsReissueArgs {
    /// Files of reissues (YAML, JSON or XML-RPC; - is standard input).
    #[arg(value_name = "FILE|-")]
    pub order: Vec<String>,
    /// TBS's reference of the order whose certificate is reissued.
    #[arg(long, value_name = "REFTBS")]
    pub tbs_ref: Option<String>,
    /// Flags.
    #[command(flatten)]
    pub flags: TbsOrderFlags,
}

/// What orders, renewals and reissues have in common.
#[derive(Debug, Args)]
pub struct TbsOrderFlags {
    /// Your own reference, by which the order is found again.
    #[arg(long, value_name = "TEXT")]
    pub client_ref: Option<String>,
    /// The certificate request, PEM.
    #[arg(long, value_name = "FILE|-")]
    pub csr: Option<PathBuf>,
    /// Consent.
    #[command(flatten)]
    pub consent: ConsentArgs,
    /// Waiting.
    #[command(flatten)]
    pub wait: WaitArgs,
}

/// Arguments of `tbs revoke`.
#[derive(Debug, Args)]
pub struct TbsRevokeArgs {
    /// TBS's reference of the order.
    #[arg(value_name = "REFTBS", required_unless_present_any = ["ca_ref", "serial"])]
    pub order: Option<String>,
    /// The CA's reference instead.
    #[arg(long, value_name = "REFCA", conflicts_with_all = ["order", "serial"])]
    pub ca_ref: Option<String>,
    /// The certificate's serial number instead.
    #[arg(long, value_name = "NUMBER", conflicts_with = "order")]
    pub serial: Option<String>,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Revoke all certificates of the order.
    #[arg(long)]
    pub all: bool,
    /// Consent.
    #[command(flatten)]
    pub consent: ConsentArgs,
}

/// Arguments of `tbs status`.
#[derive(Debug, Args)]
pub struct TbsStatusArgs {
    /// TBS's references of the orders.
    #[arg(value_name = "REFTBS")]
    pub orders: Vec<String>,
    /// An order by the CA's reference.
    #[arg(long, value_name = "REFCA")]
    pub ca_ref: Vec<String>,
    /// An order by your own reference.
    #[arg(long, value_name = "TEXT")]
    pub client_ref: Vec<String>,
    /// An order by its certificate's serial number.
    #[arg(long, value_name = "NUMBER")]
    pub serial: Vec<String>,
    /// Waiting.
    #[command(flatten)]
    pub wait: WaitArgs,
}

/// Arguments of `tbs lookup`.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub struct TbsLookupArgs {
    /// The certificate's common name.
    #[arg(long, value_name = "NAME")]
    pub common_name: Option<String>,
    /// Your own reference.
    #[arg(long, value_name = "TEXT")]
    pub client_ref: Option<String>,
    /// The CA's reference.
    #[arg(long, value_name = "REFCA")]
    pub ca_ref: Option<String>,
    /// The certificate's serial number.
    #[arg(long, value_name = "NUMBER")]
    pub serial: Option<String>,
}

/// Subcommands of `tbs dcv`.
#[derive(Debug, Subcommand)]
pub enum TbsDcvCommand {
    /// List the e-mail addresses that a domain can be validated with.
    ///
    /// Example: certwire tbs dcv addresses www.example.fr
    Addresses {
        /// The domain.
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Send the validation e-mail again, or to another address.
    ///
    /// Example: certwire tbs dcv resend 0123456789 --address admin@example.fr
    Resend {
        /// TBS's reference of the order.
        #[arg(value_name = "REFTBS")]
        order: String,
        /// Only for these domains, comma-separated.
        #[arg(long, value_name = "NAMES")]
        domains: Option<String>,
        /// The address, or another way of validation.
        #[arg(long, value_name = "TEXT")]
        address: Option<String>,
    },
    /// Hand in the code that the validation e-mail brought.
    ///
    /// Example: certwire tbs dcv code REFCA --code-file code.txt
    Code {
        /// The CA's reference of the order.
        #[arg(value_name = "REFCA")]
        order: String,
        /// A file with the code that only its owner can read, or - for standard input.
        #[arg(long, value_name = "FILE|-")]
        code_file: PathBuf,
    },
}
