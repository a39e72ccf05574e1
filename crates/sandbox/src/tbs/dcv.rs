//! Domain control validation: what is asked for each domain, and how answers show it.

use certwire_preflight::Csr;
use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::Sha256;

use super::{
    Details,
    answer::{Refusal, numbered},
    product::Validation,
};
use crate::{
    desk::Desk,
    model::{Order, text_at},
    random, store,
};

const HTTP: &str = "HTTP_CSR_HASH";
const HTTPS: &str = "HTTPS_CSR_HASH";
const CNAME: &str = "CNAME_CSR_HASH";
/// Who may answer for a domain.
const MAILBOXES: [&str; 5] = [
    "admin",
    "administrator",
    "hostmaster",
    "postmaster",
    "webmaster",
];
/// Second-level labels under which a country registers names.
const REGISTRIES: [&str; 9] = [
    "ac", "asso", "co", "com", "edu", "gouv", "gov", "net", "org",
];
/// Letters and digits of a code that a mail brings.
const CODE: usize = 31;
/// Letters and digits of a value that TBS makes up.
const VALUE: usize = 20;

/// What is asked for one domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// The domain.
    pub domain: String,
    /// As in `adresseDVC`: an e-mail address or the name of a method.
    pub method: String,
    /// The value that goes into the file or the record.
    pub value: String,
    /// MD5 of the request, lower-case hexadecimal digits: the name of the file or the record.
    pub name_hash: String,
    /// SHA-256 of the request, lower-case hexadecimal digits: what stands in it.
    pub content_hash: String,
    /// The code that the mail brought.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Whether control is proved.
    #[serde(default)]
    pub proved: bool,
}

impl Challenge {
    /// The value and the request that it must not be used with again.
    pub(super) fn key(&self) -> String {
        format!("{}/{}", self.value, self.content_hash)
    }

    fn is_mail(&self) -> bool {
        self.method.contains('@')
    }

    fn file(&self) -> Option<String> {
        let scheme = match self.method.as_str() {
            HTTP => "http",
            HTTPS => "https",
            _ => return None,
        };
        Some(format!(
            "{scheme}://{}/.well-known/pki-validation/{}.txt",
            self.domain, self.name_hash
        ))
    }

    fn content(&self) -> Option<String> {
        self.file()?;
        Some(format!(
            "{}\nsandbox.invalid\n{}",
            self.content_hash, self.value
        ))
    }

    fn record(&self) -> Option<String> {
        if self.method != CNAME {
            return None;
        }
        let (one, two) = self.content_hash.split_at(self.content_hash.len() / 2);
        let host = self.domain.trim_start_matches("*.");
        Some(format!(
            "_{}.{host}. CNAME {one}.{two}.{}.sandbox.invalid.",
            self.name_hash, self.value
        ))
    }

    fn state(&self) -> &'static str {
        if self.proved { "ok" } else { "pending" }
    }
}

/// What a demand asks to prove, domain by domain.
pub(super) struct Asked<'a> {
    pub(super) names: &'a [String],
    /// `adresseDVC`, one word for each name; for missing ones the first allowed address is taken.
    pub(super) methods: Vec<&'a str>,
    pub(super) value: Option<&'a str>,
    pub(super) csr: &'a str,
}

/// The challenges of a demand, not kept yet.
pub(super) fn challenges(desk: &Desk<'_>, asked: &Asked<'_>) -> Result<Vec<Challenge>, Refusal> {
    let (name_hash, content_hash) = hashes(asked.csr);
    let value = match asked.value {
        Some(value) => value.to_owned(),
        None => random::letters(VALUE)?,
    };
    let mut challenges = Vec::new();
    for (index, domain) in asked.names.iter().enumerate() {
        let first = || format!("{}@{}", MAILBOXES[0], registered(domain));
        let method = asked.methods.get(index).map(|&method| method.to_owned());
        let method = method.unwrap_or_else(first);
        check(domain, &method)?;
        challenges.push(Challenge {
            domain: domain.clone(),
            method,
            value: value.clone(),
            name_hash: name_hash.clone(),
            content_hash: content_hash.clone(),
            code: None,
            proved: false,
        });
    }
    if let Some(first) = challenges.first() {
        let used = desk
            .tx
            .orders_by_key::<Details>(super::details::key::DCV_VALUE, &first.key())?;
        if !used.is_empty() {
            return Err(Refusal::of("-308"));
        }
    }
    Ok(challenges)
}

/// Whether a method may prove control of a domain.
pub(super) fn check(domain: &str, method: &str) -> Result<(), Refusal> {
    let address = method.to_ascii_lowercase();
    if method.contains('@') {
        let mut allowed = levels(domain)
            .into_iter()
            .flat_map(|level| addresses(&level));
        return if allowed.any(|known| known == address) {
            Ok(())
        } else {
            Err(Refusal::of("-305"))
        };
    }
    // A file stands on one host, and a wildcard is for all of them.
    if domain.starts_with("*.") && method != CNAME {
        return Err(Refusal::of("-307"));
    }
    Ok(())
}

/// A domain and those above it, down to the registered one.
pub(super) fn levels(domain: &str) -> Vec<String> {
    let domain = domain.trim_start_matches("*.").trim_end_matches('.');
    let domain = domain.to_ascii_lowercase();
    let labels: Vec<&str> = domain.split('.').collect();
    let kept = match labels.as_slice() {
        [.., second, top] if top.len() == 2 && REGISTRIES.contains(second) => 3,
        _ => 2,
    };
    let last = labels.len().saturating_sub(kept);
    (0..=last).map(|from| labels[from..].join(".")).collect()
}

/// The domain itself as it was registered.
fn registered(domain: &str) -> String {
    levels(domain).pop().unwrap_or_default()
}

/// The addresses of a domain's own level.
pub(super) fn addresses(level: &str) -> Vec<String> {
    let address = |mailbox| format!("{mailbox}@{level}");
    MAILBOXES.iter().map(address).collect()
}

/// MD5 and SHA-256 of a request's DER, in lower-case hexadecimal digits.
fn hashes(csr: &str) -> (String, String) {
    let der = der::Document::from_pem(csr.trim()).map(|(_, der)| der.as_bytes().to_vec());
    // Without its armour, the key tells requests apart.
    let der = der.or_else(|_| Csr::parse(csr).map(|csr| csr.spki().to_vec()));
    let der = der.unwrap_or_default();
    let hexadecimal = |bytes: &[u8]| crate::ca::hexadecimal(bytes).to_ascii_lowercase();
    (
        hexadecimal(&Md5::digest(&der)),
        hexadecimal(&Sha256::digest(&der)),
    )
}

/// Sends the mails of the challenges that are answered by mail, each with a new code.
pub(super) fn send(desk: &Desk<'_>, order: &mut Order<Details>) -> Result<(), store::Error> {
    let mut challenges = std::mem::take(&mut order.details.dcv);
    for challenge in challenges
        .iter_mut()
        .filter(|challenge| challenge.is_mail())
    {
        if challenge.proved {
            continue;
        }
        let code = random::letters(CODE)?;
        let body = format!(
            "Somebody ordered a certificate for {}.\nTo allow it, hand in this code with dcvCodeValidation:\n\n{code}\n\n\
             Order {}, reference of the certificate authority {}.\n",
            challenge.domain,
            order.id,
            order.details.ca_reference.as_deref().unwrap_or_default(),
        );
        let subject = format!("Domain control validation for {}", challenge.domain);
        desk.mail(order, "dcv", &challenge.method, &subject, body)?;
        challenge.code = Some(code);
    }
    order.details.dcv = challenges;
    Ok(())
}

/// `DCV_Status` in the shape of the product's certificate authority.
pub(super) fn status(challenges: &[Challenge], validation: Validation) -> Value {
    match validation {
        Validation::Sectigo => per_domain(challenges, |challenge| sectigo(challenge, &joined)),
        Validation::Certigna => per_domain(challenges, certigna),
        Validation::DigiCert => digicert(challenges),
    }
}

/// The state of each domain as `dcvEmailRenvoyer` shows it.
pub(super) fn resent(challenges: &[Challenge]) -> Value {
    per_domain(challenges, |challenge| {
        let mut members = sectigo(challenge, &|addresses| {
            numbered(addresses.iter().map(|one| Value::from(one.as_str())))
        });
        if let Some(members) = members.as_object_mut() {
            members.remove("DCV_Checked");
        }
        members
    })
}

fn per_domain(challenges: &[Challenge], state: impl Fn(&Challenge) -> Value) -> Value {
    let states = challenges.iter();
    let states = states.map(|challenge| (challenge.domain.clone(), state(challenge)));
    Value::Object(states.collect())
}

fn joined(addresses: &[String]) -> Value {
    addresses.join("\n").into()
}

fn sectigo(challenge: &Challenge, listed: &dyn Fn(&[String]) -> Value) -> Value {
    let mut members =
        Map::from_iter([("DCV_Selected".to_owned(), challenge.method.clone().into())]);
    if challenge.is_mail() {
        let all = levels(&challenge.domain).into_iter();
        let all: Vec<_> = all.flat_map(|level| addresses(&level)).collect();
        members.insert("DCV_ValidEmails".to_owned(), listed(&all));
    } else {
        members.insert("DCV_Check".to_owned(), challenge.state().into());
    }
    members.insert("DCV_Checked".to_owned(), challenge.state().into());
    let texts = [
        ("DCV_Url", challenge.file()),
        ("DCV_CNAME_Record", challenge.record()),
    ];
    for (name, text) in texts {
        if let Some(text) = text {
            members.insert(name.to_owned(), text.into());
        }
    }
    Value::Object(members)
}

fn certigna(challenge: &Challenge) -> Value {
    let email = challenge.is_mail().then_some(&challenge.method);
    answer_members(json!({
        "fqdn": challenge.domain,
        "methode": method(challenge),
        "contenu": challenge.content(),
        "url": challenge.file(),
        "enregistrement": challenge.record(),
        "email": email,
    }))
}

fn digicert(challenges: &[Challenge]) -> Value {
    let emails = challenges.iter().filter(|challenge| challenge.is_mail());
    let emails: Map<_, _> = emails
        .map(|challenge| (challenge.domain.clone(), challenge.method.clone().into()))
        .collect();
    let texts = |text: fn(&Challenge) -> Option<String>| {
        let texts: Vec<_> = challenges.iter().filter_map(text).collect();
        (!texts.is_empty()).then(|| numbered(texts.into_iter().map(Value::from)))
    };
    answer_members(json!({
        "methode": challenges.first().map_or("EMAIL", method),
        "contenu": challenges.iter().find_map(Challenge::content),
        "url": texts(Challenge::file),
        "enregistrements": texts(|challenge| Some(format!("{} TXT {}", challenge.record().map(|_| &challenge.domain)?, challenge.value))),
        "emails": (!emails.is_empty()).then_some(emails),
    }))
}

/// The method as `DigiCert` and Certigna name it.
fn method(challenge: &Challenge) -> &'static str {
    match challenge.method.as_str() {
        HTTP | HTTPS => "FILE",
        CNAME => "DNS",
        _ => "EMAIL",
    }
}

/// Without members that there are not.
pub(super) fn answer_members(mut value: Value) -> Value {
    if let Some(members) = value.as_object_mut() {
        members.retain(|_, member| !member.is_null());
    }
    value
}

/// The host names of a demand: the main domain, its list, the CN; every name once, in order.
pub(super) fn names(demand: &Value, common_name: &str, cloned: &[String]) -> Vec<String> {
    let list = text_at(demand, "requete/domaines").unwrap_or_default();
    // The list is ignored where orders are cloned.
    let list = if cloned.is_empty() { list } else { "" };
    let all = list
        .split_whitespace()
        .chain(cloned.iter().map(String::as_str));
    let mut names: Vec<String> = Vec::new();
    for name in all {
        if !names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            names.push(name.to_owned());
        }
    }
    if names.is_empty() && !common_name.is_empty() {
        names.push(common_name.to_owned());
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_end_at_the_registered_domain() {
        assert_eq!(
            levels("*.a.b.example.com"),
            ["a.b.example.com", "b.example.com", "example.com"]
        );
        assert_eq!(
            levels("www.example.co.uk"),
            ["www.example.co.uk", "example.co.uk"]
        );
        assert_eq!(levels("intranet"), ["intranet"]);
        assert_eq!(levels("example.fr"), ["example.fr"]);
    }

    #[test]
    fn files_and_addresses_prove_only_what_they_can() {
        assert!(check("www.example.com", "Admin@example.com").is_ok());
        assert!(check("www.example.com", "zoe@example.com").is_err());
        assert!(check("*.example.com", HTTP).is_err());
        assert!(check("*.example.com", CNAME).is_ok());
    }
}
