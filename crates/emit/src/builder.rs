//! Builders: every member by name, presence checked at the end.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use crate::{
    doc,
    spec::{Card, FieldSpec, StructSpec},
    style::Style,
};

/// `builder()`, for the inherent `impl`.
pub fn constructor(spec: &StructSpec) -> TokenStream {
    let (builder, generics) = (builder_ident(spec), generics(spec));
    quote! {
        /// Builds one member by member.
        pub fn builder() -> #builder #generics {
            #builder::default()
        }
    }
}

/// The builder's type.
pub fn builder(spec: &StructSpec, style: &Style) -> TokenStream {
    let (ident, builder, generics) = (&spec.ident, builder_ident(spec), generics(spec));
    let (runtime, missing) = (
        style.wire("build", "Builder"),
        style.wire("build", "Missing"),
    );
    let summary = doc::attributes(&[format!("Builds [`{ident}`].")]);
    let setters = spec
        .fields
        .iter()
        .enumerate()
        .map(|(index, field)| setter(index, field, style));
    quote! {
        #summary
        #[derive(Debug, Clone, Default)]
        #[must_use]
        pub struct #builder #generics(#runtime<#ident #generics>);

        impl #generics #builder #generics {
            #(#setters)*
            /// The finished structure, or the members that it lacks.
            #[inline]
            pub fn build(self) -> Result<#ident #generics, #missing> {
                self.0.build()
            }
        }
    }
}

fn builder_ident(spec: &StructSpec) -> Ident {
    format_ident!("{}Builder", spec.ident)
}

fn generics(spec: &StructSpec) -> Option<TokenStream> {
    spec.lifetime.as_ref().map(|lifetime| quote!(<#lifetime>))
}

fn setter(index: usize, field: &FieldSpec, style: &Style) -> TokenStream {
    let index = Literal::usize_unsuffixed(index);
    let ident = &field.ident;
    let name = setter_ident(ident);
    let doc = doc::attributes(&[format!("Sets {}.", doc::code(&field.name))]);
    let (ty, value) = argument(field, style);
    quote! {
        #doc
        pub fn #name(mut self, value: #ty) -> Self {
            self.0.set(#index).#ident = #value;
            self
        }
    }
}

/// A member called `build` would hide the method.
fn setter_ident(ident: &Ident) -> Ident {
    if ident == "build" {
        format_ident!("{ident}_")
    } else {
        ident.clone()
    }
}

/// Type of the setter's argument, and the member's value made from it.
fn argument(field: &FieldSpec, style: &Style) -> (TokenStream, TokenStream) {
    let ty = field.holds.ty(style);
    let into = quote!(impl Into<#ty>);
    match (field.card, field.is_struct()) {
        (Card::Value, _) => (into, quote!(value.into())),
        (Card::Option, false) => (into, quote!(Some(value.into()))),
        (Card::Option, true) => (into, quote!(Some(Box::new(value.into())))),
        (Card::List, _) => (
            quote!(impl IntoIterator<Item = #into>),
            quote!(value.into_iter().map(Into::into).collect()),
        ),
        (Card::Map, _) => {
            let cow = style.cow();
            let entry = quote!((impl Into<#cow<'a, str>>, #ty));
            (
                quote!(impl IntoIterator<Item = #entry>),
                quote!(value.into_iter().collect()),
            )
        }
    }
}
