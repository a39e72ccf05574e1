//! PKCS#7 that holds certificates and nothing else.

use der::asn1::{Any, ObjectIdentifier, SetOfVec};
use der::{Decode, Encode, Sequence};

use super::{Error, armour};

pub(super) const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");

/// `ContentInfo`.
#[derive(Sequence)]
pub(super) struct Content {
    pub(super) kind: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub(super) content: Option<Any>,
}

/// `SignedData`.
#[derive(Sequence)]
struct SignedData {
    version: u8,
    digest_algorithms: SetOfVec<Any>,
    content: Content,
    // A set by the standard; as a sequence it keeps the subscriber's certificate first, which is how OpenSSL writes it.
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT")]
    certificates: Vec<Any>,
    signers: SetOfVec<Any>,
}

/// PEM with these certificates, given as DER, in this order.
pub(super) fn certificates(certificates: &[&[u8]]) -> Result<String, Error> {
    let read = |der: &&[u8]| Any::from_der(der);
    let signed = SignedData {
        version: 1,
        digest_algorithms: SetOfVec::new(),
        content: Content {
            kind: DATA,
            content: None,
        },
        certificates: certificates.iter().map(read).collect::<Result<_, _>>()?,
        signers: SetOfVec::new(),
    };
    let content = Content {
        kind: SIGNED_DATA,
        content: Some(Any::encode_from(&signed)?),
    };
    armour("PKCS7", &content.to_der()?)
}
