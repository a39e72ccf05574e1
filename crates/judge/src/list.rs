//! The operations whose responses list something, as types.

use certwire_wire::stream::Listing;
use gs_soap_types::{GetModifiedOrders, GetOrders};
use tbs_xmlrpc_types::{ChangementCommandes, EnSommeil, ListeAed, ListeRenouv};

/// Something to do with such an operation.
pub(crate) trait ListVisitor {
    /// What it gives.
    type Output;

    /// Does it for this operation.
    fn list<L: Listing>(self) -> Self::Output;
}

/// Does something for the operation of this name; none if its response lists nothing.
pub(crate) fn dispatch<V: ListVisitor>(operation: &str, visitor: V) -> Option<V::Output> {
    let output = match operation {
        "GetOrders" => visitor.list::<GetOrders>(),
        "GetModifiedOrders" => visitor.list::<GetModifiedOrders>(),
        "listeRenouv" => visitor.list::<ListeRenouv>(),
        "enSommeil" => visitor.list::<EnSommeil>(),
        "changementCommandes" => visitor.list::<ChangementCommandes>(),
        "listeAed" => visitor.list::<ListeAed>(),
        _ => return None,
    };
    Some(output)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::Service;

    struct Name;

    impl ListVisitor for Name {
        type Output = &'static str;

        fn list<L: Listing>(self) -> &'static str {
            L::OPERATION.name
        }
    }

    #[test]
    fn every_list_of_the_schema_is_here() {
        for service in Service::ALL {
            for operation in service.reference().operations {
                let listed = (!operation.stream.is_empty()).then_some(operation.name);
                assert_eq!(dispatch(operation.name, Name), listed);
            }
        }
    }
}
