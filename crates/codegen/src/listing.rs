//! Operations whose list can be read one record at a time.

use certwire_emit::spec::{Holds, StructSpec};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::lower::{OperationTypes, Types};

/// `impl Listing`, for an operation that the schema says can stream.
pub(crate) fn listing(types: &Types<'_>, operation: &OperationTypes<'_>) -> TokenStream {
    let Some((record, response)) = record(types, operation) else {
        return TokenStream::new();
    };
    let (ident, record_ident) = (&operation.ident, &record.ident);
    let generics = record.lifetime.as_ref().map(|_| quote!(<'a>));
    let [record, response] = [record, response].map(|spec| spec.lifetime.is_some());
    let [record, response] = [
        own(&quote!(record), record),
        own(&quote!(response), response),
    ];
    quote! {
        impl Listing for #ident {
            type Record<'a> = #record_ident #generics;

            fn own_record(record: Self::Record<'_>) -> Self::Record<'static> {
                #record
            }

            fn own_response(response: Self::Response<'_>) -> Self::Response<'static> {
                #response
            }
        }
    }
}

fn own(value: &TokenStream, borrows: bool) -> TokenStream {
    if borrows {
        quote!(#value.into_owned())
    } else {
        value.clone()
    }
}

/// The structure that one record of the list is, and the response.
fn record<'t>(
    types: &'t Types<'_>,
    operation: &'t OperationTypes<'_>,
) -> Option<(&'t StructSpec, &'t StructSpec)> {
    let path = operation.operation.stream.as_ref()?;
    let response = operation.structs.get(1)?;
    let mut spec = response;
    for name in path.split('/') {
        let mut fields = spec.fields.iter().filter(|field| field.name == name);
        let inner = fields.find_map(|field| match &field.holds {
            Holds::Struct(ident, _) => Some(ident),
            _ => None,
        })?;
        spec = find(types, operation, inner)?;
    }
    Some((spec, response))
}

fn find<'t>(
    types: &'t Types<'_>,
    operation: &'t OperationTypes<'_>,
    ident: &Ident,
) -> Option<&'t StructSpec> {
    operation
        .structs
        .iter()
        .chain(&types.groups)
        .find(|spec| spec.ident == *ident)
}
