use std::{borrow::Cow, fmt};

use certwire_wire::{
    build::{Builder, Missing},
    secret::Secret,
    shape::{Enumeration, Field, Kind, Shape, Variant},
    sink::Sink,
    timestamp::{Date, Timestamp},
    value::{Map, Value},
    walk::{Members, Message, Of, Visit, Walk},
};

/// Golden Order.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Order<'a> {
    /// `Password`.
    pub password: Secret,
    /// `ProductCode`.
    pub product_code: Option<Cow<'a, str>>,
    /// `OrderKind`.
    pub order_kind: OrderKind,
    /// `Year`.
    pub year: i64,
    /// `HasCSR`.
    pub has_csr: Option<bool>,
    /// `From`.
    pub from: Option<Timestamp<'a>>,
    /// `To`.
    pub to: Date<'a>,
    /// `SANEntry`.
    pub san_entry: Vec<Cow<'a, str>>,
    /// `Contact`.
    pub contact: Vec<Contact<'a>>,
    /// `Flags`.
    pub flags: Option<Box<Flags>>,
    /// `Main`.
    pub main: Contact<'a>,
    /// `byCode`.
    pub by_code: Map<'a, Cow<'a, str>>,
    /// `<domain>`.
    pub domain: Map<'a, Flags>,
}
impl<'a> Order<'a> {
    /// Builds one member by member.
    pub fn builder() -> OrderBuilder<'a> {
        OrderBuilder::default()
    }
    /// The same without borrowed text.
    #[inline]
    pub fn into_owned(self) -> Order<'static> {
        Order {
            password: self.password,
            product_code: self.product_code.map(|text| Cow::Owned(text.into_owned())),
            order_kind: self.order_kind,
            year: self.year,
            has_csr: self.has_csr,
            from: self.from.map(Timestamp::into_owned),
            to: self.to.into_owned(),
            san_entry: self
                .san_entry
                .into_iter()
                .map(|text| Cow::Owned(text.into_owned()))
                .collect(),
            contact: self.contact.into_iter().map(Contact::into_owned).collect(),
            flags: self.flags,
            main: self.main.into_owned(),
            by_code: self.by_code.into_owned(|text| Cow::Owned(text.into_owned())),
            domain: self.domain.into_owned(|entry| entry),
        }
    }
}
impl<'a> Message<'a> for Order<'a> {
    const SHAPE: &'static Shape = {
        static FIELDS: [Field; 13] = [
            Field::new("Password", Kind::Text, "4.1").len(8, u32::MAX).secret(),
            Field::new("ProductCode", Kind::Text, "4.1")
                .opt()
                .len(0, 64)
                .table("product")
                .aliases(&["Code"])
                .param(2)
                .deprecated()
                .about("What is ordered.")
                .default("DV")
                .errata("GS-E001")
                .codes("", "-9901", ""),
            Field::new("OrderKind", Kind::Enum(OrderKind::ENUMERATION), "4.1"),
            Field::new("Year", Kind::Int(1, 2_147_483_647), "4.1"),
            Field::new("HasCSR", Kind::Boolean, "4.1").opt(),
            Field::new("From", Kind::DateTime, "4.1").opt(),
            Field::new("To", Kind::Date, "4.1"),
            Field::new(
                    "SANEntry",
                    Kind::Enum(
                        &Enumeration {
                            name: "",
                            values: &["a", "b"],
                            aliases: &[],
                            int: false,
                        },
                    ),
                    "4.1",
                )
                .some(),
            Field::new("Contact", Kind::Struct(Contact::SHAPE), "4.1")
                .some()
                .wrapper("Contacts"),
            Field::new("Flags", Kind::Struct(Flags::SHAPE), "4.1").opt(),
            Field::new("Main", Kind::Struct(Contact::SHAPE), "4.1"),
            Field::new("byCode", Kind::Text, "4.1").many().keyed(),
            Field::new("<domain>", Kind::Struct(Flags::SHAPE), "4.1").many().keyed(),
        ];
        static SHAPE: Shape = Shape::new("Order", "4.1", &FIELDS);
        &SHAPE
    };
    fn read<W: Walk<'a>>(&mut self, walk: &mut W) {
        let mut members = Members::of(Of::<Self>::message());
        while members.more(walk) {
            members.value(walk, 0, "Password", &mut self.password);
            members.option(walk, 1, "ProductCode", &mut self.product_code);
            members.value(walk, 2, "OrderKind", &mut self.order_kind);
            members.value(walk, 3, "Year", &mut self.year);
            members.option(walk, 4, "HasCSR", &mut self.has_csr);
            members.option(walk, 5, "From", &mut self.from);
            members.value(walk, 6, "To", &mut self.to);
            members.list(walk, 7, "SANEntry", &mut self.san_entry);
            members.group_list(walk, 8, "Contact", &mut self.contact);
            members.group_option(walk, 9, "Flags", &mut self.flags);
            members.group(walk, 10, "Main", &mut self.main);
            members.map(walk, 11, "byCode", &mut self.by_code);
            members.group_map(walk, 12, "<domain>", &mut self.domain);
        }
    }
    fn visit<S: Sink>(&self, visit: &mut Visit<'_, S>) {
        visit.value(0, &self.password);
        visit.option(1, self.product_code.as_ref());
        visit.value(2, &self.order_kind);
        visit.value(3, &self.year);
        visit.option(4, self.has_csr.as_ref());
        visit.option(5, self.from.as_ref());
        visit.value(6, &self.to);
        visit.list(7, &self.san_entry);
        visit.group_list(8, &self.contact);
        visit.group_option(9, self.flags.as_deref());
        visit.group(10, &self.main);
        visit.map(11, &self.by_code);
        visit.group_map(12, &self.domain);
    }
}
/// Builds [`Order`].
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct OrderBuilder<'a>(Builder<Order<'a>>);
impl<'a> OrderBuilder<'a> {
    /// Sets `Password`.
    pub fn password(mut self, value: impl Into<Secret>) -> Self {
        self.0.set(0).password = value.into();
        self
    }
    /// Sets `ProductCode`.
    pub fn product_code(mut self, value: impl Into<Cow<'a, str>>) -> Self {
        self.0.set(1).product_code = Some(value.into());
        self
    }
    /// Sets `OrderKind`.
    pub fn order_kind(mut self, value: impl Into<OrderKind>) -> Self {
        self.0.set(2).order_kind = value.into();
        self
    }
    /// Sets `Year`.
    pub fn year(mut self, value: impl Into<i64>) -> Self {
        self.0.set(3).year = value.into();
        self
    }
    /// Sets `HasCSR`.
    pub fn has_csr(mut self, value: impl Into<bool>) -> Self {
        self.0.set(4).has_csr = Some(value.into());
        self
    }
    /// Sets `From`.
    pub fn from(mut self, value: impl Into<Timestamp<'a>>) -> Self {
        self.0.set(5).from = Some(value.into());
        self
    }
    /// Sets `To`.
    pub fn to(mut self, value: impl Into<Date<'a>>) -> Self {
        self.0.set(6).to = value.into();
        self
    }
    /// Sets `SANEntry`.
    pub fn san_entry(
        mut self,
        value: impl IntoIterator<Item = impl Into<Cow<'a, str>>>,
    ) -> Self {
        self.0.set(7).san_entry = value.into_iter().map(Into::into).collect();
        self
    }
    /// Sets `Contact`.
    pub fn contact(
        mut self,
        value: impl IntoIterator<Item = impl Into<Contact<'a>>>,
    ) -> Self {
        self.0.set(8).contact = value.into_iter().map(Into::into).collect();
        self
    }
    /// Sets `Flags`.
    pub fn flags(mut self, value: impl Into<Flags>) -> Self {
        self.0.set(9).flags = Some(Box::new(value.into()));
        self
    }
    /// Sets `Main`.
    pub fn main(mut self, value: impl Into<Contact<'a>>) -> Self {
        self.0.set(10).main = value.into();
        self
    }
    /// Sets `byCode`.
    pub fn by_code(
        mut self,
        value: impl IntoIterator<Item = (impl Into<Cow<'a, str>>, Cow<'a, str>)>,
    ) -> Self {
        self.0.set(11).by_code = value.into_iter().collect();
        self
    }
    /// Sets `<domain>`.
    pub fn domain(
        mut self,
        value: impl IntoIterator<Item = (impl Into<Cow<'a, str>>, Flags)>,
    ) -> Self {
        self.0.set(12).domain = value.into_iter().collect();
        self
    }
    /// The finished structure, or the members that it lacks.
    #[inline]
    pub fn build(self) -> Result<Order<'a>, Missing> {
        self.0.build()
    }
}
/// Golden Contact.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Contact<'a> {
    /// `Name`.
    pub name: Cow<'a, str>,
    /// `Phone`.
    pub phone: Cow<'a, str>,
    /// `Fax`.
    pub fax: Cow<'a, str>,
}
impl<'a> Contact<'a> {
    /// Builds one member by member.
    pub fn builder() -> ContactBuilder<'a> {
        ContactBuilder::default()
    }
    /// The same without borrowed text.
    #[inline]
    pub fn into_owned(self) -> Contact<'static> {
        Contact {
            name: Cow::Owned(self.name.into_owned()),
            phone: Cow::Owned(self.phone.into_owned()),
            fax: Cow::Owned(self.fax.into_owned()),
        }
    }
}
impl<'a> Message<'a> for Contact<'a> {
    const SHAPE: &'static Shape = {
        static FIELDS: [Field; 3] = [
            Field::new("Name", Kind::Text, "4.1"),
            Field::new("Phone", Kind::Text, "4.1"),
            Field::new("Fax", Kind::Text, "4.1"),
        ];
        static VARIANTS: [Variant; 2] = [
            Variant {
                name: "person",
                when: 0x0,
                required: 0x1,
                allowed: 0x1,
            },
            Variant {
                name: "office",
                when: 0x2,
                required: 0x6,
                allowed: 0x7,
            },
        ];
        static SHAPE: Shape = Shape::new("Contact", "4.1", &FIELDS).variants(&VARIANTS);
        &SHAPE
    };
    fn read<W: Walk<'a>>(&mut self, walk: &mut W) {
        let mut members = Members::of(Of::<Self>::message());
        while members.more(walk) {
            members.value(walk, 0, "Name", &mut self.name);
            members.value(walk, 1, "Phone", &mut self.phone);
            members.value(walk, 2, "Fax", &mut self.fax);
        }
    }
    fn visit<S: Sink>(&self, visit: &mut Visit<'_, S>) {
        visit.value(0, &self.name);
        visit.value(1, &self.phone);
        visit.value(2, &self.fax);
    }
}
/// Builds [`Contact`].
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct ContactBuilder<'a>(Builder<Contact<'a>>);
impl<'a> ContactBuilder<'a> {
    /// Sets `Name`.
    pub fn name(mut self, value: impl Into<Cow<'a, str>>) -> Self {
        self.0.set(0).name = value.into();
        self
    }
    /// Sets `Phone`.
    pub fn phone(mut self, value: impl Into<Cow<'a, str>>) -> Self {
        self.0.set(1).phone = value.into();
        self
    }
    /// Sets `Fax`.
    pub fn fax(mut self, value: impl Into<Cow<'a, str>>) -> Self {
        self.0.set(2).fax = value.into();
        self
    }
    /// The finished structure, or the members that it lacks.
    #[inline]
    pub fn build(self) -> Result<Contact<'a>, Missing> {
        self.0.build()
    }
}
/// Golden Flags.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Flags {
    /// `Flag`.
    pub flag: Option<bool>,
}
impl Flags {
    /// Builds one member by member.
    pub fn builder() -> FlagsBuilder {
        FlagsBuilder::default()
    }
}
impl<'a> Message<'a> for Flags {
    const SHAPE: &'static Shape = {
        static FIELDS: [Field; 1] = [Field::new("Flag", Kind::Boolean, "4.1").opt()];
        static SHAPE: Shape = Shape::new("Flags", "4.1", &FIELDS);
        &SHAPE
    };
    fn read<W: Walk<'a>>(&mut self, walk: &mut W) {
        let mut members = Members::of(Of::<Self>::message());
        while members.more(walk) {
            members.option(walk, 0, "Flag", &mut self.flag);
        }
    }
    fn visit<S: Sink>(&self, visit: &mut Visit<'_, S>) {
        visit.option(0, self.flag.as_ref());
    }
}
/// Builds [`Flags`].
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct FlagsBuilder(Builder<Flags>);
impl FlagsBuilder {
    /// Sets `Flag`.
    pub fn flag(mut self, value: impl Into<bool>) -> Self {
        self.0.set(0).flag = Some(value.into());
        self
    }
    /// The finished structure, or the members that it lacks.
    #[inline]
    pub fn build(self) -> Result<Flags, Missing> {
        self.0.build()
    }
}
/// New or renewal.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum OrderKind {
    /// `new`.
    New,
    /// `renewal`.
    Renewal,
    /// A value that the document does not list.
    Other(String),
}
impl OrderKind {
    /// The listed values.
    pub const ENUMERATION: &'static Enumeration = {
        static ENUMERATION: Enumeration = Enumeration {
            name: "OrderKind",
            values: &["new", "renewal"],
            aliases: &["New"],
            int: false,
        };
        &ENUMERATION
    };
    /// As sent.
    pub fn as_str(&self) -> &str {
        match self {
            Self::New => "new",
            Self::Renewal => "renewal",
            Self::Other(text) => text,
        }
    }
}
impl Default for OrderKind {
    fn default() -> Self {
        Self::Other(String::new())
    }
}
impl From<&str> for OrderKind {
    fn from(text: &str) -> Self {
        match text {
            "new" | "New" => Self::New,
            "renewal" => Self::Renewal,
            other => Self::Other(other.to_owned()),
        }
    }
}
impl From<String> for OrderKind {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}
impl fmt::Display for OrderKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
impl<'a> Value<'a> for OrderKind {
    const EXPECTED: &'static str = "text";
    fn parse(text: Cow<'a, str>) -> Option<Self> {
        Some(Self::from(text.as_ref()))
    }
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_str())
    }
}
