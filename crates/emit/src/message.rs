//! The `Message` implementation: shape, decoder, visitor.

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
    let decode = decode(spec, style, &lifetime);
    let visit = visit(spec, style);
    quote! {
        impl<#lifetime> #message<#lifetime> for #ident #generics {
            #shape
            #decode
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

fn decode(spec: &StructSpec, style: &Style, lifetime: &TokenStream) -> TokenStream {
    let walk = style.wire("walk", "Walk");
    let progress = style.wire("sink", "Progress");
    let default = style.default();
    let members = members(spec, style);
    let mutable = (!spec.fields.is_empty()).then(|| quote!(mut));
    quote! {
        fn decode<W: #walk<#lifetime>>(walk: &mut W) -> Self {
            let #mutable message = #default;
            let mut progress = #progress::default();
            #members
            message
        }
    }
}

/// The loop over what stands in the structure.
fn members(spec: &StructSpec, style: &Style) -> TokenStream {
    let some = style.some();
    let dispatch = match spec.fields.as_slice() {
        [] => return quote!(while walk.next(Self::SHAPE, &mut progress).is_some() {}),
        [only] => {
            let call = call(only);
            quote!(if index == 0 { #call; })
        }
        several => {
            let arms = several.iter().enumerate().map(arm);
            quote!(match index { #(#arms)* _ => {} })
        }
    };
    quote! {
        while let #some(index) = walk.next(Self::SHAPE, &mut progress) {
            let field = &Self::SHAPE.fields[index];
            #dispatch
        }
    }
}

fn arm((index, field): (usize, &FieldSpec)) -> TokenStream {
    let call = call(field);
    let length = field.method().len() + field.ident.to_string().len();
    let index = Literal::usize_unsuffixed(index);
    // The printer breaks a long arm into a block, which then wants its semicolon.
    if length > 36 {
        quote!(#index => { #call; })
    } else {
        quote!(#index => #call,)
    }
}

fn call(field: &FieldSpec) -> TokenStream {
    let (ident, method) = (&field.ident, method(field));
    quote!(walk.#method(field, &mut message.#ident))
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
