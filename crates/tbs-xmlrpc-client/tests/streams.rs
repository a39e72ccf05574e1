//! Lists taken while they arrive.

#[path = "../../transport/tests/server/mod.rs"]
mod server;

use server::*;
use tbs_xmlrpc_client::{Client, Credentials};
use tbs_xmlrpc_types::{ChangementCommandesRequest, EnSommeilRequest, ListeRenouvRequest};

#[tokio::test]
async fn every_kind_of_list_streams() {
    let server = Server::start([
        xml(payload(
            "tbs/responses/changementCommandes/success.observed.xml",
        )),
        xml(payload("tbs/responses/listeRenouv/success.observed.xml")),
        xml(payload("tbs/responses/enSommeil/results.observed.xml")),
    ])
    .await;
    let client = Client::builder()
        .url(&server.url)
        .credentials(Credentials::new("someone", "password"))
        .build()
        .expect("a client");
    let request = ChangementCommandesRequest::default();
    let mut list = client
        .changement_commandes_stream(&request)
        .await
        .expect("sent");
    assert!(list.next().await.is_some());
    assert_eq!(list.finish().await.as_str(), "accepted");
    let request = ListeRenouvRequest::default();
    let mut list = client.liste_renouv_stream(&request).await.expect("sent");
    assert!(list.next().await.is_some());
    assert_eq!(list.finish().await.as_str(), "accepted");
    let request = EnSommeilRequest::default();
    let mut list = client.en_sommeil_stream(&request).await.expect("sent");
    assert!(list.next().await.is_some());
    let outcome = list.finish().await;
    assert_eq!(outcome.as_str(), "accepted", "{outcome:?}");
}
