//! `into_owned`: the same value without borrowed text.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    spec::{Card, FieldSpec, Holds, StructSpec},
    style::Style,
};

/// The method, for the inherent `impl`; nothing for a struct that borrows nothing.
pub fn into_owned(spec: &StructSpec, style: &Style) -> TokenStream {
    if spec.lifetime.is_none() {
        return TokenStream::new();
    }
    let ident = &spec.ident;
    let fields = spec.fields.iter().map(|field| {
        let (ident, value) = (&field.ident, value(field, style));
        quote!(#ident: #value)
    });
    quote! {
        /// The same without borrowed text.
        #[inline]
        pub fn into_owned(self) -> #ident<'static> {
            #ident {
                #(#fields),*
            }
        }
    }
}

fn value(field: &FieldSpec, style: &Style) -> TokenStream {
    let ident = &field.ident;
    let this = quote!(self.#ident);
    let convert = convert(&field.holds, style);
    match (field.card, convert) {
        (Card::Map, None) => quote!(#this.into_owned(|entry| entry)),
        (Card::Map, Some(convert)) => quote!(#this.into_owned(#convert)),
        (_, None) => this,
        (Card::Value, Some(_)) if matches!(field.holds, Holds::Text) => {
            let cow = style.cow();
            quote!(#cow::Owned(#this.into_owned()))
        }
        (Card::Value, Some(_)) => quote!(#this.into_owned()),
        (Card::Option, Some(_)) if field.is_struct() => {
            quote!(#this.map(|group| Box::new(group.into_owned())))
        }
        (Card::Option, Some(convert)) => quote!(#this.map(#convert)),
        (Card::List, Some(convert)) => quote!(#this.into_iter().map(#convert).collect()),
    }
}

/// The function that makes one value owned, if it borrows.
fn convert(holds: &Holds, style: &Style) -> Option<TokenStream> {
    let of = |ty: TokenStream| Some(quote!(#ty::into_owned));
    match holds {
        Holds::Text => {
            let cow = style.cow();
            Some(quote!(|text| #cow::Owned(text.into_owned())))
        }
        Holds::Timestamp => of(style.wire("timestamp", "Timestamp")),
        Holds::Date => of(style.wire("timestamp", "Date")),
        Holds::Struct(ident, true) => of(quote!(#ident)),
        _ => None,
    }
}
