//! Forms that both services' rules ask of texts: addresses, names, numbers, codes.

use crate::timestamp::parse_date;

/// The codes of ISO 3166-1 alpha-2, sorted.
const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS \
                         BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE \
                         EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM \
                         HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC \
                         LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA \
                         NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW \
                         SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO \
                         TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

/// An ISO 3166-1 code of two letters, in any case.
pub fn is_country(text: &str) -> bool {
    let Ok(mut wanted) = <[u8; 2]>::try_from(text.as_bytes()) else {
        return false;
    };
    wanted.make_ascii_uppercase();
    let (codes, last) = COUNTRIES.as_bytes().as_chunks::<3>();
    let found = codes.binary_search_by(|code| code[..2].cmp(&wanted));
    found.is_ok() || last == wanted
}

/// An e-mail address: one `@`, something before it, a domain name after it.
///
/// Addresses with letters beyond ASCII are taken; quoted local parts are not.
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let fits =
        !local.is_empty() && local.len() <= 64 && !local.starts_with('.') && !local.ends_with('.');
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"@()<>[]:;,\\\"".contains(c);
    fits && local.chars().all(plain) && !domain.starts_with('*') && is_domain(domain)
}

/// A domain name of at least two labels, perhaps with `*.` before it.
pub fn is_domain(text: &str) -> bool {
    text.contains('.') && is_host(text)
}

/// A domain name, or a name of one label; `*.` may stand before it, the root's dot behind it.
pub fn is_host(text: &str) -> bool {
    let name = text.strip_prefix("*.").unwrap_or(text);
    let name = name.strip_suffix('.').unwrap_or(name);
    let label = |label: &str| {
        let plain = label
            .chars()
            .all(|c| c.is_alphanumeric() || c == '-' || c == '_');
        plain && (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
    };
    name.len() <= 253 && name.split('.').all(label)
}

/// A telephone number: five to twenty digits with the usual signs between them.
pub fn is_telephone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let plain = text
        .char_indices()
        .all(|(at, c)| c.is_ascii_digit() || " -./()".contains(c) || (c == '+' && at == 0));
    (5..=20).contains(&digits) && plain
}

/// This many digits, nothing else.
pub fn is_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Digits whose check digit after Luhn is right.
pub fn is_luhn(text: &str) -> bool {
    let digits = text.bytes().rev().enumerate().map(|(place, byte)| {
        let digit = u32::from(byte.wrapping_sub(b'0'));
        match digit * if place % 2 == 1 { 2 } else { 1 } {
            double @ 10.. => double - 9,
            single => single,
        }
    });
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && digits.sum::<u32>() % 10 == 0
}

/// A SIRET: 14 digits that pass Luhn's check, or one of La Poste, whose digits add up to a multiple of five.
pub fn is_siret(text: &str) -> bool {
    let sum: u32 = text
        .bytes()
        .map(|byte| u32::from(byte.wrapping_sub(b'0')))
        .sum();
    let post = text.starts_with("356000000") && sum.is_multiple_of(5);
    is_digits(text, 14) && (is_luhn(text) || post)
}

/// A VAT number in the form of its country; for France with the right key. Countries outside the EU pass.
pub fn is_vat(text: &str) -> bool {
    let compact: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !".-".contains(*c))
        .collect();
    let Some((country, number)) = compact.split_at_checked(2) else {
        return false;
    };
    let alphanumeric =
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let digits = |counts: &[usize]| counts.iter().any(|count| is_digits(number, *count));
    match country.to_ascii_uppercase().as_str() {
        "FR" => is_french_vat(number),
        "DE" | "EE" | "EL" | "PT" => digits(&[9]),
        "DK" | "FI" | "HU" | "LU" | "MT" | "SI" => digits(&[8]),
        "HR" | "IT" | "LV" => digits(&[11]),
        "PL" | "SK" => digits(&[10]),
        "SE" => digits(&[12]),
        "BE" | "BG" => digits(&[9, 10]),
        "CZ" => digits(&[8, 9, 10]),
        "LT" => digits(&[9, 12]),
        "RO" => (2..=10).contains(&number.len()) && digits(&[number.len()]),
        "AT" => number.starts_with('U') && is_digits(&number[1..], 8),
        "CY" | "ES" => number.len() == 9 && alphanumeric,
        "IE" => (8..=9).contains(&number.len()) && alphanumeric,
        "NL" => number.len() == 12 && alphanumeric,
        _ => alphanumeric,
    }
}

/// Two key characters, then a SIREN; a key of digits is derived from the SIREN.
fn is_french_vat(number: &str) -> bool {
    let Some((key, siren)) = number.split_at_checked(2) else {
        return false;
    };
    let (true, Ok(siren)) = (is_digits(siren, 9), siren.parse::<u64>()) else {
        return false;
    };
    match key.parse::<u64>() {
        Ok(key) => key == (12 + 3 * (siren % 97)) % 97,
        Err(_) => key.bytes().all(|byte| byte.is_ascii_alphanumeric()),
    }
}

/// A date of ISO 8601, in the basic or the extended form, perhaps with a time and a zone.
pub fn is_iso_date(text: &str) -> bool {
    match text.split_once('T') {
        Some((day, time)) => is_iso_day(day) && is_iso_time(time),
        None => is_iso_day(text),
    }
}

fn is_iso_day(text: &str) -> bool {
    match shape(text).as_str() {
        "9999-99-99" => parse_date(text).is_some(),
        "99999999" => {
            let dashed = format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]);
            parse_date(&dashed).is_some()
        }
        "9999-99" => parse_date(&format!("{text}-01")).is_some(),
        // Days of a year, weeks, days of a week.
        "9999-999" | "9999999" | "9999-W99" | "9999-W99-9" | "9999W99" | "9999W999" => true,
        _ => false,
    }
}

fn is_iso_time(text: &str) -> bool {
    let (time, zone) = match text.find(['Z', '+', '-']) {
        Some(at) => text.split_at(at),
        None => (text, "Z"),
    };
    let clock = match time.split_once(['.', ',']) {
        Some((clock, fraction)) if shape(fraction).trim_matches('9').is_empty() => clock,
        Some(_) => return false,
        None => time,
    };
    let is_hour = clock.get(..2).is_some_and(|hour| hour <= "24");
    let clocks = ["99", "99:99", "99:99:99", "9999", "999999"];
    let zones = ["Z", "+99", "+99:99", "+9999"];
    is_hour
        && clocks.contains(&shape(clock).as_str())
        && zones.contains(&shape(zone).replace('-', "+").as_str())
}

/// The text with every digit as a nine.
fn shape(text: &str) -> String {
    let nine = |c: char| if c.is_ascii_digit() { '9' } else { c };
    text.chars().map(nine).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_names() {
        for good in [
            "a@b.example",
            "first.last+x@mail.example.com",
            "é@exämple.org",
        ] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "", "a", "@b.c", "a@b", "a b@c.d", "a@b..c", "a@-b.c", "a@*.b.c", ".a@b.c",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
        assert!(is_domain("*.example.com") && is_domain("a-b.example"));
        assert!(!is_domain("example") && !is_domain("a.*.example") && !is_domain("exa mple.com"));
        assert!(is_telephone("+33-1-23-45-67-89") && is_telephone("(0)2 31.00.00.00"));
        assert!(!is_telephone("12") && !is_telephone("call me 12345") && !is_telephone("1+23456"));
    }

    #[test]
    fn names_of_hosts() {
        for good in [
            "intranet",
            "example.com.",
            "*.example.com",
            "xn--bcher-kva.example",
            "_dmarc.example.com",
        ] {
            assert!(is_host(good), "{good}");
        }
        for bad in [
            "",
            ".",
            "*.",
            "a..b",
            "-a.example",
            "a-.example",
            "a.*.example",
            "a,b.example",
            "http://a.example",
        ] {
            assert!(!is_host(bad), "{bad}");
        }
        let label = "a".repeat(63);
        assert!(is_host(&label) && !is_host(&format!("{label}a")));
    }

    #[test]
    fn iso_dates() {
        for good in [
            "2023-12-01",
            "20231201",
            "2023-12",
            "2023-335",
            "2023-W48-5",
            "2024-02-29",
            "2023-12-01T10:00:00",
            "2023-12-01T10:00",
            "20231201T10:00:00",
            "20231201T100000Z",
            "2023-12-01T10:00:00.5+01:00",
            "2023-12-01T10:00:00,25-0330",
            "2023-12-01T24:00",
        ] {
            assert!(is_iso_date(good), "{good}");
        }
        for bad in [
            "",
            "2023",
            "2023-02-29",
            "20231301",
            "01/12/2023",
            "2023-12-01 10:00",
            "2023-12-01T",
            "2023-12-01T10:00 PM",
            "2023-12-01T25:00",
            "2023-12-01T1:00",
            "2023-12-01T10:00:00.x",
            "2023-12-01T10:00CET",
        ] {
            assert!(!is_iso_date(bad), "{bad}");
        }
    }

    #[test]
    fn numbers() {
        assert!(is_luhn("732829320") && !is_luhn("123456789") && !is_luhn(""));
        assert!(is_siret("73282932000074") && !is_siret("73282932000075"));
        assert!(
            is_siret("35600000000048") && is_siret("35600000049837") && !is_siret("35600000049838")
        );
        assert!(is_vat("FR44732829320") && !is_vat("FR12123456789") && !is_vat("FR1234"));
        assert!(
            is_vat("DE123456789")
                && !is_vat("DE12")
                && is_vat("CHE123456789")
                && is_vat("ATU12345678")
        );
        assert!(is_country("JP") && is_country("fr") && !is_country("XX") && !is_country("A "));
    }
}
