//! Arguments of `certwire gs`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::call::{CallArgs, ConsentArgs, PeriodArgs, WaitArgs};

/// Call `GlobalSign`.
#[derive(Debug, Args)]
pub struct GsArgs {
    /// How the call is made.
    #[command(flatten)]
    pub call: CallArgs,
    /// What to do.
    #[command(subcommand)]
    pub command: GsCommand,
}

/// Subcommands of `gs`.
#[derive(Debug, Subcommand)]
pub enum GsCommand {
    /// Order certificates. Costs money.
    ///
    /// Each file is one order. All are checked before the first is sent; if one breaks a rule, none is sent. The rest is
    /// left when the CA refuses the credentials.
    ///
    /// Example: certwire gs order order.yaml --sub-id invoice-4711 --wait --out issued
    Order(GsOrderArgs),
    /// Tell how orders stand, and fetch their certificates.
    ///
    /// Example: certwire gs status PC000012345 --wait --out issued
    Status {
        /// The orders.
        #[arg(required = true, value_name = "ORDERID")]
        orders: Vec<String>,
        /// Waiting.
        #[command(flatten)]
        wait: WaitArgs,
    },
    /// List orders.
    ///
    /// Example: certwire gs list --sub-id invoice-4711
    List(Box<GsListArgs>),
    /// List the orders that changed in a period, however many there are.
    ///
    /// Example: certwire gs modified --since 7d --format json
    Modified(PeriodArgs),
    /// Reissue the certificate of an order. May cost money.
    ///
    /// Example: certwire gs reissue PC000012345 --issue-type 1 --csr new.csr
    Reissue(GsReissueArgs),
    /// Cancel an order whose certificate is not issued yet.
    ///
    /// Example: certwire gs cancel PC000012345
    Cancel(GsModifyArgs),
    /// Revoke the certificate of an order. Cannot be undone.
    ///
    /// Example: certwire gs revoke PC000012345
    Revoke(GsModifyArgs),
    /// Send the enrolment e-mail again.
    ///
    /// Example: certwire gs resend PC000012345
    Resend {
        /// The order.
        #[arg(value_name = "ORDERID")]
        order: String,
    },
}

/// Arguments of `gs order`.
#[derive(Debug, Args)]
pub struct GsOrderArgs {
    /// Files of orders (YAML, JSON or SOAP; - is standard input), after the operation where they do not name it.
    #[arg(value_name = "[OPERATION] FILE|-")]
    pub order: Vec<String>,
    /// Your own reference, by which the order is found again.
    #[arg(long, value_name = "TEXT")]
    pub sub_id: Option<String>,
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

/// Arguments of `gs list`. Dates are days, such as 2026-01-31.
#[derive(Debug, Args)]
pub struct GsListArgs {
    /// Only this product, such as `PS2Pro`.
    #[arg(long, value_name = "CODE")]
    pub product: Option<String>,
    /// Only orders of this status: `certwire explain gs order_status`.
    #[arg(long, value_name = "CODE")]
    pub status: Option<String>,
    /// Only certificates of this status: `certwire explain gs certificate_status`.
    #[arg(long, value_name = "CODE")]
    pub certificate_status: Option<String>,
    /// Only orders with this common name.
    #[arg(long, value_name = "NAME")]
    pub common_name: Option<String>,
    /// Only this order.
    #[arg(long, value_name = "ORDERID")]
    pub order_id: Option<String>,
    /// Only orders with this reference of yours.
    #[arg(long, value_name = "TEXT")]
    pub sub_id: Option<String>,
    /// Requested on this day or later.
    #[arg(long, value_name = "DATE")]
    pub requested_from: Option<String>,
    /// Requested on this day or earlier.
    #[arg(long, value_name = "DATE")]
    pub requested_to: Option<String>,
    /// Issued on this day or later.
    #[arg(long, value_name = "DATE")]
    pub issued_from: Option<String>,
    /// Issued on this day or earlier.
    #[arg(long, value_name = "DATE")]
    pub issued_to: Option<String>,
    /// Expires on this day or later.
    #[arg(long, value_name = "DATE")]
    pub expires_from: Option<String>,
    /// Expires on this day or earlier.
    #[arg(long, value_name = "DATE")]
    pub expires_to: Option<String>,
}

/// Arguments of `gs reissue`.
#[derive(Debug, Args)]
pub struct GsReissueArgs {
    /// The order whose certificate is reissued.
    #[arg(value_name = "ORDERID")]
    pub target: String,
    /// The rest of the request (YAML, JSON or SOAP; - is standard input).
    #[arg(value_name = "FILE|-")]
    pub file: Option<String>,
    /// 0, 1 or 2: `certwire explain gs IssueType`.
    #[arg(long, value_name = "CODE")]
    pub issue_type: Option<String>,
    /// The new certificate request, PEM.
    #[arg(long, value_name = "FILE|-")]
    pub csr: Option<PathBuf>,
    /// Consent.
    #[command(flatten)]
    pub consent: ConsentArgs,
    /// Waiting.
    #[command(flatten)]
    pub wait: WaitArgs,
}

/// Arguments of `gs cancel` and `gs revoke`.
#[derive(Debug, Args)]
pub struct GsModifyArgs {
    /// The order.
    #[arg(value_name = "ORDERID")]
    pub order: String,
    /// Consent.
    #[command(flatten)]
    pub consent: ConsentArgs,
}
