//! The hand-written checks that TBS INTERNET's rules name. An absent field passes unless the check is about presence.

use certwire_wire::{
    checks,
    rules::{Arguments, instant},
};

/// What a field of `adresseDVC` may be instead of an e-mail address.
const DCV_METHODS: [&str; 3] = ["HTTP_CSR_HASH", "HTTPS_CSR_HASH", "CNAME_CSR_HASH"];

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

fn passes(arguments: &Arguments<'_>, check: impl FnOnce(&str) -> bool) -> bool {
    arguments.first().is_none_or(check)
}

fn each_word(arguments: &Arguments<'_>, check: impl Fn(&str) -> bool) -> bool {
    passes(arguments, |list| list.split_ascii_whitespace().all(check))
}

/// An e-mail address.
pub(crate) fn email(arguments: &Arguments<'_>) -> bool {
    passes(arguments, checks::is_email)
}

/// A telephone number.
pub(crate) fn telephone(arguments: &Arguments<'_>) -> bool {
    passes(arguments, checks::is_telephone)
}

/// A domain name, or a host's own.
pub(crate) fn hostname(arguments: &Arguments<'_>) -> bool {
    passes(arguments, checks::is_host)
}

/// Names, between white space.
pub(crate) fn domain_list(arguments: &Arguments<'_>) -> bool {
    each_word(arguments, checks::is_host)
}

/// TBS references, between white space.
pub(crate) fn reference_list(arguments: &Arguments<'_>) -> bool {
    each_word(arguments, |reference| checks::is_digits(reference, 10))
}

/// Ten digits; that there are ten characters is the length's business.
pub(crate) fn digits(arguments: &Arguments<'_>) -> bool {
    passes(arguments, |text| {
        text.chars().count() != 10 || checks::is_digits(text, 10)
    })
}

/// E-mail addresses or validation methods, between white space.
pub(crate) fn dcv_list(arguments: &Arguments<'_>) -> bool {
    each_word(arguments, |entry| {
        DCV_METHODS.contains(&entry) || checks::is_email(entry)
    })
}

/// Names of one domain are validated by one address.
pub(crate) fn dcv_email_per_domain(arguments: &Arguments<'_>) -> bool {
    let (Some(domains), Some(methods)) = (arguments.first(), arguments.value(1)) else {
        return true;
    };
    let pairs = domains
        .split_ascii_whitespace()
        .zip(methods.split_ascii_whitespace());
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for (domain, method) in pairs.filter(|(_, method)| method.contains('@')) {
        let domain = domain.strip_prefix("*.").unwrap_or(domain);
        let of_another = |(other, address): &(&str, &str)| {
            *address != method && (is_below(domain, other) || is_below(other, domain))
        };
        if seen.iter().any(of_another) {
            return false;
        }
        seen.push((domain, method));
    }
    true
}

/// Whether a name is a domain, or stands in it. Names that only share a suffix may belong to different owners.
fn is_below(name: &str, domain: &str) -> bool {
    name.strip_suffix(domain)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Letters and digits only.
pub(crate) fn alphanumeric(arguments: &Arguments<'_>) -> bool {
    passes(arguments, |text| {
        text.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// A Unix timestamp or an ISO 8601 date.
pub(crate) fn date(arguments: &Arguments<'_>) -> bool {
    passes(arguments, |text| {
        instant(text).is_some() || checks::is_iso_date(text.trim_ascii())
    })
}

/// A moment of today or before. It is today as soon as the day has begun in France, two hours before UTC in summer.
pub(crate) fn not_future(arguments: &Arguments<'_>) -> bool {
    let tomorrow = ((arguments.now + 2 * HOUR).div_euclid(DAY) + 1) * DAY;
    passes(arguments, |text| {
        instant(text).is_none_or(|moment| moment < tomorrow)
    })
}

/// With several orders in one call, each has a reference.
pub(crate) fn bulk_references(arguments: &Arguments<'_>) -> bool {
    arguments.entries.len() < 2
        || arguments
            .entries
            .iter()
            .all(|reference| !reference.trim_ascii().is_empty())
}

/// An administrative contact, unless the product is RGS.
pub(crate) fn contact_adm_unless_rgs(arguments: &Arguments<'_>) -> bool {
    arguments.first().is_some()
        || arguments
            .value(1)
            .is_none_or(|product| arguments.has_family(product, "rgs"))
}

/// A hash algorithm, unless the product is a Geotrust one.
pub(crate) fn hashage_unless_geotrust(arguments: &Arguments<'_>) -> bool {
    arguments.first().is_some()
        || arguments
            .value(1)
            .is_none_or(|product| arguments.has_family(product, "geotrust"))
}

/// A product that can be ordered by invitation.
pub(crate) fn invitation_product(arguments: &Arguments<'_>) -> bool {
    passes(arguments, |product| {
        !is_listed(arguments, product) || arguments.has_family(product, "client")
    })
}

/// A product that takes the ECC chains.
pub(crate) fn ecc_chain_product(arguments: &Arguments<'_>) -> bool {
    passes(arguments, |product| {
        !is_listed(arguments, product) || arguments.has_family(product, "digicert-pro")
    })
}

/// Names with an asterisk are for wildcard products. `ssl` stands twice in the table, once for a wildcard.
pub(crate) fn asterisk_by_product(arguments: &Arguments<'_>) -> bool {
    let Some(product) = arguments.value(1) else {
        return true;
    };
    let takes = product == "ssl"
        || !is_listed(arguments, product)
        || arguments.has_family(product, "wildcard");
    takes || passes(arguments, |domains| !domains.contains('*'))
}

fn is_listed(arguments: &Arguments<'_>, product: &str) -> bool {
    arguments
        .service
        .table("product")
        .is_some_and(|table| table.contains(product))
}

/// The values of a column in the product's rows.
fn column<'a>(
    arguments: &Arguments<'a>,
    product: &'a str,
    column: &'a str,
) -> impl Iterator<Item = &'static str> + use<'a> {
    let table = arguments.service.table("product");
    table.into_iter().flat_map(move |table| {
        table
            .rows(product)
            .filter_map(move |row| table.column(row, column))
    })
}

/// A lifetime that the product table lists: `1-2-3` in years, `30d` or `30j` in days.
pub(crate) fn lifetime_of_product(arguments: &Arguments<'_>) -> bool {
    let (Some(lifetime), Some(product)) = (arguments.first(), arguments.value(1)) else {
        return true;
    };
    let lists =
        |listed: &str| listed.is_empty() || listed.split('-').any(|one| is_lifetime(one, lifetime));
    let mut rows = column(arguments, product, "lifetime").peekable();
    rows.peek().is_none() || rows.any(lists)
}

/// Days may be asked for with either letter, or with none; years have no letter.
fn is_lifetime(listed: &str, lifetime: &str) -> bool {
    match listed.strip_suffix(['d', 'j']) {
        Some(days) => days == lifetime.strip_suffix(['d', 'j']).unwrap_or(lifetime),
        None => listed == lifetime,
    }
}

/// Additional licences are for products that the table lists with licences.
pub(crate) fn licences_of_product(arguments: &Arguments<'_>) -> bool {
    let (Some(_), Some(product)) = (arguments.first(), arguments.value(1)) else {
        return true;
    };
    let mut rows = column(arguments, product, "licences").peekable();
    rows.peek().is_none() || rows.any(|cell| cell.is_empty() || cell == "Yes")
}

/// Whether the country is France, which is assumed when none is given.
fn is_french(country: Option<&str>) -> bool {
    country.is_none_or(|country| country == "FR")
}

/// Nine digits, in France.
pub(crate) fn siren_digits(arguments: &Arguments<'_>) -> bool {
    !is_french(arguments.value(1)) || passes(arguments, |siren| checks::is_digits(siren, 9))
}

/// The check digit of a French SIREN; other forms are not its business.
pub(crate) fn luhn_siren(arguments: &Arguments<'_>) -> bool {
    let fits = |siren: &str| !checks::is_digits(siren, 9) || checks::is_luhn(siren);
    !is_french(arguments.value(1)) || passes(arguments, fits)
}

/// A SIRET with its check digit.
pub(crate) fn luhn_siret(arguments: &Arguments<'_>) -> bool {
    passes(arguments, checks::is_siret)
}

/// The SIRET begins with the SIREN; what is no SIREN has a rule of its own.
pub(crate) fn siret_of_siren(arguments: &Arguments<'_>) -> bool {
    match (arguments.first(), arguments.value(1)) {
        (Some(siret), Some(company)) if checks::is_digits(company, 9) => siret.starts_with(company),
        _ => true,
    }
}

/// A SIRET, in France.
pub(crate) fn siret_for_france(arguments: &Arguments<'_>) -> bool {
    arguments.first().is_some() || !is_french(arguments.value(1))
}

/// An activity code for a French organisation only.
pub(crate) fn naf_france(arguments: &Arguments<'_>) -> bool {
    arguments.first().is_none() || is_french(arguments.value(1))
}

/// A type of organisation of the country, or a general one where the table has none for it.
pub(crate) fn type_of_country(arguments: &Arguments<'_>) -> bool {
    let (Some(code), Some(table)) = (
        arguments.first(),
        arguments.service.table("organisation_type"),
    ) else {
        return true;
    };
    let country = arguments.value(1).unwrap_or("FR");
    let of = |row| table.column(row, "country").unwrap_or_default();
    let mut rows = table.rows(code).peekable();
    if rows.peek().is_none() {
        return true;
    }
    let has_own = || table.codes.iter().any(|row| of(row) == country);
    rows.any(|row| of(row) == country || (of(row) == "??" && !has_own()))
}

/// A VAT number in the form of its country.
pub(crate) fn vat(arguments: &Arguments<'_>) -> bool {
    passes(arguments, checks::is_vat)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SERVICE;

    /// Noon in UTC on the first of December 2023.
    const NOON: i64 = 1_701_432_000_000;

    fn at(now: i64, check: fn(&Arguments<'_>) -> bool, values: &[Option<&str>]) -> bool {
        check(&Arguments {
            values,
            service: &SERVICE,
            now,
            entries: &[],
        })
    }

    fn holds(check: fn(&Arguments<'_>) -> bool, values: &[&str]) -> bool {
        let values: Vec<Option<&str>> = values
            .iter()
            .map(|value| Some(*value).filter(|value| !value.is_empty()))
            .collect();
        at(NOON, check, &values)
    }

    #[test]
    fn lists_are_words_between_any_white_space() {
        assert!(holds(domain_list, &[" a.example\r\n\t*.b.example \n"]));
        assert!(!holds(domain_list, &["a.example;b.example"]));
        assert!(holds(
            dcv_list,
            &["a@b.example\nHTTP_CSR_HASH CNAME_CSR_HASH\r\n"]
        ));
        assert!(!holds(dcv_list, &["HTTP-CSR-HASH"]));
        assert!(holds(reference_list, &["0000000001\n1234567890"]));
        assert!(!holds(reference_list, &["0000000001,1234567890"]));
        assert!(holds(domain_list, &[""]));
    }

    #[test]
    fn one_address_a_domain() {
        let pairs = |domains, methods| holds(dcv_email_per_domain, &[domains, methods]);
        assert!(!pairs(
            "example.com *.example.com",
            "a@example.com b@example.com"
        ));
        assert!(!pairs(
            "a.b.example.com b.example.com",
            "a@example.com b@example.com"
        ));
        assert!(pairs(
            "example.com www.example.com",
            "a@example.com a@example.com"
        ));
        assert!(pairs(
            "example.com myexample.com",
            "a@example.com a@myexample.com"
        ));
        assert!(pairs("a.co.uk b.co.uk", "x@a.co.uk x@b.co.uk"));
        assert!(pairs(
            "example.com www.example.com",
            "a@example.com HTTP_CSR_HASH"
        ));
        assert!(pairs("example.com", ""));
    }

    #[test]
    fn lifetimes() {
        let lists = |product, lifetime| holds(lifetime_of_product, &[lifetime, product]);
        for days in ["30", "30d", "30j"] {
            assert!(
                lists("X509s2test", days) && lists("COMs2protest", days),
                "{days}"
            );
        }
        assert!(
            !lists("X509s2test", "1") && !lists("X509s2test", "300") && !lists("X509s2test", "30m")
        );
        assert!(
            lists("ssl", "3")
                && !lists("ssl", "4")
                && !lists("ssl", "1d")
                && !lists("ssl", "1-2-3")
        );
        // No such product, or none that says: nothing to judge by.
        assert!(
            lists("nothing", "9") && lists("fafcaen", "9") && lists("", "9") && lists("ssl", "")
        );
    }

    #[test]
    fn licences() {
        let sold = |product| holds(licences_of_product, &["2", product]);
        assert!(sold("secure") && sold("sanwildsecure") && sold("nothing"));
        assert!(!sold("ssl") && !sold("devind"));
    }

    #[test]
    fn asterisks() {
        let takes = |product| holds(asterisk_by_product, &["a.example\n*.example", product]);
        assert!(takes("X509wildSHA256") && takes("nothing") && takes(""));
        // Its code stands for the plain product and for the wildcard.
        assert!(takes("ssl"));
        assert!(!takes("X509SHA256s"));
    }

    #[test]
    fn dates() {
        for good in [
            "0",
            "1701432000",
            "2023-12-01",
            "20231201T10:00:00",
            "2023-12-01T10:00+01:00",
        ] {
            assert!(holds(date, &[good]), "{good}");
        }
        for bad in [
            "1,5",
            "1.5",
            "01/12/2023",
            "2023-12-32",
            "2023-12-01T10:00:00 PM",
        ] {
            assert!(!holds(date, &[bad]), "{bad}");
        }
    }

    #[test]
    fn today_is_the_day_in_france() {
        let past = |now, text| at(now, not_future, &[Some(text)]);
        assert!(past(NOON, "2023-12-01") && past(NOON, "2023-12-01T23:59:59Z"));
        assert!(!past(NOON, "2023-12-02") && !past(NOON, "1701475200") && past(NOON, "1701475199"));
        let late = NOON + 10 * HOUR;
        assert!(past(late, "2023-12-02") && !past(late - 1, "2023-12-02"));
        assert!(past(NOON, "no date") && past(NOON, "1970-01-01") && past(NOON, "-1"));
    }

    #[test]
    fn numbers_of_organisations() {
        assert!(
            holds(siren_digits, &["732829320", ""]) && !holds(siren_digits, &["73282932 0", "FR"])
        );
        assert!(holds(siren_digits, &["HRB 1", "DE"]));
        assert!(
            holds(luhn_siren, &["73282932", "FR"]),
            "its form is another rule's"
        );
        assert!(
            !holds(luhn_siren, &["123456789", "FR"]) && holds(luhn_siren, &["123456789", "BE"])
        );
        assert!(holds(luhn_siret, &["35600000049837"]) && !holds(luhn_siret, &["7328293200007"]));
        assert!(!holds(siret_of_siren, &["73282932000074", "356000000"]));
        assert!(holds(siret_of_siren, &["73282932000074", "732 829 320"]));
        assert!(holds(vat, &["FR 44 732829320"]) && !holds(vat, &["FR45732829320"]));
        assert!(holds(naf_france, &["1355", ""]) && !holds(naf_france, &["1355", "CH"]));
        assert!(!holds(siret_for_france, &["", ""]) && holds(siret_for_france, &["", "CH"]));
    }

    #[test]
    fn types_of_organisations() {
        let fits = |code, country| holds(type_of_country, &[code, country]);
        assert!(fits("FRRCS", "") && fits("DERCS", "DE") && fits("nothing", "DE"));
        assert!(!fits("FRRCS", "DE") && !fits("DERCS", ""));
        // The general types are for countries that have none of their own.
        assert!(fits("XXRCS", "JP") && !fits("XXRCS", "FR") && !fits("XXPERSO", "DE"));
    }

    #[test]
    fn references_of_several_orders() {
        let named = |entries: &[&str]| {
            bulk_references(&Arguments {
                values: &[],
                service: &SERVICE,
                now: NOON,
                entries,
            })
        };
        assert!(named(&[""]) && named(&["a", "b"]) && named(&[]));
        assert!(!named(&["a", ""]) && !named(&[" ", "b"]));
    }
}
