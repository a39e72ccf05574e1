use std::borrow::Cow;

use certwire_wire::{build::{Builder, Missing}, shape::{Field, Kind, Shape}, sink::Sink, walk::{Members, Message, Of, Visit, Walk}};

/// Golden Collisions.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Collisions<'a> {
    /// `type`.
    pub r#type: Cow<'a, str>,
    /// `self`.
    pub self_: Cow<'a, str>,
    /// `build`.
    pub build: Cow<'a, str>,
    /// `CSR`.
    pub csr: Cow<'a, str>,
    /// `OU1`.
    pub ou1: Cow<'a, str>,
    /// `DCV_Status`.
    pub dcv_status: Cow<'a, str>,
    /// `0`.
    pub n0: Cow<'a, str>,
    /// `ref demande`.
    pub ref_demande: Cow<'a, str>,
    /// `X509Cert`.
    pub x509_cert: Cow<'a, str>,
    /// `PKCS12Option`.
    pub pkcs12_option: Cow<'a, str>,
    /// `OriginalOrderIDForReIssue`.
    pub original_order_id_for_re_issue: Cow<'a, str>,
    /// `FQDNs`.
    pub fqdns: Cow<'a, str>,
    /// `walk`.
    pub walk: Cow<'a, str>,
    /// `message`.
    pub message: Cow<'a, str>,
    /// `value`.
    pub value: Cow<'a, str>,
    /// `index`.
    pub index: Cow<'a, str>,
    /// `visit`.
    pub visit: Cow<'a, str>,
    /// `text`.
    pub text: Cow<'a, str>,
}
impl<'a> Collisions<'a> {
    /// Builds one member by member.
    pub fn builder() -> CollisionsBuilder<'a> {
        CollisionsBuilder::default()
    }
    /// The same without borrowed text.
    #[inline]
    pub fn into_owned(self) -> Collisions<'static> {
        Collisions {
            r#type: Cow::Owned(self.r#type.into_owned()),
            self_: Cow::Owned(self.self_.into_owned()),
            build: Cow::Owned(self.build.into_owned()),
            csr: Cow::Owned(self.csr.into_owned()),
            ou1: Cow::Owned(self.ou1.into_owned()),
            dcv_status: Cow::Owned(self.dcv_status.into_owned()),
            n0: Cow::Owned(self.n0.into_owned()),
            ref_demande: Cow::Owned(self.ref_demande.into_owned()),
            x509_cert: Cow::Owned(self.x509_cert.into_owned()),
            pkcs12_option: Cow::Owned(self.pkcs12_option.into_owned()),
            original_order_id_for_re_issue: Cow::Owned(
                self.original_order_id_for_re_issue.into_owned(),
            ),
            fqdns: Cow::Owned(self.fqdns.into_owned()),
            walk: Cow::Owned(self.walk.into_owned()),
            message: Cow::Owned(self.message.into_owned()),
            value: Cow::Owned(self.value.into_owned()),
            index: Cow::Owned(self.index.into_owned()),
            visit: Cow::Owned(self.visit.into_owned()),
            text: Cow::Owned(self.text.into_owned()),
        }
    }
}
impl<'a> Message<'a> for Collisions<'a> {
    const SHAPE: &'static Shape = {
        static FIELDS: [Field; 18] = [
            Field::new("type", Kind::Text, "4.1"),
            Field::new("self", Kind::Text, "4.1"),
            Field::new("build", Kind::Text, "4.1"),
            Field::new("CSR", Kind::Text, "4.1"),
            Field::new("OU1", Kind::Text, "4.1"),
            Field::new("DCV_Status", Kind::Text, "4.1"),
            Field::new("0", Kind::Text, "4.1"),
            Field::new("ref demande", Kind::Text, "4.1"),
            Field::new("X509Cert", Kind::Text, "4.1"),
            Field::new("PKCS12Option", Kind::Text, "4.1"),
            Field::new("OriginalOrderIDForReIssue", Kind::Text, "4.1"),
            Field::new("FQDNs", Kind::Text, "4.1"),
            Field::new("walk", Kind::Text, "4.1"),
            Field::new("message", Kind::Text, "4.1"),
            Field::new("value", Kind::Text, "4.1"),
            Field::new("index", Kind::Text, "4.1"),
            Field::new("visit", Kind::Text, "4.1"),
            Field::new("text", Kind::Text, "4.1"),
        ];
        static SHAPE: Shape = Shape::new("Collisions", "4.1", &FIELDS);
        &SHAPE
    };
    fn read<W: Walk<'a>>(&mut self, walk: &mut W) {
        let mut members = Members::of(Of::<Self>::message());
        while members.more(walk) {
            members.value(walk, 0, "type", &mut self.r#type);
            members.value(walk, 1, "self", &mut self.self_);
            members.value(walk, 2, "build", &mut self.build);
            members.value(walk, 3, "CSR", &mut self.csr);
            members.value(walk, 4, "OU1", &mut self.ou1);
            members.value(walk, 5, "DCV_Status", &mut self.dcv_status);
            members.value(walk, 6, "0", &mut self.n0);
            members.value(walk, 7, "ref demande", &mut self.ref_demande);
            members.value(walk, 8, "X509Cert", &mut self.x509_cert);
            members.value(walk, 9, "PKCS12Option", &mut self.pkcs12_option);
            members
                .value(
                    walk,
                    10,
                    "OriginalOrderIDForReIssue",
                    &mut self.original_order_id_for_re_issue,
                );
            members.value(walk, 11, "FQDNs", &mut self.fqdns);
            members.value(walk, 12, "walk", &mut self.walk);
            members.value(walk, 13, "message", &mut self.message);
            members.value(walk, 14, "value", &mut self.value);
            members.value(walk, 15, "index", &mut self.index);
            members.value(walk, 16, "visit", &mut self.visit);
            members.value(walk, 17, "text", &mut self.text);
        }
    }
    fn visit<S: Sink>(&self, visit: &mut Visit<'_, S>) {
        visit.value(0, &self.r#type);
        visit.value(1, &self.self_);
        visit.value(2, &self.build);
        visit.value(3, &self.csr);
        visit.value(4, &self.ou1);
        visit.value(5, &self.dcv_status);
        visit.value(6, &self.n0);
        visit.value(7, &self.ref_demande);
        visit.value(8, &self.x509_cert);
        visit.value(9, &self.pkcs12_option);
        visit.value(10, &self.original_order_id_for_re_issue);
        visit.value(11, &self.fqdns);
        visit.value(12, &self.walk);
        visit.value(13, &self.message);
        visit.value(14, &self.value);
        visit.value(15, &self.index);
        visit.value(16, &self.visit);
        visit.value(17, &self.text);
    }
}
/// Builds [`Collisions`].
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct CollisionsBuilder<'a>(Builder<Collisions<'a>>);
impl<'a> CollisionsBuilder<'a> {
    /// Sets `type`.
    pub fn r#type(mut self, value: impl Into<Cow<'a, str>>) -> Self {
        self.0.set(0).r#type = value.into();
        self
    }
    /// Sets `self`.
    pub fn self_(mut self, value: impl Into<Cow<'a, str>>) -> Self {
        self.0.set(1).self_ = value.into();
        self
    }
    /// Sets `build`.
    pub fn build_(mut self, value: impl Into<Cow<'a, str>>) -> Self {
        self.0.set(2).build = value.into();
        self
    }
    /// Sets `CSR`.
    pub fn csr(mut self, value: impl Into<Cow<'a, str>>) -> Self {
        self.0.set(3).csr = value.into();
        self
    }
    /// Sets `OU1`.
    pub fn ou1(mut self, value: impl Into<Cow<'a, str>>) -> Self {
        self.0.set(4).ou1 = value.into();
        self
    }
    /// Sets `DCV_Status`.
    pub fn dcv_status(mut self, value: impl Into<Cow<'a, str>>) -> Self {
        self.0.set(5).dcv_status = value.into();
        self
    }
    /// Sets `0`.
    pub fn n0(mut self, value: impl Into<Cow<'a, str>>) -> Self {
        self.0.set(6).n0 = value.into();
        self
    }
    /// Sets `ref demande`.
    pub fn ref_demande(mut self, value: impl Into<Cow<'a, str>>) -> Self {
        self.0.set(7).ref_demande = value.into();
        self
    }
    /// Sets `X509Cert`.
    pub fn x509_cert(mut self, value: impl Into<Cow<'a, str>>) -> Self {
        self.0.set(8).x509_cert = value.into();
        self
    }
    /// Sets `PKCS12Option`.
    pub fn pkcs12_option(mut self, value: impl Into<Cow<'a, str>>) -> Self {
        self.0.set(9).pkcs12_option = value.into();
        self
    }
    /// Sets `OriginalOrderIDForReIssue`.
    pub fn original_order_id_for_re_issue(
        mut self,
        value: impl Into<Cow<'a, str>>,
    ) -> Self {
        self.0.set(10).original_order_id_for_re_issue = value.into();
        self
    }
    /// Sets `FQDNs`.
    pub fn fqdns(mut self, value: impl Into<Cow<'a, str>>) -> Self {
        self.0.set(11).fqdns = value.into();
        self
    }
    /// Sets `walk`.
    pub fn walk(mut self, value: impl Into<Cow<'a, str>>) -> Self {
        self.0.set(12).walk = value.into();
        self
    }
    /// Sets `message`.
    pub fn message(mut self, value: impl Into<Cow<'a, str>>) -> Self {
        self.0.set(13).message = value.into();
        self
    }
    /// Sets `value`.
    pub fn value(mut self, value: impl Into<Cow<'a, str>>) -> Self {
        self.0.set(14).value = value.into();
        self
    }
    /// Sets `index`.
    pub fn index(mut self, value: impl Into<Cow<'a, str>>) -> Self {
        self.0.set(15).index = value.into();
        self
    }
    /// Sets `visit`.
    pub fn visit(mut self, value: impl Into<Cow<'a, str>>) -> Self {
        self.0.set(16).visit = value.into();
        self
    }
    /// Sets `text`.
    pub fn text(mut self, value: impl Into<Cow<'a, str>>) -> Self {
        self.0.set(17).text = value.into();
        self
    }
    /// The finished structure, or the members that it lacks.
    #[inline]
    pub fn build(self) -> Result<Collisions<'a>, Missing> {
        self.0.build()
    }
}
