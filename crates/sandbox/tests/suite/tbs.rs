//! TBS's methods, with our own client over real HTTP.

use std::time::Duration;

use certwire_sandbox::ca::keys::{self, SubscriberKey};
use certwire_wire::xmlrpc::XmlRpcMessage;
use tbs_xmlrpc_types::{AchatRequest, StatutRequest};

use crate::common::{self, Running};

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_issued() {
    let sandbox = Running::start().await;
    let client = sandbox.tbs();
    let xml = common::payload("tbs/requests/achat/standard.minimal.xml");
    let mut order = AchatRequest::from_xml(&xml).expect("a request").value;
    let key = SubscriberKey::generate().expect("a key");
    let csr = keys::csr(&key, &common::subject(), &[]).expect("a CSR");
    let demands = std::mem::take(&mut order.demande);
    let (name, demand) = demands.iter().next().expect("a demand");
    let mut demand = demand.clone();
    demand.requete.as_mut().expect("requete").csr = csr.into();
    order.demande.push(name.to_owned(), demand);
    let placed = client.achat(&order).await.expect("a valid order").only();
    let placed = placed.expect("one answer").accepted().expect("an order");
    let reference = placed.value.ref_tbs.expect("a reference");
    assert_eq!(reference.len(), 10);

    sandbox.advance(Duration::from_hours(2));
    let question = format!(
        "<methodCall><methodName>statut</methodName><params>\
         <param><value><struct></struct></value></param><param><value><struct><member><name>x</name><value><struct><member>\
         <name>certificat</name><value><struct><member><name>refTBS</name><value>{reference}</value></member></struct></value>\
         </member></struct></value></member></struct></value></param></params></methodCall>"
    );
    let question = StatutRequest::from_xml(&question).expect("a request").value;
    let answer = client.statut(&question).await.expect("a call").only();
    let answer = answer.expect("one answer").accepted().expect("an answer");
    let certificate = answer.value.certificat.expect("the certificate").x509;
    assert!(certificate.is_some_and(|pem| pem.starts_with("-----BEGIN CERTIFICATE-----")));
    sandbox.stop().await;
}
