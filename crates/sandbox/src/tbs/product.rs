//! What a product is: its families in the schema, and what the sandbox makes of them.

use super::details::OrderStatus;
use crate::{
    ca::{Authority, purpose},
    model::Service,
};

/// Families without a certificate of their own: meetings, options, points, names of another certificate.
const SERVICES: [&str; 4] = ["face-to-face", "option", "account", "san"];

/// A product of the catalogue.
#[derive(Debug, Clone)]
pub(super) struct Product {
    pub(super) code: String,
    pub(super) name: &'static str,
    lifetime: &'static str,
    families: Vec<&'static str>,
}

/// How control of domains is proved: the shape of `DCV_Status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Validation {
    Sectigo,
    DigiCert,
    Certigna,
}

/// How early a certificate may be renewed, and the code for coming too early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) weeks: u64,
    pub(super) too_early: &'static str,
}

impl Product {
    pub(super) fn of(code: &str) -> Self {
        let reference = Service::Tbs.reference();
        let table = reference.table("product");
        let row = table.and_then(|table| table.code(code));
        let lifetime = table.zip(row);
        let lifetime = lifetime.and_then(|(table, row)| table.column(row, "lifetime"));
        let families = reference.table("family").into_iter();
        let families = families.flat_map(|table| table.rows(code));
        Self {
            code: code.to_owned(),
            name: row.map_or("", |row| row.label),
            lifetime: lifetime.unwrap_or_default(),
            families: families.flat_map(|row| row.label.split(',')).collect(),
        }
    }

    pub(super) fn is(&self, family: &str) -> bool {
        self.families.contains(&family)
    }

    /// Whether TBS sells it under its own name. Of two codes with one meaning, TBS's own products get the first.
    pub(super) fn is_own(&self) -> bool {
        self.code.starts_with("X509") || self.code.starts_with("sanX509")
    }

    /// Of two codes with one meaning, the one for this product.
    pub(super) fn code_of(&self, own: &'static str, other: &'static str) -> &'static str {
        if self.is_own() { own } else { other }
    }

    /// Whether the order ends with a certificate.
    pub(super) fn has_certificate(&self) -> bool {
        !SERVICES.iter().any(|family| self.is(family))
    }

    /// Whether the certificate is a person's, an organisation's stamp or for signing, not a server's.
    fn is_personal(&self) -> bool {
        let certigna = ["certiID", "certiChiffre", "audacio", "cds"];
        self.is("client")
            || self.is("code-signing")
            || self.is("certigna-cachet")
            || certigna.iter().any(|start| self.code.starts_with(start))
    }

    pub(super) fn authority(&self) -> Authority {
        if self.is_personal() {
            Authority::TlsClient
        } else {
            Authority::TlsServer
        }
    }

    /// Extended key usages other than the authority's own.
    pub(super) fn purposes(&self) -> Vec<String> {
        let purposes: &[&str] = if self.is("code-signing") {
            &[purpose::CODE]
        } else if self.code.starts_with("cds") {
            &[purpose::DOCUMENT, purpose::PDF]
        } else {
            &[]
        };
        purposes.iter().map(|&purpose| purpose.to_owned()).collect()
    }

    /// Whether the names in the certificate are host names.
    pub(super) fn is_server(&self) -> bool {
        self.has_certificate() && !self.is_personal()
    }

    pub(super) fn validation(&self) -> Option<Validation> {
        let shapes = [
            ("dcv-sectigo", Validation::Sectigo),
            ("digicert", Validation::DigiCert),
            ("certigna", Validation::Certigna),
        ];
        let mut shapes = shapes.into_iter().filter(|_| self.is_server());
        shapes
            .find(|(family, _)| self.is(family))
            .map(|(_, shape)| shape)
    }

    /// Days that a certificate is valid: `dureeVie` counts years, for products with a day's letter in the table days.
    pub(super) fn days(&self, lifetime: Option<&str>) -> i64 {
        let asked = lifetime.and_then(|text| text.trim().parse::<i64>().ok());
        match (self.days_listed(), asked) {
            (Some(_), Some(days)) if days > 1 => days.min(366),
            (Some(days), _) => days,
            (None, years) => years.unwrap_or(1).clamp(1, 10) * 365 + 1,
        }
    }

    /// The days of a product whose lifetime is not counted in years.
    fn days_listed(&self) -> Option<i64> {
        self.lifetime.strip_suffix(['d', 'j'])?.parse().ok()
    }

    /// Whether a lifetime in years is listed.
    pub(super) fn has_years(&self) -> bool {
        !self.lifetime.is_empty() && self.days_listed().is_none()
    }

    /// Names that the price covers.
    pub(super) fn names_covered(&self) -> usize {
        let words = self.name.split_whitespace();
        let mut numbers = words.filter_map(|word| {
            let digits = word.trim_matches(|c: char| "()+".contains(c));
            digits.parse().ok()
        });
        if self.is("multidomain") {
            numbers.next().unwrap_or(1)
        } else {
            1
        }
    }

    pub(super) fn window(&self) -> Window {
        let (weeks, too_early) = if self.is("client") {
            (4, "-131")
        } else {
            (8, self.code_of("-4a", "-130"))
        };
        Window { weeks, too_early }
    }

    /// Whether an order for this product may renew one for another: the same, its code for renewals, or a test's range.
    pub(super) fn renews(&self, old: &Self) -> bool {
        let range = |product: &Self| {
            let mut families = product.families.clone();
            families.retain(|family| *family != "test");
            families
        };
        base(&self.code) == base(&old.code)
            || (old.is("test") && old.is_own() == self.is_own() && range(old) == range(self))
    }

    /// Whether its supplier lets TBS revoke: for the RGS, the legal representative asks the authority itself.
    pub(super) fn is_revocable(&self) -> bool {
        !self.is("rgs")
    }

    /// Whether somebody meets the holder.
    pub(super) fn needs_meeting(&self) -> bool {
        self.is("face-to-face") || ["certiID2TRGS", "certiID3TRGS"].contains(&self.code.as_str())
    }

    /// Whether the meeting is at a partner's, who must be chosen.
    pub(super) fn needs_partner(&self) -> bool {
        self.is("face-to-face") && self.name.contains("Partner")
    }

    /// Cents for a year, or for the whole of a product that is not sold by years. A price list of the sandbox's own.
    pub(super) fn price(&self) -> i64 {
        if self.is("test") || self.code.starts_with("PSfree") {
            return 0;
        }
        let prices = [
            ("account", 500_000),
            ("option", 6_000),
            ("face-to-face", 9_000),
            ("san", 4_000),
            ("multidomain", 29_000),
            ("wildcard", 39_000),
            ("rgs", 21_000),
            ("code-signing", 25_000),
            ("digicert", 19_000),
            ("client", 3_900),
        ];
        let listed = prices.iter().find(|(family, _)| self.is(family));
        listed.map_or(9_900, |(_, price)| *price)
    }
}

/// The product that a code for renewals renews.
fn base(code: &str) -> &str {
    // The table prints the wildcard product as `ssl`.
    if code == "renwssl" {
        return "ssl";
    }
    let known = |code: &&str| {
        let table = Service::Tbs.reference().table("product");
        table.is_some_and(|table| table.contains(code))
    };
    let stripped = [code.strip_prefix("ren"), code.strip_prefix("re")];
    stripped.into_iter().flatten().find(known).unwrap_or(code)
}

/// Payment methods by when the money comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Terms {
    /// From the account's funds, at once.
    Prepaid,
    /// Before anything happens.
    Advance,
    /// While the order is in work.
    Debit,
    /// After delivery.
    Invoice,
    /// Nothing to pay.
    Free,
}

impl Terms {
    pub(super) fn of(mode: &str) -> Self {
        match mode {
            "pre" => Self::Prepaid,
            "0gr" => Self::Free,
            "0sepa" | "10pa" => Self::Debit,
            _ if mode.starts_with('0') => Self::Advance,
            _ => Self::Invoice,
        }
    }

    /// Status of an order in work, unpaid.
    pub(super) fn in_work(self) -> OrderStatus {
        if self == Self::Debit {
            OrderStatus::UNPAID_WORK
        } else {
            OrderStatus::VERIFICATION
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renewal_codes_renew_their_products() {
        for (new, old) in [
            ("renssl", "ssl"),
            ("retruebiz", "truebiz"),
            ("renwssl", "ssl"),
            ("rendevairind", "devairind"),
            ("X509SHA256s", "X509SHA256s"),
            ("X509SHA256s", "X509s2test"),
        ] {
            assert!(Product::of(new).renews(&Product::of(old)), "{new} {old}");
        }
        for (new, old) in [
            ("ssl", "sslev"),
            ("X509s2test", "X509SHA256s"),
            ("X509SHA256p", "X509SHA256s"),
        ] {
            assert!(!Product::of(new).renews(&Product::of(old)), "{new} {old}");
        }
    }

    #[test]
    fn names_and_lifetimes_come_from_the_table() {
        assert_eq!(Product::of("COM12s2ucc").names_covered(), 12);
        assert_eq!(Product::of("X509m12domSHA256").names_covered(), 12);
        assert_eq!(Product::of("truebizm").names_covered(), 5);
        assert_eq!(Product::of("X509SHA256s").names_covered(), 1);
        assert_eq!(Product::of("PSfreeW").days(None), 90);
        assert_eq!(Product::of("X509s2test").days(Some("30")), 30);
        assert_eq!(Product::of("X509SHA256s").days(Some("2")), 731);
    }

    #[test]
    fn every_product_with_a_certificate_has_an_authority_and_a_price() {
        let table = Service::Tbs.reference().table("product").expect("products");
        let free: Vec<_> = table
            .codes
            .iter()
            .filter(|row| Product::of(row.code).price() == 0)
            .map(|row| row.code)
            .collect();
        assert_eq!(
            free,
            [
                "COMs2protest",
                "COMhp30",
                "PSbasicWtest",
                "PSfreeW",
                "X509s2test",
                "X509EmailTest",
                "X509SignLoginTest256",
            ]
        );
    }
}
