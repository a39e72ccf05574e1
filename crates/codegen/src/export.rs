//! The files for other tools, below `schema/generated/`.

use certwire_schema::model::{Protocol, Service};

use crate::{Artefact, Error, Input, json_schema, reference, wsdl, xsd};

/// XSD and WSDL of the SOAP service, JSON Schema of both, as of the edition that the schema describes.
#[expect(clippy::unnecessary_wraps, reason = "the signature of all emitters")]
pub(crate) fn artefacts(input: &Input) -> Result<Vec<Artefact>, Error> {
    let model = input.model.current();
    Ok(model.services.iter().flat_map(with_copies).collect())
}

/// Each file, and its copy for programs: a published crate holds only what lies in its own folder.
fn with_copies(service: &Service) -> Vec<Artefact> {
    let folder = reference::folder(&service.id);
    let mut all = files(service);
    let copies = all.iter().map(|file| {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        Artefact::new(format!("{folder}/{name}"), file.text.as_str())
    });
    all.extend(copies.collect::<Vec<_>>());
    all
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
