//! The struct to its implementations.

use certwire_emit::{
    message,
    spec::{Card, StructSpec},
    style::Style,
};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Fields, FieldsNamed, Result};

use crate::{
    container::{self, Container, Root},
    field::{self, Named},
    meta::Faults,
};

/// Which of the derives.
#[derive(Clone, Copy)]
pub(crate) enum Protocol {
    /// `SoapElement`.
    Soap,
    /// `XmlRpcStruct`.
    XmlRpc,
}

impl Protocol {
    /// Name of the helper attribute.
    pub(crate) fn attribute(self) -> &'static str {
        match self {
            Self::Soap => "soap",
            Self::XmlRpc => "xmlrpc",
        }
    }

    /// Words of the struct's attribute.
    pub(crate) fn container_words(self) -> &'static [&'static str] {
        match self {
            Self::Soap => &[
                "name",
                "section",
                "operation",
                "direction",
                "namespace",
                "crate",
            ],
            Self::XmlRpc => &[
                "name",
                "section",
                "operation",
                "direction",
                "application",
                "crate",
            ],
        }
    }

    /// Words of a member's attribute.
    pub(crate) fn member_words(self) -> &'static [&'static str] {
        // The last one only makes sense in a call with several parameters.
        let [common @ .., _] = &MEMBER_WORDS;
        match self {
            Self::Soap => common,
            Self::XmlRpc => &MEMBER_WORDS,
        }
    }
}

const MEMBER_WORDS: [&str; 18] = [
    "name",
    "alias",
    "min",
    "max",
    "len",
    "values",
    "value",
    "int",
    "some",
    "wrapper",
    "inline",
    "secret",
    "deprecated",
    "section",
    "about",
    "default",
    "table",
    "param",
];

/// The implementations, or the mistakes as compile errors.
pub(crate) fn expand(input: TokenStream, protocol: Protocol) -> TokenStream {
    let expanded = syn::parse2(input).and_then(|input| implementations(&input, protocol));
    expanded.unwrap_or_else(Error::into_compile_error)
}

fn implementations(input: &DeriveInput, protocol: Protocol) -> Result<TokenStream> {
    let mut faults = Faults::default();
    let container = faults.take(container::container(input, protocol));
    let fields = faults.take(members(input).and_then(|members| fields(members, protocol)));
    faults.finish()?;
    let (Some(container), Some(fields)) = (container, fields) else {
        return Ok(TokenStream::new());
    };
    let section = &container.section;
    let fields = fields.into_iter().map(|mut field| {
        if field.section.is_empty() {
            field.section.clone_from(section);
        }
        field
    });
    let spec = StructSpec {
        ident: input.ident.clone(),
        lifetime: container.lifetime.clone(),
        doc: Vec::new(),
        doc_alias: Vec::new(),
        name: container.name.clone(),
        section: container.section.clone(),
        fields: fields.collect(),
        variants: Vec::new(),
    };
    let style = Style::Absolute(container.runtime.clone());
    let message = message::message_impl(&spec, &style);
    let root = container
        .root
        .as_ref()
        .map(|root| root_impl(&spec, &container, root, protocol));
    Ok(quote!(#message #root))
}

fn members(input: &DeriveInput) -> Result<&FieldsNamed> {
    let wrong = |tokens: &dyn quote::ToTokens, what: &str| {
        Err(Error::new_spanned(
            tokens,
            format!("a message is a struct with named members, not {what}"),
        ))
    };
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => Ok(fields),
            Fields::Unnamed(fields) => wrong(fields, "a tuple"),
            Fields::Unit => wrong(&input.ident, "an empty one; give it braces"),
        },
        Data::Enum(data) => wrong(&data.enum_token, "an enum"),
        Data::Union(data) => wrong(&data.union_token, "a union"),
    }
}

fn fields(
    members: &FieldsNamed,
    protocol: Protocol,
) -> Result<Vec<certwire_emit::spec::FieldSpec>> {
    let mut faults = Faults::default();
    let mut fields: Vec<Named> = Vec::new();
    for member in &members.named {
        let Some(field) = faults.take(field::field(member, protocol)) else {
            continue;
        };
        if fields
            .iter()
            .any(|other| other.spec.name == field.spec.name)
        {
            let message = format!(
                "a second member is called `{}` on the wire",
                field.spec.name
            );
            faults.push(Error::new(field.span, message));
        }
        if fields.iter().any(|other| other.spec.card == Card::Map) {
            let message = "a keyed member takes every name, so it stands last";
            faults.push(Error::new(field.span, message));
        }
        fields.push(field);
    }
    if let Some(field) = members.named.iter().nth(64) {
        faults.push(Error::new_spanned(
            &field.ident,
            "a structure has at most 64 members",
        ));
    }
    faults.finish()?;
    Ok(fields.into_iter().map(|field| field.spec).collect())
}

/// `impl Root`. The other direction's members are not known here.
fn root_impl(
    spec: &StructSpec,
    container: &Container,
    root: &Root,
    protocol: Protocol,
) -> TokenStream {
    let wire = &container.runtime;
    let (ident, operation, direction, place) =
        (&spec.ident, &root.operation, &root.direction, &root.place);
    let lifetime = spec.lifetime.clone().unwrap_or_else(|| quote!('a));
    let generics = spec.lifetime.as_ref().map(|lifetime| quote!(<#lifetime>));
    let unborrowed = spec.lifetime.as_ref().map(|_| quote!(<'static>));
    let (namespace, application) = match protocol {
        Protocol::Soap => (place.as_str(), ""),
        Protocol::XmlRpc => ("", place.as_str()),
    };
    let own = quote!(<#ident #unborrowed as #wire::walk::Message<'static>>::SHAPE);
    let (request, response) = if direction == "Request" {
        (own, quote!(&OTHER))
    } else {
        (quote!(&OTHER), own)
    };
    let section = &container.section;
    quote! {
        impl<#lifetime> #wire::operation::Root<#lifetime> for #ident #generics {
            const OPERATION: &'static #wire::operation::Operation = {
                static OTHER: #wire::shape::Shape = #wire::shape::Shape::new("", "", &[]);
                static OPERATION: #wire::operation::Operation = #wire::operation::Operation {
                    service: "",
                    name: #operation,
                    title: #operation,
                    summary: "",
                    section: #section,
                    namespace: #namespace,
                    application: #application,
                    effect: #wire::operation::Effect::Mutation,
                    retry: #wire::operation::Retry::Never,
                    request: #request,
                    response: #response,
                    response_aliases: &[],
                    stream: "",
                    errata: "",
                };
                &OPERATION
            };
            const DIRECTION: #wire::operation::Direction = #wire::operation::Direction::#direction;
        }
    }
}
