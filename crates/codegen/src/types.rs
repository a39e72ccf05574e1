//! The types crates: one file per operation, one for groups, one for enums.

use std::collections::BTreeMap;

use certwire_emit::{
    builder, definition, doc, enumeration, message, owned,
    spec::{EnumSpec, StructSpec},
    style::Style,
};
use certwire_schema::{
    Diagnostics,
    model::{Effect, Operation, Retry},
};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::{
    Input,
    artefact::Artefact,
    error::Error,
    listing::listing,
    lower::{self, OperationTypes, Types, docs},
    render::File,
};

/// Name of the types crate of a service.
pub(crate) fn crate_name(service: &str) -> &'static str {
    match service {
        "gs" => "gs-soap-types",
        _ => "tbs-xmlrpc-types",
    }
}

/// All files of both types crates.
pub(crate) fn artefacts(input: &Input) -> Result<Vec<Artefact>, Error> {
    let mut files = Vec::new();
    for service in &input.model.services {
        let types = lower::service(service)
            .map_err(|faults| Diagnostics::new(faults, input.sources.clone()))?;
        files.extend(Crate::new(input, &types).files()?);
    }
    Ok(files)
}

struct Crate<'c> {
    input: &'c Input,
    types: &'c Types<'c>,
    folder: String,
    /// All type names, as seen from one of the files.
    local: BTreeMap<String, String>,
}

impl<'c> Crate<'c> {
    fn new(input: &'c Input, types: &'c Types<'c>) -> Self {
        let id = &types.service.id;
        let operations = types.operations.iter();
        let structs = operations
            .clone()
            .flat_map(|op| &op.structs)
            .chain(&types.groups);
        let idents = structs.map(|spec| &spec.ident);
        let idents = idents.chain(types.enums.iter().map(|spec| &spec.ident));
        let idents = idents.chain(operations.map(|op| &op.ident));
        Self {
            input,
            types,
            folder: format!("crates/{}/src/generated", crate_name(id)),
            local: idents
                .map(|ident| (ident.to_string(), "super".to_owned()))
                .chain([("serde".to_owned(), "certwire_wire".to_owned())])
                .collect(),
        }
    }

    fn files(&self) -> Result<Vec<Artefact>, Error> {
        let id = &self.types.service.id;
        let mut files = Vec::new();
        for operation in &self.types.operations {
            let source = &self.input.sources.files[operation.operation.span.file].path;
            files.push(self.file(
                &operation.module,
                source,
                operation_items(self.types, operation),
            )?);
        }
        let groups = self.types.groups.iter().map(structure).collect();
        files.push(self.file("groups", &format!("schema/{id}/groups.kdl"), groups)?);
        let enums = self
            .types
            .enums
            .iter()
            .map(|spec| enumeration::enumeration(spec, &Style::Imported));
        files.push(self.file("enums", &format!("schema/{id}"), enums.collect())?);
        let operations = operations(self.types);
        files.push(self.file("operations", &format!("schema/{id}/operations"), operations)?);
        let serde = self.serde();
        files.push(self.file("serde", &format!("schema/{id}"), serde)?);
        Ok(files)
    }

    /// Serde's traits, in a file of their own so that one feature gate covers them.
    fn serde(&self) -> TokenStream {
        let operations = self.types.operations.iter().flat_map(|op| &op.structs);
        let structs = operations.chain(&self.types.groups).map(serde_struct);
        let enums = self.types.enums.iter().map(serde_enum);
        structs.chain(enums).collect()
    }

    fn file(&self, module: &str, source: &str, items: TokenStream) -> Result<Artefact, Error> {
        let file = File {
            source,
            items,
            local: &self.local,
        };
        Ok(Artefact::new(
            format!("{}/{module}.rs", self.folder),
            file.text()?,
        ))
    }
}

/// A struct with everything that belongs to it.
fn structure(spec: &StructSpec) -> TokenStream {
    let style = &Style::Imported;
    let (ident, generics) = (
        &spec.ident,
        spec.lifetime.as_ref().map(|lifetime| quote!(<#lifetime>)),
    );
    let definition = definition::definition(spec, style);
    let message = message::message_impl(spec, style);
    let (constructor, into_owned) = (builder::constructor(spec), owned::into_owned(spec, style));
    let builder = builder::builder(spec, style);
    quote! {
        #definition
        impl #generics #ident #generics {
            #constructor
            #into_owned
        }
        #message
        #builder
    }
}

fn serde_struct(spec: &StructSpec) -> TokenStream {
    let ident = &spec.ident;
    let generics = spec.lifetime.as_ref().map(|_| quote!(<'_>));
    quote! {
        impl serde::Serialize for #ident #generics {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serde::serialize(self, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for #ident #generics {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                serde::deserialize(deserializer)
            }
        }
    }
}

fn serde_enum(spec: &EnumSpec) -> TokenStream {
    let ident = &spec.ident;
    quote! {
        impl serde::Serialize for #ident {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for #ident {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                serde::deserialize_value(deserializer)
            }
        }
    }
}

fn operation_items(types: &Types, operation: &OperationTypes) -> TokenStream {
    let ident = &operation.ident;
    let [request, response, ..] = operation.structs.as_slice() else {
        unreachable!("an operation has a request and a response");
    };
    let call = call(types, operation, request, response);
    let mut items = call;
    items.extend(listing(types, operation));
    for (index, spec) in operation.structs.iter().enumerate() {
        items.extend(structure(spec));
        let direction = match index {
            0 => "Request",
            1 => "Response",
            _ => continue,
        };
        items.extend(root(spec, ident, &format_ident!("{direction}")));
    }
    items
}

fn root(spec: &StructSpec, operation: &Ident, direction: &Ident) -> TokenStream {
    let ident = &spec.ident;
    let header = if let Some(lifetime) = &spec.lifetime {
        quote!(impl<#lifetime> Root<#lifetime> for #ident<#lifetime>)
    } else {
        quote!(impl Root<'_> for #ident)
    };
    quote! {
        #header {
            const OPERATION: &'static Operation = #operation::OPERATION;
            const DIRECTION: Direction = Direction::#direction;
        }
    }
}

fn call(
    types: &Types,
    operation: &OperationTypes,
    request: &StructSpec,
    response: &StructSpec,
) -> TokenStream {
    let ident = &operation.ident;
    let doc = doc::attributes(&docs::operation(operation.operation));
    let alias = docs::title_alias(operation.operation).map(|alias| quote!(#[doc(alias = #alias)]));
    let value = operation_value(types, operation.operation, request, response);
    let generics = |spec: &StructSpec| spec.lifetime.as_ref().map(|_| quote!(<'a>));
    let (request_generics, response_generics) = (generics(request), generics(response));
    let (request, response) = (&request.ident, &response.ident);
    quote! {
        #doc
        #alias
        #[derive(Debug, Clone, Copy)]
        pub struct #ident;

        impl Call for #ident {
            const OPERATION: &'static Operation = {
                static OPERATION: Operation = #value;
                &OPERATION
            };

            type Request<'a> = #request #request_generics;
            type Response<'a> = #response #response_generics;
        }
    }
}

fn operation_value(
    types: &Types,
    operation: &Operation,
    request: &StructSpec,
    response: &StructSpec,
) -> TokenStream {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let (service, namespace) = (&types.service.id, text(&types.service.namespace));
    let (name, title, summary) = (&operation.name, &operation.title, &operation.summary);
    let (section, application) = (&operation.section, text(&operation.application));
    let effect = match operation.effect {
        Effect::Query => quote!(Query),
        Effect::Mutation => quote!(Mutation),
        Effect::Purchase => quote!(Purchase),
    };
    let retry = match operation.retry {
        Retry::Safe => quote!(Safe),
        Retry::Never => quote!(Never),
    };
    let (request, response) = (&request.ident, &response.ident);
    let (aliases, stream) = (&operation.response_aliases, text(&operation.stream));
    let errata = operation.errata.join(" ");
    quote! {
        Operation {
            service: #service,
            name: #name,
            title: #title,
            summary: #summary,
            section: #section,
            namespace: #namespace,
            application: #application,
            effect: Effect::#effect,
            retry: Retry::#retry,
            request: #request::SHAPE,
            response: #response::SHAPE,
            response_aliases: &[#(#aliases),*],
            stream: #stream,
            errata: #errata,
        }
    }
}

/// The list of operations, and the way from a name to a type.
fn operations(types: &Types) -> TokenStream {
    let idents: Vec<&Ident> = types.operations.iter().map(|op| &op.ident).collect();
    let names = types.operations.iter().map(|op| &op.operation.name);
    let count = idents.len();
    let count = proc_macro2::Literal::usize_unsuffixed(count);
    quote! {
        /// All operations, in document order.
        pub static OPERATIONS: [&Operation; #count] = [#(<#idents as Call>::OPERATION),*];

        /// Calls the visitor with the operation of this wire name; `None` when there is none.
        pub fn dispatch<V: CallVisitor>(name: &str, visitor: V) -> Option<V::Output> {
            let output = match name {
                #(#names => visitor.call::<#idents>(),)*
                _ => return None,
            };
            Some(output)
        }
    }
}
