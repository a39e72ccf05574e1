//! How TBS INTERNET's messages are read and written, and what its codes mean.

use certwire_transport::{
    Both, Credentials, Exchange, Head, Reading, Said, Service, Unread, Verdict,
};
use certwire_wire::{
    decoded::{Collect, Decoded, Finding},
    limits::Limits,
    operation::{Operation, Root},
    reference::{self, ErrorClass},
    report::{Place, Report},
    shape::{Field, Shape},
    sink::{At, Progress, Remark, Sink},
    soap::WriteError,
    validate::Context,
    xmlrpc,
};
use tbs_xmlrpc_types::Identification;
use url::Url;

/// The id that a response to an order promises.
const REF_TBS: &str = "refTBS";
const CODE: &str = "codeReponse";

/// TBS INTERNET, as the shared core sees it.
#[derive(Debug, Clone, Copy)]
pub enum Vendor {}

impl Service for Vendor {
    type Client = crate::Client;
    type Hearing = Codes;

    const HEADERS: &'static [(&'static str, &'static str)] =
        &[("content-type", "text/xml;charset=UTF-8")];

    const LOOK_UPS: &'static [(&'static str, &'static str, &'static str)] = &[
        ("refClient", "reference", "refClient"),
        ("refTBS", "statut", "refTBS"),
        ("refCA", "statut", "refCA"),
        ("numSerie", "statut", "nrSerie"),
    ];

    const CHANGES: &'static str = "changementCommandes";

    fn reference() -> &'static reference::Service {
        &tbs_xmlrpc_validators::SERVICE
    }

    fn address(base: &Url, operation: &Operation) -> Url {
        let mut scripts = Self::reference().applications.iter();
        let script = scripts.find(|(name, _)| *name == operation.application);
        let file = script.map_or("", |(_, file)| file);
        let mut url = base.clone();
        url.set_path(&format!("{}/{file}", base.path().trim_end_matches('/')));
        url
    }

    fn validate<'a, T: Root<'a>>(message: &T, context: Context<'_>) -> Report {
        tbs_xmlrpc_validators::validate_message(message, context)
    }

    fn write<'a, T: Root<'a>>(message: &T, buffer: &mut Vec<u8>) -> Result<(), WriteError> {
        xmlrpc::write(message, buffer)
    }

    fn heard(hearing: Codes, operation: &Operation) -> Head {
        hearing.into_head(operation)
    }

    fn read<C: Exchange<Self>>(
        text: &str,
        limits: &Limits,
    ) -> Result<Vec<Reading<C::Response<'static>>>, Unread> {
        let answers = xmlrpc::answers(text, limits, C::OPERATION.response)?;
        let readings = answers.iter().map(|answer| {
            let mut sink = Both(Collect::default(), Codes::default());
            let response = answer.read::<C::Response<'_>, _>(&mut sink);
            let Both(findings, codes) = sink;
            let own = C::own_response(response?);
            let Decoded {
                value,
                mut faults,
                notes,
                ..
            } = findings.join(own);
            let (key, doubtful) = reference(answer.key(), codes.reference.as_deref());
            faults.extend(doubtful);
            let operation = <C as certwire_wire::operation::Call>::OPERATION;
            Ok(Reading {
                key,
                value,
                faults,
                notes,
                head: codes.into_head(operation),
            })
        });
        readings.collect()
    }
}

/// The caller's reference that an answer is meant for, from its name and from what stands in it. Where PHP makes an array
/// of the answers, their names are numbers that tell nothing.
fn reference(name: Option<&str>, inside: Option<&str>) -> (Option<String>, Option<Finding>) {
    match (name, inside) {
        (Some(name), Some(inside)) if name != inside && !is_index(name) => {
            let doubtful = Finding {
                place: Place::default(),
                kind: "reference",
                message: "The answer names two references of the caller's.".to_owned(),
                raw: String::new(),
            };
            (Some(name.to_owned()), Some(doubtful))
        }
        _ => (inside.or(name).map(str::to_owned), None),
    }
}

/// Whether a name is a place in a list.
fn is_index(name: &str) -> bool {
    name.bytes().all(|b| b.is_ascii_digit())
}

/// The credentials of a request.
pub(crate) fn heading(credentials: &Credentials) -> Identification<'static> {
    let mut identification = Identification::default();
    identification.utilisateur = credentials.user().to_owned().into();
    identification.mot_de_passe = credentials.password().clone();
    identification
}

/// Hears the codes of a response, the warnings, and the id beside them.
#[derive(Debug, Default)]
pub struct Codes {
    path: Vec<&'static Field>,
    /// Code and message of the answer, then of each order that it speaks of.
    said: Vec<Said>,
    reference: Option<String>,
    /// What the document prints for a success without a code is there.
    complete: bool,
    /// An entry of a numbered list has another name: it may be the member of another answer.
    misnamed: bool,
    head: Head,
}

impl Codes {
    fn into_head(mut self, operation: &Operation) -> Head {
        let said: Vec<Said> = self
            .said
            .into_iter()
            .filter(|said| !said.code.is_empty())
            .collect();
        if said.is_empty() && self.complete && !self.misnamed {
            self.head.verdict = Verdict::Success;
        }
        for said in said {
            let verdict = verdict(operation, &said.code);
            match verdict {
                Verdict::Success if said.code == "0" => {}
                Verdict::Success => self.head.warnings.push(said),
                _ => self.head.errors.push(said),
            }
            // One order that failed makes the answer a failure.
            let so_far = self.head.verdict;
            if matches!(so_far, Verdict::NoCode | Verdict::Success) {
                self.head.verdict = verdict;
            }
        }
        self.head
    }

    /// What the current place says of a call: the answer itself, or one order in it.
    fn current(&mut self) -> Option<&mut Said> {
        let own = match self.path.as_slice() {
            [] => true,
            [field] => field.keyed,
            _ => false,
        };
        if self.said.is_empty() {
            self.said.push(Said::default());
        }
        own.then(|| self.said.last_mut()).flatten()
    }
}

impl Sink for Codes {
    fn enter(&mut self, field: &'static Field, key: &str, _: At) {
        if self.path.is_empty() && field.keyed {
            self.said.push(Said::default());
            self.misnamed |= field.name == "<n>" && !is_index(key);
        }
        self.path.push(field);
    }

    fn leave(
        &mut self,
        _: Option<&'static Field>,
        shape: &'static Shape,
        progress: Progress,
        _: At,
    ) {
        if self.path.pop().is_some() {
            return;
        }
        let code = shape.fields.iter().position(|field| field.name == CODE);
        let bit = code.map_or(0, |index| 1_u64 << index);
        self.complete = shape.variant(progress.seen).is_some_and(|variant| {
            variant.allowed & bit == 0 && variant.required & !progress.seen == 0
        });
        if shape.field(REF_TBS).is_some() && self.head.ids.is_empty() {
            self.head.lacking.push(REF_TBS);
        }
    }

    fn leaf(&mut self, field: &'static Field, key: &str, text: &str, _: At) {
        let text = text.trim_ascii().to_owned();
        if let [.., parent] = self.path.as_slice()
            && matches!(parent.name, "WARNING" | "erreursDonneesPersonnelles")
        {
            self.head.warnings.push(Said {
                code: key.to_owned(),
                field: None,
                message: text,
            });
            return;
        }
        match field.name {
            CODE => {
                if let Some(said) = self.current() {
                    said.code = text;
                }
            }
            "messageReponse" => {
                if let Some(said) = self.current() {
                    said.message = text;
                }
            }
            "refDemande" if self.path.is_empty() && !text.is_empty() => self.reference = Some(text),
            REF_TBS if self.path.is_empty() && !text.is_empty() => {
                self.head.ids.push((REF_TBS, text));
            }
            _ => {}
        }
    }

    fn remark(&mut self, _: Remark<'_>, _: &str, _: At) {}
}

/// What a code tells. The manual prints some failures without their sign, so a positive code is no success.
fn verdict(operation: &Operation, code: &str) -> Verdict {
    let known = Vendor::reference().error(operation.name, code);
    match known.map(|known| known.class) {
        _ if code == "0" => Verdict::Success,
        Some(ErrorClass::Notice) => Verdict::Success,
        Some(_) => Verdict::Failure,
        None if code.starts_with('-') => Verdict::Failure,
        None => Verdict::Unclear,
    }
}
