//! How emitted code names the runtime.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// Short names under a `use`, or full paths that need none.
#[derive(Debug, Clone)]
pub enum Style {
    /// `Shape`, `Cow`: the file imports them.
    Imported,
    /// `::certwire_wire::shape::Shape`: the code stands in a user's file.
    Absolute(TokenStream),
}

impl Style {
    /// A type, trait or enum of the runtime.
    pub fn wire(&self, module: &str, name: &str) -> TokenStream {
        let name = Ident::new(name, Span::call_site());
        match self {
            Self::Imported => quote!(#name),
            Self::Absolute(root) => {
                let module = Ident::new(module, Span::call_site());
                quote!(#root::#module::#name)
            }
        }
    }

    /// A name of the `shape` module.
    pub(crate) fn shape(&self, name: &str) -> TokenStream {
        self.wire("shape", name)
    }

    /// `Cow`.
    pub(crate) fn cow(&self) -> TokenStream {
        self.pick(quote!(Cow), quote!(::std::borrow::Cow))
    }

    /// The shape of a structure.
    pub(crate) fn shape_of(&self, ty: &TokenStream) -> TokenStream {
        match self {
            Self::Imported => quote!(#ty::SHAPE),
            Self::Absolute(_) => {
                let message = self.wire("walk", "Message");
                quote!(<#ty as #message<'static>>::SHAPE)
            }
        }
    }

    fn pick(&self, imported: TokenStream, absolute: TokenStream) -> TokenStream {
        match self {
            Self::Imported => imported,
            Self::Absolute(_) => absolute,
        }
    }
}
