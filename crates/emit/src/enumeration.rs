//! Open enums: the listed values, and any other as text.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    doc,
    spec::{EnumSpec, ValueSpec},
    style::Style,
};

/// The enum and its implementations.
pub fn enumeration(spec: &EnumSpec, style: &Style) -> TokenStream {
    let definition = definition(spec);
    let inherent = inherent(spec, style);
    let conversions = conversions(spec);
    let value = value_impl(spec, style);
    quote!(#definition #inherent #conversions #value)
}

fn definition(spec: &EnumSpec) -> TokenStream {
    let ident = &spec.ident;
    let doc = doc::attributes(&spec.doc);
    let variants = spec.values.iter().map(|value| {
        let (doc, ident) = (doc::attributes(&value.doc), &value.ident);
        quote!(#doc #ident)
    });
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum #ident {
            #(#variants,)*
            /// A value that the document does not list.
            Other(String),
        }
    }
}

fn inherent(spec: &EnumSpec, style: &Style) -> TokenStream {
    let ident = &spec.ident;
    let list = spec.list.map(|int| list(spec, int, style));
    let arms = spec.values.iter().map(|value| {
        let (ident, wire) = (&value.ident, &value.wire);
        quote!(Self::#ident => #wire)
    });
    quote! {
        impl #ident {
            #list
            /// As sent.
            pub fn as_str(&self) -> &str {
                match self {
                    #(#arms,)*
                    Self::Other(text) => text,
                }
            }
        }
    }
}

fn list(spec: &EnumSpec, int: bool, style: &Style) -> TokenStream {
    let (name, enumeration) = (&spec.name, style.shape("Enumeration"));
    let wires = spec.values.iter().map(|value| &value.wire);
    let aliases = spec.values.iter().flat_map(|value| &value.aliases);
    quote! {
        /// The listed values.
        pub const ENUMERATION: &'static #enumeration = {
            static ENUMERATION: #enumeration = #enumeration {
                name: #name,
                values: &[#(#wires),*],
                aliases: &[#(#aliases),*],
                int: #int,
            };
            &ENUMERATION
        };
    }
}

fn conversions(spec: &EnumSpec) -> TokenStream {
    let ident = &spec.ident;
    let arms = spec.values.iter().map(parse_arm);
    quote! {
        impl Default for #ident {
            fn default() -> Self {
                Self::Other(String::new())
            }
        }

        impl From<&str> for #ident {
            fn from(text: &str) -> Self {
                match text {
                    #(#arms,)*
                    other => Self::Other(other.to_owned()),
                }
            }
        }

        impl From<String> for #ident {
            fn from(text: String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl fmt::Display for #ident {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    }
}

fn parse_arm(value: &ValueSpec) -> TokenStream {
    let (ident, wire, aliases) = (&value.ident, &value.wire, &value.aliases);
    quote!(#wire #(| #aliases)* => Self::#ident)
}

fn value_impl(spec: &EnumSpec, style: &Style) -> TokenStream {
    let ident = &spec.ident;
    let (value, cow) = (style.wire("value", "Value"), style.cow());
    quote! {
        impl<'a> #value<'a> for #ident {
            const EXPECTED: &'static str = "text";

            fn parse(text: #cow<'a, str>) -> Option<Self> {
                Some(Self::from(text.as_ref()))
            }

            fn text(&self) -> #cow<'_, str> {
                #cow::Borrowed(self.as_str())
            }
        }
    }
}
