//! Big files and folders of the same messages, below one folder.
//!
//! Beside each SOAP message lies the same without its envelope, which is what the schema describes; it names the schema
//! by its place, for validators that take no other word for it.

use std::{
    fs,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use certwire_wire::operation::Call;
use gs_soap_types::{GetOrders, GetOrdersResponse};
use tbs_xmlrpc_types::ListeRenouvResponse;

use super::AT_ONCE;
use crate::{
    data::{self, Certificates},
    ours::Protocol::{Soap, XmlRpc},
};

/// The schema that peers validate by.
pub(crate) const SCHEMA: &str = "schema/generated/gs.xsd";

/// A message or folder of messages, and the same without envelopes.
pub(super) struct Pair {
    pub(super) whole: PathBuf,
    pub(super) bare: PathBuf,
}

/// Where data are kept; what exists already is used again.
pub(super) struct Files(pub(super) PathBuf);

impl Files {
    /// A `GetOrders` response of about so many MB: the orders of a small one, over and over.
    ///
    /// Who validates by the schema holds all of it, and gets no more than they can hold.
    pub(super) fn orders(&self, certificates: Certificates, megabytes: u64) -> io::Result<Pair> {
        let name = match certificates {
            Certificates::With => "with",
            Certificates::Without => "without",
        };
        let pair = self.pair(&format!("GetOrders-{name}-{megabytes}"), ".xml");
        fs::create_dir_all(&self.0)?;
        let body = Soap.body::<GetOrdersResponse<'_>>(&data::get_orders(certificates));
        let text = String::from_utf8(body).expect("UTF-8");
        let bare = without_envelope(&text, &fs::canonicalize(SCHEMA)?);
        let size = megabytes * 1_000_000;
        multiply(&pair.whole, &text, size)?;
        if megabytes <= AT_ONCE {
            multiply(&pair.bare, &bare, size)?;
        }
        Ok(pair)
    }

    /// A `listeRenouv` response of about so many MB.
    pub(super) fn renewals(&self, megabytes: u64) -> io::Result<PathBuf> {
        let path = self.0.join(format!("listeRenouv-{megabytes}.xml"));
        if !path.exists() {
            let size = usize::try_from(megabytes * 1_000_000).unwrap_or(usize::MAX);
            let message = data::liste_renouv_of(size);
            fs::write(&path, XmlRpc.body::<ListeRenouvResponse<'_>>(&message))?;
        }
        Ok(path)
    }

    /// A folder of so many `OrderOS` requests, and one of the same without envelopes.
    pub(super) fn requests(&self, count: u64) -> io::Result<Pair> {
        let pair = self.pair(&format!("OrderOS-{count}"), "");
        if pair.bare.exists() {
            return Ok(pair);
        }
        let xml = String::from_utf8(Soap.body(&data::order_os())).expect("UTF-8");
        let bare = without_envelope(&xml, &fs::canonicalize(SCHEMA)?);
        for (folder, text) in [(&pair.whole, &xml), (&pair.bare, &bare)] {
            fs::create_dir_all(folder)?;
            for number in 0..count {
                fs::write(request(folder, number), text)?;
            }
        }
        Ok(pair)
    }

    fn pair(&self, name: &str, end: &str) -> Pair {
        Pair {
            whole: self.0.join(format!("{name}{end}")),
            bare: self.0.join(format!("{name}-bare{end}")),
        }
    }
}

/// A file of a folder of requests.
pub(super) fn request(folder: &Path, number: u64) -> PathBuf {
    folder.join(format!("{number:05}.xml"))
}

/// Writes the message with its orders repeated up to this size, unless that is done.
fn multiply(path: &Path, text: &str, size: u64) -> io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    let (first, last) = ("<OrderDetail>", "</OrderDetail>");
    let start = text.find(first).expect("an order");
    let end = text.rfind(last).expect("an order") + last.len();
    let mut file = BufWriter::new(fs::File::create(path)?);
    file.write_all(&text.as_bytes()[..start])?;
    let mut written = 0;
    for order in std::iter::repeat(&text[start..end]).flat_map(|all| all.split_inclusive(last)) {
        if written >= size {
            break;
        }
        file.write_all(order.as_bytes())?;
        written += order.len() as u64;
    }
    file.write_all(&text.as_bytes()[end..])?;
    file.flush()
}

/// The operation element, with the namespaces that it needs by itself.
fn without_envelope(xml: &str, schema: &Path) -> String {
    let (_, rest) = xml.split_once("Body>").expect("a body");
    let (inner, _) = rest.rsplit_once("</").expect("the envelope's end");
    let (inner, _) = inner.rsplit_once("</").expect("the body's end");
    let namespace = GetOrders::OPERATION.namespace;
    let (name, rest) = inner.split_at(inner.find(['>', ' ']).expect("a tag"));
    // A request's envelope declares the namespace of the operation.
    let own = if rest.starts_with(' ') {
        String::new()
    } else {
        format!(" xmlns:ws=\"{namespace}\"")
    };
    format!(
        "{name}{own} xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"{namespace} {}\"{rest}",
        schema.display()
    )
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    #[test]
    fn nothing_is_left_of_the_envelope() {
        let cases = [
            ("<ws:A><B/></ws:A>", "<ws:A xmlns:ws="),
            ("<ws:A xmlns:ws=\"u\"><B/></ws:A>", "<ws:A xmlns:xsi="),
        ];
        for (inner, start) in cases {
            let xml = format!("<s:Envelope><s:Body>{inner}</s:Body></s:Envelope>");
            let bare = super::without_envelope(&xml, Path::new("/gs.xsd"));
            assert!(bare.starts_with(start), "{bare}");
            assert!(bare.ends_with("><B/></ws:A>"), "{bare}");
            assert!(bare.contains(" /gs.xsd\""), "{bare}");
        }
    }
}
