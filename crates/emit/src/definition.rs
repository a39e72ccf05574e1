//! The struct itself.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    doc,
    spec::{Card, FieldSpec, StructSpec},
    style::Style,
};

/// `pub struct … { … }`.
pub fn definition(spec: &StructSpec, style: &Style) -> TokenStream {
    let (ident, aliases) = (&spec.ident, &spec.doc_alias);
    let generics = spec.lifetime.as_ref().map(|lifetime| quote!(<#lifetime>));
    let doc = doc::attributes(&spec.doc);
    let fields = spec.fields.iter().map(|field| {
        let (doc, ident, ty) = (
            doc::attributes(&field.doc),
            &field.ident,
            field_type(field, style),
        );
        quote!(#doc pub #ident: #ty)
    });
    quote! {
        #doc
        #(#[doc(alias = #aliases)])*
        #[derive(Debug, Clone, Default, PartialEq)]
        #[non_exhaustive]
        pub struct #ident #generics {
            #(#fields),*
        }
    }
}

fn field_type(field: &FieldSpec, style: &Style) -> TokenStream {
    let ty = field.holds.ty(style);
    match (field.card, field.is_struct()) {
        (Card::Value, _) => ty,
        (Card::Option, false) => quote!(Option<#ty>),
        (Card::Option, true) => quote!(Option<Box<#ty>>),
        (Card::List, _) => quote!(Vec<#ty>),
        (Card::Map, _) => {
            let map = style.wire("value", "Map");
            quote!(#map<'a, #ty>)
        }
    }
}
