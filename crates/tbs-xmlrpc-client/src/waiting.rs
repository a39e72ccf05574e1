//! Waiting for an order.

use certwire_transport::{Accepted, Error, Outcome, Step, Stopped, Wait};
use tbs_xmlrpc_types::{
    StatutDemande, StatutDemandeCertificat, StatutRequest, StatutResponse, TypeDemande,
};

use crate::Client;

type Status = StatutResponse<'static>;

/// Under what name the question is asked: no number, which would come back as an index, and no member of the answer.
const QUESTION: &str = "demande";

/// No order has this TBS reference (section Error Codes).
const NOT_FOUND: &[&str] = &["-202"];

/// Advanced status of a certificate that is valid now.
const VALID: i64 = 1;
/// Advanced statuses after which no certificate comes: cancelled, expired, revoked.
const ENDS: [i64; 3] = [-1, 2, 3];

impl Client {
    /// Asks until the certificate is valid, and gives the status with the certificate.
    ///
    /// # Errors
    ///
    /// When the deadline passes, waiting is called off, or the order comes to another end.
    pub async fn wait_until_issued(&self, ref_tbs: &str, wait: Wait) -> Result<Status, Stopped> {
        self.wait_for_status(ref_tbs, VALID, wait).await
    }

    /// Asks until the order has this advanced status. For the first five minutes it need not be known.
    ///
    /// # Errors
    ///
    /// As [`Client::wait_until_issued`].
    pub async fn wait_for_status(
        &self,
        ref_tbs: &str,
        wanted: i64,
        wait: Wait,
    ) -> Result<Status, Stopped> {
        let request = question(ref_tbs);
        wait.while_not_found(NOT_FOUND)
            .until(|| self.ask(&request), |answer| judge(answer, wanted))
            .await
    }

    async fn ask(&self, request: &StatutRequest<'_>) -> Result<Outcome<Status>, Error> {
        self.core.call::<tbs_xmlrpc_types::Statut>(request).await
    }
}

fn question(ref_tbs: &str) -> StatutRequest<'_> {
    let mut certificate = StatutDemandeCertificat::default();
    certificate.ref_tbs = Some(ref_tbs.into());
    let mut demand = StatutDemande::default();
    demand.certificat = certificate;
    demand.type_demande = Some(TypeDemande::Certificate);
    let mut request = StatutRequest::default();
    request.demande.push(QUESTION, demand);
    request
}

fn judge(answer: Accepted<Status>, wanted: i64) -> Step<Status> {
    let status = &answer.value.statut;
    let state = format!("{} ({})", status.label, status.code);
    match status.code {
        code if code == wanted => Step::Done(answer.value),
        code if ENDS.contains(&code) => Step::Ended(state),
        _ => Step::Pending(state),
    }
}
