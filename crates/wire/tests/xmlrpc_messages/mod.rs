//! Messages written by hand, as the generator writes them, for tests of the XML-RPC reader and writer.

use std::borrow::Cow;

use certwire_wire::{
    operation::{Direction, Effect, Operation, Retry, Root},
    secret::Secret,
    shape::{Enumeration, Field, Kind, Shape},
    sink::Sink,
    value::Map,
    walk::{Members, Message, Visit, Walk},
};

type Text<'a> = Option<Cow<'a, str>>;

const fn text(name: &'static str) -> Field {
    Field::new(name, Kind::Text, "1").opt()
}

const fn group(name: &'static str, shape: &'static Shape) -> Field {
    Field::new(name, Kind::Struct(shape), "1").opt()
}

const fn int(name: &'static str) -> Field {
    Field::new(name, Kind::Int(i64::MIN, i64::MAX), "1").opt()
}

/// Declares a message: its fields and how each is read and visited.
macro_rules! message {
    ($name:ident, $shape:ident, [$($field:expr),* $(,)?], { $($index:literal $member:ident : $type:ty => $how:ident $(($as_ref:ident))?),* $(,)? }) => {
        #[derive(Debug, Default, PartialEq, Eq)]
        pub(crate) struct $name<'a> {
            $(pub(crate) $member: $type,)*
            pub(crate) life: std::marker::PhantomData<&'a ()>,
        }

        pub(crate) static $shape: Shape = Shape::new(stringify!($name), "1", &[$($field),*]);

        impl<'a> Message<'a> for $name<'a> {
            const SHAPE: &'static Shape = &$shape;

            fn read<W: Walk<'a>>(&mut self, walk: &mut W) {
                let mut members = Members::of(&$shape);
                while members.more(walk) {
                    $(members.$how(
                        walk,
                        $index,
                        $shape.fields[$index].name,
                        &mut self.$member,
                    );)*
                }
            }

            fn visit<S: Sink>(&self, visit: &mut Visit<'_, S>) {
                $(message!(@visit visit $how $index self.$member);)*
            }
        }
    };
    (@visit $visit:ident option $index:literal $value:expr) => { $visit.option($index, $value.as_ref()) };
    (@visit $visit:ident group_option $index:literal $value:expr) => { $visit.group_option($index, $value.as_deref()) };
    (@visit $visit:ident $how:ident $index:literal $value:expr) => { $visit.$how($index, &$value) };
}

message!(Identification, IDENTIFICATION, [
    Field::new("utilisateur", Kind::Text, "1"),
    Field::new("motDePasse", Kind::Text, "1").secret(),
], {
    0 user: Cow<'a, str> => value,
    1 password: Secret => value,
});

message!(Produit, PRODUIT, [
    Field::new("code", Kind::Text, "1"),
    text("dureeVie"),
    Field::new("civilite", Kind::Enum(&CIVILITE), "1").opt(),
    Field::new("actif", Kind::Boolean, "1").opt(),
    text("domaine").many(),
], {
    0 code: Cow<'a, str> => value,
    1 lifetime: Text<'a> => option,
    2 title: Text<'a> => option,
    3 active: Option<bool> => option,
    4 domains: Vec<Cow<'a, str>> => list,
});

static CIVILITE: Enumeration = Enumeration {
    name: "Civilite",
    values: &["1", "2"],
    aliases: &[],
    int: true,
};

message!(Demande, DEMANDE, [text("refDemande"), group("produit", &PRODUIT)], {
    0 reference: Text<'a> => option,
    1 product: Option<Box<Produit<'a>>> => group_option,
});

message!(Request, REQUEST, [
    group("identification", &IDENTIFICATION).param(1),
    Field::new("demande", Kind::Struct(&DEMANDE), "1").some().keyed().param(2),
], {
    0 identification: Option<Box<Identification<'a>>> => group_option,
    1 orders: Map<'a, Demande<'a>> => group_map,
});

message!(Commande, COMMANDE, [text("refTBS"), text("status"), group("WARNING", &WARNING)], {
    0 reference: Text<'a> => option,
    1 status: Text<'a> => option,
    2 warning: Option<Box<Warning<'a>>> => group_option,
});

message!(Commandes, COMMANDES, [
    Field::new("<n>", Kind::Struct(&COMMANDE), "1").many().keyed(),
], {
    0 entries: Map<'a, Commande<'a>> => group_map,
});

message!(Warning, WARNING, [text("<code>").many().keyed()], {
    0 entries: Map<'a, Cow<'a, str>> => map,
});

message!(Statut, STATUT, [int("0"), text("1")], {
    0 code: Option<i64> => option,
    1 label: Text<'a> => option,
});

message!(Response, RESPONSE, [
    Field::new("codeReponse", Kind::Text, "1"),
    text("messageReponse"),
    text("refTBS").aliases(&["refTbs"]),
    int("solde"),
    group("solde", &COMMANDES),
    group("commandes", &COMMANDES),
    group("statut", &STATUT),
    group("WARNING", &WARNING),
], {
    0 code: Cow<'a, str> => value,
    1 message: Text<'a> => option,
    2 reference: Text<'a> => option,
    3 balance: Option<i64> => option,
    4 balances: Option<Box<Commandes<'a>>> => group_option,
    5 orders: Option<Box<Commandes<'a>>> => group_option,
    6 status: Option<Box<Statut<'a>>> => group_option,
    7 warning: Option<Box<Warning<'a>>> => group_option,
});

pub(crate) static OPERATION: Operation = Operation {
    service: "tbs",
    name: "achat",
    title: "",
    summary: "",
    section: "1",
    namespace: "",
    application: "operations",
    effect: Effect::Purchase,
    retry: Retry::Never,
    request: &REQUEST,
    response: &RESPONSE,
    response_aliases: &[],
    stream: "commandes/<n>",
    errata: "",
};

impl<'a> Root<'a> for Request<'a> {
    const OPERATION: &'static Operation = &OPERATION;
    const DIRECTION: Direction = Direction::Request;
}

impl<'a> Root<'a> for Response<'a> {
    const OPERATION: &'static Operation = &OPERATION;
    const DIRECTION: Direction = Direction::Response;
}
