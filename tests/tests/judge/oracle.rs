//! What an answer states, told from the documents' words and without our reader, types or tables.

use crate::dom::{self, Element};

const ENVELOPE: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const GLOBALSIGN: &str = "https://system.globalsign.com/pc/ws/v2/";

/// A success that an answer states, with the id that it gives.
#[derive(Debug, PartialEq)]
pub(crate) struct Stated {
    pub(crate) code: String,
    pub(crate) id: Option<String>,
    /// References of orders in it, at any depth.
    pub(crate) orders: usize,
}

/// The demand that an answer is asked about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Demand<'d> {
    /// Its reference, where the call gives one.
    pub(crate) reference: Option<&'d str>,
    /// The call makes no other.
    pub(crate) alone: bool,
}

/// What the answer to an operation states about a demand; the reason when it states no success.
pub(crate) fn stated(operation: &str, body: &[u8], demand: Demand<'_>) -> Result<Stated, String> {
    let root = dom::parse(body)?;
    if operation.starts_with(|c: char| c.is_ascii_uppercase()) {
        soap(operation, &root)
    } else {
        xml_rpc(operation, &root, demand)
    }
}

fn soap(operation: &str, root: &Element) -> Result<Stated, String> {
    let message = match (root.name.as_str(), root.namespace.as_str()) {
        ("Envelope", ENVELOPE) => {
            let body = root.only(&["Body"])?;
            let known = |child: &Element| matches!(child.name.as_str(), "Header" | "Body");
            if !root.children.iter().all(known) || body.namespace != ENVELOPE {
                return Err("another envelope".to_owned());
            }
            match body.children.as_slice() {
                [only] => only,
                found => return Err(format!("{} elements in the body", found.len())),
            }
        }
        _ => root,
    };
    // The document prints some answers under another name.
    let printed = match operation {
        "OrderOSEV" => "OrderOSResponse",
        "ResendEmail" => "ModifyOrderResponse",
        "GetOrders" | "GetModifiedOrders" => operation,
        _ => "",
    };
    let own = message.name == format!("{operation}Response");
    if !own && message.name != printed || message.namespace != GLOBALSIGN {
        return Err(format!("the answer {}", message.name));
    }
    let response = message.only(&["Response"])?;
    let header = response.only(&["OrderResponseHeader", "QueryResponseHeader"])?;
    let mut codes = header.named(&["SuccessCode"]);
    codes.retain(|code| !code.is_blank());
    let [code] = codes.as_slice() else {
        return Err(format!("{} codes", codes.len()));
    };
    for element in [response, header, code] {
        ours(element)?;
    }
    let code = code.leaf()?;
    let is_number = !code.is_empty() && code.bytes().all(|b| b.is_ascii_digit());
    if !is_number {
        return Err(format!("the code {code}"));
    }
    let promises = !operation.starts_with("Get") && operation != "ResendEmail";
    let mut id = None;
    if promises {
        let ids = ids(response);
        let [only] = ids.as_slice() else {
            return Err(format!("{} ids", ids.len()));
        };
        ours(only)?;
        id = Some(only.leaf()?.to_owned());
    }
    let orders = usize::from(promises) + infos(response);
    Ok(Stated {
        code: code.to_owned(),
        id,
        orders,
    })
}

fn ours(element: &Element) -> Result<(), String> {
    if element.namespace.is_empty() || element.namespace == GLOBALSIGN {
        return Ok(());
    }
    Err(format!("{} of {}", element.name, element.namespace))
}

/// Orders that are told about, at any depth.
fn infos(element: &Element) -> usize {
    let own = element.name == "OrderInfo" && ids(element).len() == 1;
    let inside = element.children.iter().map(infos);
    usize::from(own) + inside.sum::<usize>()
}

/// Order numbers in an element. What is empty counts as absent.
fn ids(element: &Element) -> Vec<&Element> {
    let mut ids = element.named(&["OrderID", "OrderId"]);
    ids.retain(|id| !id.is_blank());
    ids
}

/// A value of XML-RPC.
#[derive(Debug)]
enum Value<'d> {
    Text(&'d str),
    Members(Vec<(String, Value<'d>)>),
    /// None that XML-RPC knows. It spoils an answer only where it stands for something that counts.
    Odd,
}

fn xml_rpc(operation: &str, root: &Element, demand: Demand<'_>) -> Result<Stated, String> {
    if root.name != "methodResponse" {
        return Err(format!("the answer {}", root.name));
    }
    let params = only_child(root, "params")?;
    let value = value(only_child(only_child(params, "param")?, "value")?)?;
    let Value::Members(members) = value else {
        return Err("no struct".to_owned());
    };
    let Some(reference) = demand.reference else {
        return judge(operation, &members);
    };
    if one(&members, "codeReponse")?.is_some() {
        let own = one(&members, "refDemande")?.and_then(Value::text);
        let its = match own.filter(|own| !own.is_empty()) {
            Some(own) => own == reference,
            None => demand.alone,
        };
        if !its {
            return Err("nobody knows for which demand".to_owned());
        }
        return judge(operation, &members);
    }
    let mut answers = Vec::new();
    for (name, value) in &members {
        let Value::Members(inside) = value else {
            return Err("a text among the answers".to_owned());
        };
        if belongs(name, inside, reference)? {
            answers.push(inside);
        }
    }
    let [answer] = answers.as_slice() else {
        return Err(format!("{} answers", answers.len()));
    };
    judge(operation, answer)
}

/// Whether an answer is the one to a reference: by what stands in it, else by its name.
fn belongs(name: &str, inside: &[(String, Value<'_>)], reference: &str) -> Result<bool, String> {
    let index = name.bytes().all(|b| b.is_ascii_digit());
    let own = one(inside, "refDemande")?
        .and_then(Value::text)
        .filter(|own| !own.is_empty());
    match own {
        Some(own) if own != name && !index => Err(format!("{name} and {own}")),
        Some(own) => Ok(own == reference),
        None => Ok(name == reference),
    }
}

fn judge(operation: &str, answer: &[(String, Value<'_>)]) -> Result<Stated, String> {
    let mut codes = Vec::new();
    let keyed = operation == "dcvEmailRenvoyer" && one(answer, "codeReponse")?.is_none();
    if keyed {
        for (_, value) in answer {
            if let Value::Members(inside) = value {
                codes.extend(one(inside, "codeReponse")?.and_then(Value::text));
            }
        }
    } else if let Some(code) = one(answer, "codeReponse")? {
        codes.push(code.text().ok_or("a structure for a code")?);
    }
    let good = |code: &&str| matches!(*code, "0" | "-101" | "-265" | "-509" | "-511");
    if let Some(code) = codes.iter().find(|code| !good(code)) {
        return Err(format!("the code {code}"));
    }
    if codes.is_empty() && !complete(operation, answer)? {
        return Err("no code".to_owned());
    }
    let promises = matches!(operation, "achat" | "renouvellement" | "refabrication");
    let id = one(answer, "refTBS")?
        .and_then(Value::text)
        .filter(|id| !id.is_empty());
    if promises && id.is_none() {
        return Err("no refTBS".to_owned());
    }
    let mut orders = 0;
    for (name, value) in answer {
        orders += value.count(name);
    }
    Ok(Stated {
        code: codes.first().copied().unwrap_or_default().to_owned(),
        id: id.filter(|_| promises).map(str::to_owned),
        orders,
    })
}

/// The successes that are printed without a code.
fn complete(operation: &str, answer: &[(String, Value<'_>)]) -> Result<bool, String> {
    match operation {
        "solde" => Ok(one(answer, "date")?.is_some() && one(answer, "solde")?.is_some()),
        "enSommeil" => Ok(answer.iter().any(|(name, value)| {
            name.bytes().all(|b| b.is_ascii_digit()) && matches!(value, Value::Members(_))
        })),
        _ => Ok(false),
    }
}

fn one<'v, 'd>(
    members: &'v [(String, Value<'d>)],
    name: &str,
) -> Result<Option<&'v Value<'d>>, String> {
    // What is empty counts as absent.
    let mut found = members
        .iter()
        .filter(|(own, value)| own == name && value.text() != Some(""));
    match (found.next(), found.next()) {
        (_, Some(_)) => Err(format!("two of {name}")),
        (first, None) => Ok(first.map(|(_, value)| value)),
    }
}

impl<'d> Value<'d> {
    fn text(&self) -> Option<&'d str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Members(_) | Self::Odd => None,
        }
    }

    fn count(&self, name: &str) -> usize {
        match self {
            Self::Odd => 0,
            Self::Text(_) => usize::from(name == "refTBS"),
            Self::Members(members) => {
                let inside = members.iter().map(|(name, value)| value.count(name));
                inside.sum()
            }
        }
    }
}

fn value(element: &Element) -> Result<Value<'_>, String> {
    let inner = match element.children.as_slice() {
        [] => return Ok(Value::Text(element.leaf()?)),
        [only] if element.leaf().is_err() && element.text.trim().is_empty() => only,
        _ => return Err("a value of several parts".to_owned()),
    };
    if !inner.namespace.is_empty() {
        return Err(format!("{} of {}", inner.name, inner.namespace));
    }
    match inner.name.as_str() {
        "struct" => {
            let members = inner.children.iter().map(|member| {
                let name = only_of(member, "name")?.leaf()?.to_owned();
                // A name alone has an empty value.
                if member.children.len() == 1 {
                    return Ok((name, Value::Text("")));
                }
                let value = value(only_of(member, "value")?);
                Ok((name, value.unwrap_or(Value::Odd)))
            });
            Ok(Value::Members(members.collect::<Result<_, String>>()?))
        }
        "array" => {
            let data = only_child(inner, "data")?;
            let values = data.children.iter().enumerate();
            let values = values.map(|(index, element)| Ok((index.to_string(), value(element)?)));
            Ok(Value::Members(values.collect::<Result<_, String>>()?))
        }
        "nil" => Ok(Value::Text("")),
        _ => Ok(Value::Text(inner.leaf()?)),
    }
}

fn only_of<'d>(element: &'d Element, name: &str) -> Result<&'d Element, String> {
    if element.children.len() > 2 {
        return Err(format!(
            "{} parts of {}",
            element.children.len(),
            element.name
        ));
    }
    let only = element.only(&[name])?;
    if only.namespace.is_empty() {
        Ok(only)
    } else {
        Err(format!("{name} of another namespace"))
    }
}

fn only_child<'d>(element: &'d Element, name: &str) -> Result<&'d Element, String> {
    match element.children.as_slice() {
        [only] if only.name == name && only.namespace.is_empty() => Ok(only),
        found => Err(format!("{} elements instead of {name}", found.len())),
    }
}
