//! The files for other tools, below `schema/generated/`.

use certwire_schema::model::{Protocol, Service};

use crate::{Artefact, Error, Input, json_schema, wsdl, xsd};

/// Where the command finds its copies: a published crate holds only what lies in its own folder.
const COMMAND: &str = "crates/certwire/src/generated";

/// XSD and WSDL of the SOAP service, JSON Schema of both, as of the edition that the schema describes.
#[expect(clippy::unnecessary_wraps, reason = "the signature of all emitters")]
pub(crate) fn artefacts(input: &Input) -> Result<Vec<Artefact>, Error> {
    let model = input.model.current();
    let files: Vec<Artefact> = model.services.iter().flat_map(files).collect();
    let copies = files.iter().map(|file| {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        Artefact::new(format!("{COMMAND}/{name}"), file.text.as_str())
    });
    Ok(copies.chain(files.iter().cloned()).collect())
}

fn files(service: &Service) -> Vec<Artefact> {
    let file = |ending: &str, text: String| {
        Artefact::new(format!("schema/generated/{}.{ending}", service.id), text)
    };
    let mut files = vec![file("schema.json", json_schema::emit(service))];
    if service.protocol == Protocol::Soap {
        files.push(file("wsdl", wsdl::emit(service)));
        files.push(file("xsd", xsd::emit(service)));
    }
    files
}

#[cfg(test)]
mod tests;
