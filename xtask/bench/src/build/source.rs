//! The schema's structures as anyone would write them for serde: derives, and the wire's names.
//!
//! Where the wire has text and a structure of the same name, serde can have one only: the first is kept.

use std::collections::BTreeSet;

use certwire_emit::names;
use certwire_schema::model::{Element, Enum, Occurs, Protocol, Service, Struct, Table, Type};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

/// The source of a service's crate.
pub(super) struct Source {
    /// Structures and closed lists.
    pub(super) structures: String,
    /// The functions that a user calls, which read and write every message.
    pub(super) functions: String,
}

impl Source {
    pub(super) fn of(service: &Service) -> Self {
        let serde = Serde { service };
        let mut items = quote!(
            use serde::{Deserialize, Serialize};
        );
        for operation in &service.operations {
            let name = names::type_name(&operation.name);
            items.extend(serde.structure(&format!("{name}Request"), &operation.request.body));
            items.extend(serde.structure(&format!("{name}Response"), &operation.response.body));
        }
        for group in &service.groups {
            items.extend(serde.structure(&names::type_name(&group.name), group));
        }
        items.extend(service.enums.iter().map(|list| serde.list(list)));
        items.extend(service.tables.iter().map(|table| serde.table(table)));
        let functions = match service.protocol {
            Protocol::Soap => serde.envelope(),
            Protocol::XmlRpc => serde.calls(),
        };
        Self {
            structures: items.to_string(),
            functions: functions.to_string(),
        }
    }
}

struct Serde<'m> {
    service: &'m Service,
}

impl Serde<'_> {
    /// A struct, then those of its members that have a structure of their own.
    fn structure(&self, name: &str, body: &Struct) -> TokenStream {
        let mut wires = BTreeSet::new();
        let members = body.elements.iter();
        let members: Vec<&Element> = members
            .filter(|member| wires.insert(member.name.as_str()))
            .collect();
        let ident = names::ident(name);
        let fields = members.iter().map(|member| self.field(name, member));
        let inner = members.iter().filter_map(|member| match &member.ty {
            Type::Block(block) => Some(self.structure(&block_name(name, member), block)),
            _ => None,
        });
        quote! {
            #[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize)]
            pub struct #ident {
                #(#fields,)*
            }

            #(#inner)*
        }
    }

    fn field(&self, above: &str, member: &Element) -> TokenStream {
        let (wire, ty) = (&member.name, self.ty(above, member));
        let (attributes, ty) = if member.is_keyed() {
            (
                quote!(flatten),
                quote!(std::collections::BTreeMap<String, #ty>),
            )
        } else if member.key.is_some() {
            (
                quote!(rename = #wire, default),
                quote!(std::collections::BTreeMap<String, #ty>),
            )
        } else {
            match member.occurs {
                Occurs::One => (quote!(rename = #wire), ty),
                Occurs::Opt => (
                    quote!(rename = #wire, default, skip_serializing_if = "Option::is_none"),
                    quote!(Option<#ty>),
                ),
                Occurs::Some | Occurs::Many => (
                    quote!(rename = #wire, default, skip_serializing_if = "Vec::is_empty"),
                    quote!(Vec<#ty>),
                ),
            }
        };
        let wire = wire.trim_matches(['<', '>']);
        let rust = member.rust.as_deref();
        let ident = rust.map_or_else(|| names::field(wire), names::ident);
        quote!(#[serde(#attributes)] pub #ident: #ty)
    }

    fn ty(&self, above: &str, member: &Element) -> TokenStream {
        if member.secret && member.ty.is_scalar() {
            return quote!(String);
        }
        let table = member.codes.as_deref();
        let table = table.and_then(|name| self.service.table(name));
        let name = match (table.and_then(|table| table.rust.clone()), &member.ty) {
            (Some(name), _) => name,
            (None, Type::String | Type::DateTime | Type::Date) => return quote!(String),
            (None, Type::Int) => return quote!(i64),
            (None, Type::Boolean) => return quote!(bool),
            (None, Type::Enum(name)) if self.is_sent_as_number(name) => return quote!(i64),
            (None, Type::Enum(name) | Type::Group(name)) => names::type_name(name),
            (None, Type::Block(_)) => block_name(above, member),
        };
        let ident = names::ident(&name);
        quote!(#ident)
    }

    fn is_sent_as_number(&self, list: &str) -> bool {
        let list = self.service.enumeration(list);
        self.service.protocol == Protocol::XmlRpc && list.is_some_and(|list| list.int)
    }

    fn list(&self, list: &Enum) -> TokenStream {
        let values = list.values.iter().map(|value| {
            let name = value.rust.as_deref().unwrap_or(&value.wire);
            (names::variant(name), value.wire.as_str())
        });
        self.enumeration(&names::type_name(&list.name), values)
    }

    /// A code table, if it is a type.
    fn table(&self, table: &Table) -> TokenStream {
        let mut codes = BTreeSet::new();
        let rows = table
            .codes
            .iter()
            .filter(|row| !row.code.is_empty() && codes.insert(row.code.as_str()));
        let values = rows.map(|row| {
            let is_name = row.code.starts_with(|c: char| c.is_ascii_alphabetic());
            let word = if is_name { &row.code } else { &row.label };
            let name = row.rust.as_deref().unwrap_or(word);
            (names::variant(name), row.code.as_str())
        });
        let name = table.rust.as_deref();
        name.map_or_else(TokenStream::new, |name| self.enumeration(name, values))
    }

    fn enumeration<'v>(
        &self,
        name: &str,
        values: impl Iterator<Item = (Ident, &'v str)>,
    ) -> TokenStream {
        let ident = names::ident(name);
        let (variants, wires): (Vec<Ident>, Vec<&str>) = values.unzip();
        let derive =
            quote!(#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]);
        if self.service.protocol == Protocol::Soap {
            return quote! {
                #derive
                pub enum #ident {
                    #(#[serde(rename = #wires)] #variants,)*
                    #[default]
                    #[serde(other)]
                    Other,
                }
            };
        }
        // serde_xmlrpc reads no enums.
        quote! {
            #derive
            #[serde(from = "String", into = "String")]
            pub enum #ident {
                #(#variants,)*
                #[default]
                Other,
            }

            impl From<String> for #ident {
                fn from(text: String) -> Self {
                    match text.as_str() {
                        #(#wires => Self::#variants,)*
                        _ => Self::Other,
                    }
                }
            }

            impl From<#ident> for String {
                fn from(value: #ident) -> Self {
                    let text = match value {
                        #(#ident::#variants => #wires,)*
                        #ident::Other => "",
                    };
                    text.to_owned()
                }
            }
        }
    }

    /// Envelope and body for quick-xml, with a reader and a writer of all messages.
    fn envelope(&self) -> TokenStream {
        let messages = self.service.operations.iter().flat_map(|operation| {
            let name = names::type_name(&operation.name);
            [
                (
                    operation.name.clone(),
                    format!("{name}Request"),
                    quote!(Call),
                ),
                (
                    format!("{}Response", operation.name),
                    format!("{name}Response"),
                    quote!(Answer),
                ),
            ]
        });
        let messages = messages.map(|(wire, name, around)| {
            let (prefixed, ident) = (format!("ws:{wire}"), names::ident(&name));
            quote! {
                #[serde(rename(deserialize = #wire, serialize = #prefixed))]
                #ident(#around<#ident>)
            }
        });
        quote! {
            #[derive(Debug, Deserialize, Serialize)]
            pub struct Envelope {
                #[serde(rename(deserialize = "Body", serialize = "soapenv:Body"))]
                pub body: Body,
            }

            #[derive(Debug, Deserialize, Serialize)]
            pub struct Body {
                #[serde(rename = "$value")]
                pub message: Message,
            }

            #[derive(Debug, Deserialize, Serialize)]
            pub struct Call<T> {
                #[serde(rename = "Request")]
                pub request: T,
            }

            #[derive(Debug, Deserialize, Serialize)]
            pub struct Answer<T> {
                #[serde(rename = "Response")]
                pub response: T,
            }

            #[derive(Debug, Deserialize, Serialize)]
            pub enum Message {
                #(#messages,)*
            }

            pub fn read(xml: &str) -> Result<Envelope, quick_xml::DeError> {
                quick_xml::de::from_str(xml)
            }

            pub fn write(message: &Envelope) -> Result<String, quick_xml::SeError> {
                quick_xml::se::to_string_with_root("soapenv:Envelope", message)
            }
        }
    }

    /// A writer of all calls and a reader of all responses, as a client has them: `serde_xmlrpc` reads no call into
    /// a struct.
    fn calls(&self) -> TokenStream {
        let operations = || self.service.operations.iter();
        let wires: Vec<&str> = operations()
            .map(|operation| operation.name.as_str())
            .collect();
        let names = || wires.iter().map(|wire| names::type_name(wire));
        let variants: Vec<Ident> = names().map(|name| names::ident(&name)).collect();
        let requests = names().map(|name| format_ident!("{name}Request"));
        let responses = names().map(|name| format_ident!("{name}Response"));
        quote! {
            #[derive(Debug)]
            pub enum Call {
                #(#variants(#requests),)*
            }

            #[derive(Debug)]
            pub enum Answer {
                #(#variants(#responses),)*
            }

            pub fn read(method: &str, xml: &str) -> serde_xmlrpc::Result<Option<Answer>> {
                match method {
                    #(#wires => serde_xmlrpc::response_from_str(xml).map(|it| Some(Answer::#variants(it))),)*
                    _ => Ok(None),
                }
            }

            pub fn write(call: &Call) -> serde_xmlrpc::Result<String> {
                let (name, value) = match call {
                    #(Call::#variants(call) => (#wires, serde_xmlrpc::to_value(call)?),)*
                };
                serde_xmlrpc::request_to_string(name, vec![value])
            }
        }
    }
}

fn block_name(above: &str, member: &Element) -> String {
    format!("{above}{}", names::type_name(&member.name))
}
