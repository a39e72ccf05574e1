//! The client crates: what a call needs to know of its operation, and a method for each, async and blocking.

use std::collections::BTreeMap;

use certwire_emit::{doc, spec::StructSpec};
use certwire_schema::Diagnostics;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::{
    Input,
    artefact::Artefact,
    error::Error,
    lower::{self, OperationTypes, Types, docs},
    render::File,
};

/// Two files for each client crate.
pub(crate) fn artefacts(input: &Input) -> Result<Vec<Artefact>, Error> {
    let mut files = Vec::new();
    for service in &input.model.services {
        let types = lower::service(service)
            .map_err(|faults| Diagnostics::new(faults, input.sources.clone()))?;
        let calls = types.operations.iter().map(|op| exchange(&types, op));
        let methods = types
            .operations
            .iter()
            .flat_map(|op| [method(op, false), list(op)]);
        let dispatch = dispatch(&types);
        let client = quote! {
            #(#calls)*

            #dispatch

            impl Client {
                #(#methods)*
            }
        };
        files.push(file(&types, "calls", client)?);
        let methods = types.operations.iter().map(|op| method(op, true));
        files.push(file(
            &types,
            "blocking",
            quote!(impl Client { #(#methods)* }),
        )?);
    }
    Ok(files)
}

fn file(types: &Types, module: &str, items: TokenStream) -> Result<Artefact, Error> {
    let id = &types.service.id;
    let (package, library) = match id.as_str() {
        "gs" => ("gs-soap-client", "gs_soap_types"),
        _ => ("tbs-xmlrpc-client", "tbs_xmlrpc_types"),
    };
    let client = match module {
        "calls" => "crate",
        _ => "crate::blocking",
    };
    let shared = [
        "Answers",
        "Credentials",
        "Error",
        "Exchange",
        "ExchangeVisitor",
        "ListStream",
        "Outcome",
    ];
    let mut local: BTreeMap<String, String> = shared
        .into_iter()
        .map(|name| (name.to_owned(), "certwire_transport".to_owned()))
        .collect();
    for (name, path) in [
        ("Client", client),
        ("Vendor", "crate::vendor"),
        ("heading", "crate::vendor"),
    ] {
        local.insert(name.to_owned(), path.to_owned());
    }
    for operation in &types.operations {
        let messages = operation.structs.iter().take(2).map(|spec| &spec.ident);
        for ident in messages.chain([&operation.ident]) {
            local.insert(ident.to_string(), library.to_owned());
        }
    }
    let source = format!("schema/{id}/operations");
    let text = File {
        source: &source,
        items,
        local: &local,
    }
    .text()?;
    Ok(Artefact::new(
        format!("crates/{package}/src/generated/{module}.rs"),
        text,
    ))
}

/// How a call puts the credentials into a request, and makes a response its own.
fn exchange(types: &Types, operation: &OperationTypes) -> TokenStream {
    let [request, response, ..] = operation.structs.as_slice() else {
        unreachable!("an operation has a request and a response");
    };
    // The credentials head every request of both services.
    let Some(heading) = request.fields.first().map(|field| &field.ident) else {
        unreachable!("{} requests have members", types.service.id);
    };
    let ident = &operation.ident;
    let own = if response.lifetime.is_some() {
        quote!(response.into_owned())
    } else {
        quote!(response)
    };
    quote! {
        impl Exchange<Vendor> for #ident {
            fn with_credentials<'a>(
                request: &Self::Request<'a>,
                credentials: &Credentials,
            ) -> Self::Request<'a> {
                let mut request = request.clone();
                request.#heading = heading(credentials);
                request
            }

            fn own_response(response: Self::Response<'_>) -> Self::Response<'static> {
                #own
            }
        }
    }
}

/// The way from a name to a call.
fn dispatch(types: &Types) -> TokenStream {
    let idents = types.operations.iter().map(|op| &op.ident);
    let names = types.operations.iter().map(|op| &op.operation.name);
    quote! {
        /// Calls the visitor with the operation of this wire name; `None` when there is none.
        pub fn dispatch<V: ExchangeVisitor<Vendor>>(name: &str, visitor: V) -> Option<V::Output> {
            let output = match name {
                #(#names => visitor.call::<#idents>(),)*
                _ => return None,
            };
            Some(output)
        }
    }
}

fn method(operation: &OperationTypes, blocking: bool) -> TokenStream {
    let [request, response, ..] = operation.structs.as_slice() else {
        unreachable!("an operation has a request and a response");
    };
    let doc = doc::attributes(&docs::operation(operation.operation));
    let wire = &operation.operation.name;
    let name = Ident::new(&operation.module, Span::call_site());
    let mut aliases: Vec<String> = docs::title_alias(operation.operation).into_iter().collect();
    if *wire != operation.module {
        aliases.push(wire.clone());
    }
    let aliases = aliases.iter().map(|alias| quote!(#[doc(alias = #alias)]));
    let ident = &operation.ident;
    let request = with_lifetime(request, &quote!('_));
    let response = with_lifetime(response, &quote!('static));
    let (call, outcome) = if has_demands(operation) {
        (quote!(call_each), quote!(Answers<#response>))
    } else {
        (quote!(call), quote!(Outcome<#response>))
    };
    let header = quote!(fn #name(&self, request: &#request) -> Result<#outcome, Error>);
    let body = if blocking {
        quote!(pub #header { self.run(self.client.#name(request)) })
    } else {
        quote!(pub async #header { self.core.#call::<#ident>(request).await })
    };
    quote! {
        #doc
        #(#aliases)*
        #body
    }
}

/// The method that takes a list while it arrives.
fn list(operation: &OperationTypes) -> TokenStream {
    let (Some(list), Some(request)) = (&operation.operation.stream, operation.structs.first())
    else {
        return TokenStream::new();
    };
    let name = Ident::new(&format!("{}_stream", operation.module), Span::call_site());
    let about = [
        doc::sentence(&operation.operation.summary),
        format!(
            "{} of {}, taken one by one while the list arrives.",
            doc::code(list),
            doc::code(&operation.operation.name)
        ),
    ];
    let doc = doc::attributes(&about);
    let ident = &operation.ident;
    let request = with_lifetime(request, &quote!('_));
    quote! {
        #doc
        pub async fn #name(&self, request: &#request) -> Result<ListStream<Vendor, #ident>, Error> {
            self.core.list::<#ident>(request).await
        }
    }
}

fn with_lifetime(spec: &StructSpec, lifetime: &TokenStream) -> TokenStream {
    let ident = &spec.ident;
    if spec.lifetime.is_some() {
        quote!(#ident<#lifetime>)
    } else {
        quote!(#ident)
    }
}

/// Whether a request holds several demands, each under the caller's reference.
fn has_demands(operation: &OperationTypes) -> bool {
    let members = &operation.operation.request.body.elements;
    members.iter().any(|member| member.key.is_some())
}
