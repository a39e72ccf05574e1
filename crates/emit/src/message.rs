//! The `Message` implementation: shape, reader, visitor.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::{
    shape,
    spec::{Card, FieldSpec, StructSpec},
    style::Style,
};

/// `impl Message for …`.
pub fn message_impl(spec: &StructSpec, style: &Style) -> TokenStream {
    let ident = &spec.ident;
    let message = style.wire("walk", "Message");
    let (lifetime, generics) = lifetimes(spec);
    let shape = shape::constant(spec, style);
    let read = read(spec, style, &lifetime);
    let visit = visit(spec, style);
    quote! {
        impl<#lifetime> #message<#lifetime> for #ident #generics {
            #shape
            #read
            #visit
        }
    }
}

/// The lifetime of the message, and the generics of the struct.
pub(crate) fn lifetimes(spec: &StructSpec) -> (TokenStream, TokenStream) {
    match &spec.lifetime {
        Some(lifetime) => (lifetime.clone(), quote!(<#lifetime>)),
        None => (quote!('a), TokenStream::new()),
    }
}

fn read(spec: &StructSpec, style: &Style, lifetime: &TokenStream) -> TokenStream {
    let (walk, members) = (style.wire("walk", "Walk"), style.wire("walk", "Members"));
    let of = style.wire("walk", "Of");
    let calls = spec.fields.iter().enumerate().map(|(index, field)| {
        let (index, method) = (Literal::usize_unsuffixed(index), method(field));
        let (name, ident) = (&field.name, &field.ident);
        quote!(members.#method(walk, #index, #name, &mut self.#ident);)
    });
    quote! {
        fn read<W: #walk<#lifetime>>(&mut self, walk: &mut W) {
            let mut members = #members::of(#of::<Self>::message());
            while members.more(walk) {
                #(#calls)*
            }
        }
    }
}

fn visit(spec: &StructSpec, style: &Style) -> TokenStream {
    let (sink, visit) = (style.wire("sink", "Sink"), style.wire("walk", "Visit"));
    let calls = spec.fields.iter().enumerate().map(|(index, field)| {
        let (index, method) = (Literal::usize_unsuffixed(index), method(field));
        let value = reference(field);
        quote!(visit.#method(#index, #value);)
    });
    quote! {
        fn visit<S: #sink>(&self, visit: &mut #visit<'_, S>) {
            #(#calls)*
        }
    }
}

fn reference(field: &FieldSpec) -> TokenStream {
    let ident = &field.ident;
    match (field.card, field.is_struct()) {
        (Card::Option, false) => quote!(self.#ident.as_ref()),
        (Card::Option, true) => quote!(self.#ident.as_deref()),
        _ => quote!(&self.#ident),
    }
}

fn method(field: &FieldSpec) -> Ident {
    // The field's own span makes a type that does not fit show there.
    Ident::new(field.method(), field.ident.span())
}
