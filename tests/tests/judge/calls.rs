//! The clients' real way from an answer to an outcome, under a transport that brings what it is given.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use certwire_transport::{
    BoxFuture, Builder, Core, Credentials, Exchange, ExchangeVisitor, Failure, Outcome, Request,
    Response, RetryPolicy, Service, Transport,
};
use certwire_wire::{
    limits::Limits,
    operation::{Call, Root},
    shape::{Field, Shape},
    sink::{At, Discard, Progress, Remark, Sink},
    soap,
    walk::Visit,
    xmlrpc,
};
use tokio::runtime::Runtime;

use crate::mutate::Answer;

/// What a client made of an answer to one demand.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Verdict {
    Accepted(Told),
    Refused,
    Ambiguous(String),
}

/// What an accepted answer tells.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct Told {
    pub(crate) code: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) orders: usize,
}

/// Each of the call's references, if it has any, with its verdict.
pub(crate) type Verdicts = Vec<(Option<String>, Verdict)>;

/// Classifies an answer.
pub(crate) type Classify<'c> = &'c dyn Fn(&Answer) -> Verdicts;

/// What is to be done with an operation once its answers can be classified.
pub(crate) type Job<'j> = &'j mut dyn FnMut(Classify<'_>);

/// Calls an operation with its golden request; `references` are those of its demands.
pub(crate) fn with_operation(operation: &str, request: &str, references: &[&str], job: Job<'_>) {
    let next = Arc::new(Next(Mutex::new(None)));
    let request = demands(request, references);
    let found = if operation.starts_with(|c: char| c.is_ascii_uppercase()) {
        let client = set(gs_soap_client::Client::builder(), &next);
        let client = client.build().expect("a client");
        let visitor = Visitor {
            core: client.core(),
            next,
            request,
            job,
            soap: true,
        };
        gs_soap_client::dispatch(operation, visitor)
    } else {
        let client = set(tbs_xmlrpc_client::Client::builder(), &next);
        let client = client.build().expect("a client");
        let visitor = Visitor {
            core: client.core(),
            next,
            request,
            job,
            soap: false,
        };
        tbs_xmlrpc_client::dispatch(operation, visitor)
    };
    found.expect("an operation");
}

fn set<S: Service>(builder: Builder<S>, next: &Arc<Next>) -> Builder<S> {
    builder
        .url("https://ca.example/")
        .credentials(Credentials::new("user", "a password"))
        .retry(RetryPolicy::NEVER)
        .validate(false)
        .transport(Arc::clone(next))
}

/// Calls an operation that lists, and takes its records while they arrive; does nothing with any other.
pub(crate) fn with_list(operation: &str, request: &str, job: Job<'_>) {
    let next = Arc::new(Next(Mutex::new(None)));
    let limits = Limits::DEFAULT;
    macro_rules! list {
        ($service:ident, $protocol:ident, $method:ident, $request:ty) => {{
            let client = set($service::Client::builder(), &next)
                .build()
                .expect("a client");
            let request: $request =
                $protocol::read(request, &limits, &mut Discard).expect("a request");
            let runtime = runtime();
            job(&|answer: &Answer| {
                *next.0.lock().expect("no panic") = Some(answer.clone());
                let verdict = runtime.block_on(async {
                    let mut list = client.$method(&request).await.expect("sent");
                    let mut telling = Telling::default();
                    while let Some(record) = list.next().await {
                        Visit::root(&record, &mut telling);
                    }
                    verdict(list.finish().await, telling.told.orders)
                });
                client.core().resume();
                vec![(None, verdict)]
            });
        }};
    }
    match operation {
        "GetOrders" => list!(
            gs_soap_client,
            soap,
            get_orders_stream,
            gs_soap_types::GetOrdersRequest<'_>
        ),
        "GetModifiedOrders" => list!(
            gs_soap_client,
            soap,
            get_modified_orders_stream,
            gs_soap_types::GetModifiedOrdersRequest<'_>
        ),
        "enSommeil" => list!(
            tbs_xmlrpc_client,
            xmlrpc,
            en_sommeil_stream,
            tbs_xmlrpc_types::EnSommeilRequest<'_>
        ),
        "changementCommandes" => list!(
            tbs_xmlrpc_client,
            xmlrpc,
            changement_commandes_stream,
            tbs_xmlrpc_types::ChangementCommandesRequest<'_>
        ),
        "listeAed" => list!(
            tbs_xmlrpc_client,
            xmlrpc,
            liste_aed_stream,
            tbs_xmlrpc_types::ListeAedRequest<'_>
        ),
        "listeRenouv" => list!(
            tbs_xmlrpc_client,
            xmlrpc,
            liste_renouv_stream,
            tbs_xmlrpc_types::ListeRenouvRequest<'_>
        ),
        _ => {}
    }
}

fn runtime() -> Runtime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_time().build().expect("a runtime")
}

/// The request with its demand under each of the references.
fn demands(request: &str, references: &[&str]) -> String {
    let (Some(start), Some(end)) = (request.rfind("<param>"), request.rfind("</struct>")) else {
        return request.to_owned();
    };
    let Some(first) = request[start..]
        .find("<member>")
        .filter(|_| !references.is_empty())
    else {
        return request.to_owned();
    };
    let member = &request[start + first..end];
    let name = member.split(['<', '>']).nth(4).expect("a reference");
    let members = references.iter().map(|reference| {
        member.replacen(
            &format!("<name>{name}</name>"),
            &format!("<name>{reference}</name>"),
            1,
        )
    });
    let members: String = members.collect();
    format!("{}{members}{}", &request[..start + first], &request[end..])
}

/// The answer to the next call.
struct Next(Mutex<Option<Answer>>);

impl Transport for Next {
    fn send(&self, _: Request) -> BoxFuture<'_, Result<Response, Failure>> {
        let answer = self.0.lock().expect("no panic").take().expect("an answer");
        let content_type = answer.content_type.map(str::to_owned);
        Box::pin(async move { Ok(Response::whole(answer.status, content_type, answer.body)) })
    }
}

struct Visitor<'v, 'j, S> {
    core: &'v Core<S>,
    next: Arc<Next>,
    request: String,
    job: Job<'j>,
    soap: bool,
}

impl<S: Service> ExchangeVisitor<S> for Visitor<'_, '_, S> {
    type Output = ();

    fn call<C: Exchange<S>>(self) {
        let (core, visitor) = (self.core, self);
        let limits = Limits::DEFAULT;
        let request: C::Request<'_> = if visitor.soap {
            soap::read(&visitor.request, &limits, &mut Discard).expect("a request")
        } else {
            xmlrpc::read(&visitor.request, &limits, &mut Discard).expect("a request")
        };
        let runtime = runtime();
        let fields = <C as Call>::OPERATION.request.fields;
        let several = fields.iter().any(|field| field.keyed);
        (visitor.job)(&|answer: &Answer| {
            *visitor.next.0.lock().expect("no panic") = Some(answer.clone());
            let verdicts = if several {
                let answers = runtime.block_on(core.call_each::<C>(&request));
                let each = answers.expect("sent").into_iter();
                each.map(|(reference, outcome)| (Some(reference), verdict(outcome, 0)))
                    .collect()
            } else {
                let outcome = runtime.block_on(core.call::<C>(&request));
                vec![(None, verdict(outcome.expect("sent"), 0))]
            };
            core.resume();
            verdicts
        });
    }
}

/// What an outcome tells; `taken` orders were told of before.
fn verdict<T: Root<'static>>(outcome: Outcome<T>, taken: usize) -> Verdict {
    match outcome {
        Outcome::Accepted(accepted) => {
            let mut told = Telling::default();
            Visit::root(&accepted.value, &mut told);
            told.told.orders += taken;
            Verdict::Accepted(told.told)
        }
        Outcome::Refused(_) => Verdict::Refused,
        Outcome::Ambiguous(doubt) => Verdict::Ambiguous(format!("{:?}", doubt.trouble.kind)),
    }
}

/// Hears code, id and orders of a value in memory.
#[derive(Debug, Default)]
struct Telling {
    path: Vec<&'static str>,
    told: Told,
}

impl Sink for Telling {
    fn enter(&mut self, field: &'static Field, _: &str, _: At) {
        self.path.push(field.name);
    }

    fn leave(&mut self, _: Option<&'static Field>, _: &'static Shape, _: Progress, _: At) {
        self.path.pop();
    }

    fn leaf(&mut self, field: &'static Field, _: &str, text: &str, _: At) {
        let at = self.path.as_slice();
        match (at, field.name) {
            ([], "OrderID" | "refTBS") => {
                self.told.id = Some(text.to_owned());
                self.told.orders += 1;
            }
            (_, "OrderID" | "refTBS") => self.told.orders += 1,
            (["OrderResponseHeader"], "SuccessCode") | ([], "codeReponse") => {
                self.told.code = Some(text.to_owned());
            }
            // An answer under the CA's reference.
            ([key], "codeReponse") if key.starts_with('<') && self.told.code.is_none() => {
                self.told.code = Some(text.to_owned());
            }
            _ => {}
        }
    }

    fn remark(&mut self, _: Remark<'_>, _: &str, _: At) {}
}

/// How often something happened, by what it was.
pub(crate) type Counts = BTreeMap<String, usize>;
