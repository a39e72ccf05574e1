//! Attributes of the struct.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{DeriveInput, Error, GenericParam, LitStr, Result, Token, punctuated::Punctuated};

use crate::{
    expand::Protocol,
    meta::{self, Faults, Words},
};

/// What the struct says of itself.
#[derive(Default)]
pub(crate) struct Container {
    /// Name of the structure, for messages to people.
    pub(crate) name: String,
    /// Section of the document that describes it.
    pub(crate) section: String,
    /// The runtime.
    pub(crate) runtime: TokenStream,
    /// Its lifetime.
    pub(crate) lifetime: Option<TokenStream>,
    /// The operation whose message it is.
    pub(crate) root: Option<Root>,
}

/// What makes a structure a whole message.
pub(crate) struct Root {
    /// Wire name of the operation.
    pub(crate) operation: LitStr,
    /// `Request` or `Response`.
    pub(crate) direction: Ident,
    /// Namespace (SOAP) or script (XML-RPC).
    pub(crate) place: String,
}

#[derive(Default)]
struct RootWords {
    operation: Option<LitStr>,
    direction: Option<(Ident, Ident)>,
    place: Option<(LitStr, Ident)>,
}

/// Reads the struct's attributes and generics.
pub(crate) fn container(input: &DeriveInput, protocol: Protocol) -> Result<Container> {
    let mut container = Container {
        name: input.ident.to_string(),
        runtime: quote!(::certwire_wire),
        ..Container::default()
    };
    let mut faults = Faults::default();
    container.lifetime = faults.take(lifetime(input)).flatten();
    let mut root = RootWords::default();
    let mut words = Words::new(protocol.container_words());
    let read = faults.take(meta::each(&input.attrs, protocol.attribute(), |meta| {
        let (word, ident) = words.take(meta)?;
        match word.as_str() {
            "name" => container.name = meta::text(meta)?.value(),
            "section" => container.section = meta::text(meta)?.value(),
            "operation" => root.operation = Some(meta::text(meta)?),
            "direction" => root.direction = Some((direction(&meta::text(meta)?)?, ident)),
            "crate" => {
                let text = meta::text(meta)?;
                let wrong = |_| Error::new(text.span(), "this must be the path of a crate");
                let path: syn::Path = text.parse().map_err(wrong)?;
                container.runtime = quote!(#path);
            }
            _ => root.place = Some((meta::text(meta)?, ident)),
        }
        Ok(())
    }));
    if read.is_some() {
        container.root = faults.take(root.finish()).flatten();
    }
    faults.finish()?;
    Ok(container)
}

fn direction(text: &LitStr) -> Result<Ident> {
    match text.value().as_str() {
        "request" => Ok(Ident::new("Request", text.span())),
        "response" => Ok(Ident::new("Response", text.span())),
        _ => Err(Error::new(
            text.span(),
            "this must be \"request\" or \"response\"",
        )),
    }
}

impl RootWords {
    fn finish(self) -> Result<Option<Root>> {
        let lonely =
            |ident: &Ident| Error::new(ident.span(), format!("`{ident}` needs `operation`"));
        match (self.operation, self.direction) {
            (Some(operation), Some((direction, _))) => Ok(Some(Root {
                operation,
                direction,
                place: self.place.map(|(text, _)| text.value()).unwrap_or_default(),
            })),
            (Some(operation), None) => Err(Error::new(
                operation.span(),
                "an operation needs `direction = \"request\"` or `direction = \"response\"`",
            )),
            (None, Some((_, ident))) => Err(lonely(&ident)),
            (None, None) => match self.place {
                Some((_, ident)) => Err(lonely(&ident)),
                None => Ok(None),
            },
        }
    }
}

fn lifetime(input: &DeriveInput) -> Result<Option<TokenStream>> {
    let mut faults = Faults::default();
    let mut lifetime = None;
    let params: &Punctuated<GenericParam, Token![,]> = &input.generics.params;
    for param in params {
        match param {
            GenericParam::Lifetime(param) if lifetime.is_none() => {
                let name = &param.lifetime;
                lifetime = Some(quote!(#name));
            }
            GenericParam::Lifetime(_) => {
                faults.push(Error::new_spanned(
                    param,
                    "a message has one lifetime at most",
                ));
            }
            GenericParam::Type(_) | GenericParam::Const(_) => {
                faults.push(Error::new_spanned(
                    param,
                    "a message takes no parameters but a lifetime",
                ));
            }
        }
    }
    faults.finish()?;
    Ok(lifetime)
}
