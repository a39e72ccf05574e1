//! The `SHAPE` constant of a structure.

use proc_macro2::{Literal, TokenStream};
use quote::{quote, quote_spanned};

use crate::{
    spec::{FieldSpec, Holds, KindSpec, Occurs, StructSpec, VariantSpec},
    style::Style,
};

/// `const SHAPE: &'static Shape = …;`
pub(crate) fn constant(spec: &StructSpec, style: &Style) -> TokenStream {
    let (shape, field) = (style.shape("Shape"), style.shape("Field"));
    let (name, section, count) = (&spec.name, &spec.section, spec.fields.len());
    let fields = spec.fields.iter().map(|field| member(field, style));
    let new = quote!(#shape::new(#name, #section, &FIELDS));
    let (variants, new) = if spec.variants.is_empty() {
        (TokenStream::new(), new)
    } else {
        let variant = style.shape("Variant");
        let count = Literal::usize_unsuffixed(spec.variants.len());
        let variants = spec.variants.iter().map(|spec| self::variant(spec, style));
        let table = quote!(static VARIANTS: [#variant; #count] = [#(#variants),*];);
        (table, quote!(#new.variants(&VARIANTS)))
    };
    let count = Literal::usize_unsuffixed(count);
    quote! {
        const SHAPE: &'static #shape = {
            static FIELDS: [#field; #count] = [#(#fields),*];
            #variants
            static SHAPE: #shape = #new;
            &SHAPE
        };
    }
}

fn variant(spec: &VariantSpec, style: &Style) -> TokenStream {
    let variant = style.shape("Variant");
    let name = &spec.name;
    let [when, required, allowed] = [spec.when, spec.required, spec.allowed].map(bits);
    quote!(#variant { name: #name, when: #when, required: #required, allowed: #allowed })
}

/// A bit set as a grouped hexadecimal literal.
fn bits(bits: u64) -> TokenStream {
    let digits = format!("{bits:x}");
    let mut text = String::from("0x");
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(4) {
            text.push('_');
        }
        text.push(digit);
    }
    text.parse().expect("a hexadecimal literal")
}

fn member(spec: &FieldSpec, style: &Style) -> TokenStream {
    let field = style.shape("Field");
    let kind = kind(spec, style);
    let (name, section) = (&spec.name, &spec.section);
    let properties = properties(spec);
    // The span makes a type that is no message show at the user's field.
    quote_spanned!(spec.ident.span()=> #field::new(#name, #kind, #section) #properties)
}

/// The builder calls of all properties that are not the usual ones.
fn properties(spec: &FieldSpec) -> TokenStream {
    let mut calls = TokenStream::new();
    let mut call = |wanted: bool, tokens: TokenStream| {
        if wanted {
            calls.extend(quote!(.#tokens));
        }
    };
    call(spec.occurs == Occurs::Opt, quote!(opt()));
    call(spec.occurs == Occurs::Some, quote!(some()));
    call(spec.occurs == Occurs::Many, quote!(many()));
    let length = length(spec);
    call(spec.min.is_some() || spec.max.is_some(), length);
    let text = |name: &str, value: &str| {
        let name = proc_macro2::Ident::new(name, proc_macro2::Span::call_site());
        quote!(#name(#value))
    };
    call(!spec.table.is_empty(), text("table", &spec.table));
    let aliases = &spec.aliases;
    call(!aliases.is_empty(), quote!(aliases(&[#(#aliases),*])));
    call(!spec.wrapper.is_empty(), text("wrapper", &spec.wrapper));
    call(spec.inline, quote!(inline()));
    call(spec.tolerates_absence, quote!(tolerates_absence()));
    call(spec.tolerates_length, quote!(tolerates_length()));
    call(spec.keyed(), quote!(keyed()));
    let param = Literal::u8_unsuffixed(spec.param);
    call(spec.param > 0, quote!(param(#param)));
    call(spec.secret, quote!(secret()));
    call(spec.deprecated, quote!(deprecated()));
    call(!spec.about.is_empty(), text("about", &spec.about));
    call(!spec.default.is_empty(), text("default", &spec.default));
    call(!spec.errata.is_empty(), text("errata", &spec.errata));
    let (absent, invalid, length) = (&spec.codes.absent, &spec.codes.invalid, &spec.codes.length);
    let coded = [absent, invalid, length]
        .iter()
        .any(|code| !code.is_empty());
    call(coded, quote!(codes(#absent, #invalid, #length)));
    calls
}

fn length(spec: &FieldSpec) -> TokenStream {
    let min = Literal::u32_unsuffixed(spec.min.unwrap_or(0));
    if let Some(max) = spec.max {
        let max = Literal::u32_unsuffixed(max);
        quote!(len(#min, #max))
    } else {
        quote!(len(#min, u32::MAX))
    }
}

fn kind(spec: &FieldSpec, style: &Style) -> TokenStream {
    let kind = style.shape("Kind");
    match &spec.kind {
        KindSpec::Text => quote!(#kind::Text),
        KindSpec::Int(min, max) => {
            let (min, max) = (bound(*min), bound(*max));
            quote!(#kind::Int(#min, #max))
        }
        KindSpec::Boolean => quote!(#kind::Boolean),
        KindSpec::DateTime => quote!(#kind::DateTime),
        KindSpec::Date => quote!(#kind::Date),
        KindSpec::Enum(ident) => quote!(#kind::Enum(#ident::ENUMERATION)),
        KindSpec::Values(values, int) => {
            let enumeration = style.shape("Enumeration");
            quote!(#kind::Enum(&#enumeration { name: "", values: &[#(#values),*], aliases: &[], int: #int }))
        }
        KindSpec::Struct => {
            let ty = match &spec.holds {
                Holds::Struct(ident, _) => quote!(#ident),
                holds => holds.ty(style),
            };
            let shape = style.shape_of(&ty);
            quote!(#kind::Struct(#shape))
        }
    }
}

/// A bound of a number, its digits in threes.
fn bound(value: i64) -> TokenStream {
    let digits = value.unsigned_abs().to_string();
    let mut text = String::from(if value < 0 { "-" } else { "" });
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('_');
        }
        text.push(digit);
    }
    text.parse().expect("a number")
}
