//! Lists of known weak keys, above all those of Debian's broken generator of 2006 to 2008 (CVE-2008-0166).
//!
//! | format | entry | of what |
//! |---|---|---|
//! | openssl-blacklist | line of 20 hexadecimal digits | end of the SHA-1 of `Modulus=HEX` and a line feed |
//! | openssh-blacklist | line of 20 hexadecimal digits | end of the MD5 of the SSH public key |
//! | fingerprints | line of 32, 40 or 64 digits | the MD5 or SHA-1 above whole; SHA-256 of the key's DER |
//! | badkeys | 16 bytes, sorted: 15 and the list's number | start of the SHA-256 of the modulus or the point's x |
//! | prefixes | 8 bytes, sorted | start of the SHA-256 of the key's DER |
//!
//! Text lists may have `#` comments and further columns; colons between digits are read over. Both kinds of 20 digits may be
//! mixed: each key is looked up both ways.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use crate::key::{Curve, PublicKey, RsaKey};
use crate::signature::Hash;
use crate::tlv;

/// One or several lists.
#[derive(Clone, Debug, Default)]
pub struct BlockList {
    lists: Vec<List>,
}

#[derive(Clone, Debug)]
struct List {
    entries: Entries,
    coverage: Coverage,
}

#[derive(Clone, Debug)]
enum Entries {
    /// Binary values of 10, 16, 20 or 32 bytes.
    Digests(BTreeSet<Vec<u8>>),
    /// The sorted first fifteen bytes.
    Badkeys(Vec<[u8; 15]>),
    /// The sorted first eight bytes.
    Prefixes(Vec<[u8; 8]>),
}

/// Which keys a list speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coverage {
    /// RSA keys of this size, by the name of the file.
    RsaBits(u32),
    /// RSA keys.
    Rsa,
    /// RSA and EC keys.
    All,
}

/// What the lists say of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listing {
    /// It is listed.
    Weak,
    /// It is in no list that speaks of such keys.
    NotListed,
    /// No list speaks of such keys.
    NotCovered,
}

impl BlockList {
    /// Reads a file, or all files of a folder. A name that ends in `RSA-2048` or the like limits the list to keys of that size;
    /// lists of DSA keys are left out.
    pub fn read(path: &Path) -> io::Result<Self> {
        let mut lists = Self::default();
        if path.is_dir() {
            let mut files: Vec<_> = fs::read_dir(path)?.collect::<io::Result<_>>()?;
            files.sort_by_key(fs::DirEntry::file_name);
            for file in files.iter().filter(|file| file.path().is_file()) {
                lists.add_file(&file.path())?;
            }
        } else {
            lists.add_file(path)?;
        }
        if lists.lists.is_empty() {
            let message = format!("{}: no list of weak RSA or EC keys", path.display());
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        Ok(lists)
    }

    fn add_file(&mut self, path: &Path) -> io::Result<()> {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().to_uppercase());
        let name = name.unwrap_or_default();
        if name.contains("DSA-") && !name.contains("ECDSA-") {
            return Ok(());
        }
        let bytes = fs::read(path)?;
        self.add(&bytes, rsa_bits(&name)).map_err(|message| {
            io::Error::new(
                io::ErrorKind::InvalidData,
                format!("{}: {message}", path.display()),
            )
        })
    }

    /// Adds the contents of one list; `rsa_bits` limits it to RSA keys of that size.
    pub fn add(&mut self, bytes: &[u8], rsa_bits: Option<u32>) -> Result<(), &'static str> {
        let (entries, coverage) = read_entries(bytes)?;
        let coverage = rsa_bits.map_or(coverage, Coverage::RsaBits);
        self.lists.push(List { entries, coverage });
        Ok(())
    }

    /// Looks the key up in every list that speaks of such keys.
    pub fn listing(&self, key: &PublicKey, spki: &[u8]) -> Listing {
        let names = Names::of(key, spki);
        let mut lists = self.lists.iter().filter(|list| list.covers(key)).peekable();
        if lists.peek().is_none() {
            Listing::NotCovered
        } else if lists.any(|list| list.entries.hold(&names)) {
            Listing::Weak
        } else {
            Listing::NotListed
        }
    }
}

impl List {
    fn covers(&self, key: &PublicKey) -> bool {
        match (key, self.coverage) {
            (PublicKey::Rsa(key), Coverage::RsaBits(bits)) => key.bits() == bits,
            (PublicKey::Rsa(_), _) | (PublicKey::Ec { .. }, Coverage::All) => true,
            _ => false,
        }
    }
}

/// All the names under which lists may know a key.
struct Names {
    digests: Vec<Vec<u8>>,
    badkeys: Option<Vec<u8>>,
    spki: Vec<u8>,
}

impl Names {
    fn of(key: &PublicKey, spki: &[u8]) -> Self {
        let spki = Hash::Sha256.digest(&[spki]);
        let mut digests = vec![spki.clone()];
        if let PublicKey::Rsa(key) = key {
            let sha1 = openssl_digest(key);
            let md5 = openssh_digest(key);
            digests.extend([sha1[10..].to_vec(), md5[6..].to_vec(), sha1, md5]);
        }
        let badkeys = match key {
            PublicKey::Rsa(key) => Some(Hash::Sha256.digest(&[key.modulus()])),
            PublicKey::Ec { curve, point } => {
                abscissa(curve, point).map(|x| Hash::Sha256.digest(&[x]))
            }
            _ => None,
        };
        Self {
            digests,
            badkeys,
            spki,
        }
    }
}

impl Entries {
    fn hold(&self, names: &Names) -> bool {
        match self {
            Self::Digests(known) => names.digests.iter().any(|digest| known.contains(digest)),
            Self::Badkeys(known) => names.badkeys.as_ref().is_some_and(|digest| {
                known
                    .binary_search_by(|entry| entry[..].cmp(&digest[..15]))
                    .is_ok()
            }),
            Self::Prefixes(known) => known
                .binary_search_by(|entry| entry[..].cmp(&names.spki[..8]))
                .is_ok(),
        }
    }
}

/// What `openssl rsa -modulus | sha1sum` prints.
fn openssl_digest(key: &RsaKey) -> Vec<u8> {
    let hex = tlv::hexadecimal(key.modulus()).to_uppercase();
    Hash::Sha1.digest(&[format!("Modulus={hex}\n").as_bytes()])
}

/// The MD5 fingerprint of the key in SSH's encoding (RFC 4253, section 6.6).
fn openssh_digest(key: &RsaKey) -> Vec<u8> {
    let mut blob = Vec::new();
    let mut field = |lead: &[u8], bytes: &[u8]| {
        let length = u32::try_from(lead.len() + bytes.len()).unwrap_or_default();
        blob.extend(length.to_be_bytes().iter().chain(lead).chain(bytes));
    };
    field(&[], b"ssh-rsa");
    for number in [key.exponent(), key.modulus()] {
        let sign = number.first().is_some_and(|&byte| byte >= 0x80);
        field(if sign { &[0] } else { &[] }, number);
    }
    Hash::Md5.digest(&[&blob])
}

/// The point's x without leading zeros.
fn abscissa<'a>(curve: &Curve, point: &'a [u8]) -> Option<&'a [u8]> {
    let length = curve.bits()?.div_ceil(8) as usize;
    let x = point.get(1..=length)?;
    let zeros = x.iter().take_while(|&&byte| byte == 0).count();
    Some(&x[zeros..])
}

/// The size in a name such as `blacklist.RSA-2048`.
fn rsa_bits(name: &str) -> Option<u32> {
    let (_, digits) = name.rsplit_once("RSA-")?;
    let end = digits
        .find(|digit: char| !digit.is_ascii_digit())
        .unwrap_or(digits.len());
    digits[..end].parse().ok()
}

const UNKNOWN_FORMAT: &str = "no known format of a list of weak keys";

fn read_entries(bytes: &[u8]) -> Result<(Entries, Coverage), &'static str> {
    if bytes.is_empty() {
        return Err("the list is empty");
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && !text.contains('\0')
    {
        return read_text(text);
    }
    let (eights, rest) = bytes.as_chunks::<8>();
    if rest.is_empty() && eights.is_sorted() {
        return Ok((Entries::Prefixes(eights.to_vec()), Coverage::All));
    }
    let (sixteens, rest) = bytes.as_chunks::<16>();
    if rest.is_empty() && sixteens.is_sorted() {
        let entries = sixteens
            .iter()
            .filter_map(|entry| entry[..15].try_into().ok());
        return Ok((Entries::Badkeys(entries.collect()), Coverage::All));
    }
    Err(UNKNOWN_FORMAT)
}

fn read_text(text: &str) -> Result<(Entries, Coverage), &'static str> {
    let mut digests = BTreeSet::new();
    let mut coverage = Coverage::Rsa;
    for line in text.lines() {
        let line = line.split('#').next().unwrap_or_default();
        let Some(word) = line.split_ascii_whitespace().next() else {
            continue;
        };
        let digest = hexadecimal(&word.replace(':', "")).ok_or(UNKNOWN_FORMAT)?;
        match digest.len() {
            10 | 16 | 20 => {}
            32 => coverage = Coverage::All,
            _ => return Err(UNKNOWN_FORMAT),
        }
        digests.insert(digest);
    }
    if digests.is_empty() {
        return Err("the list is empty");
    }
    Ok((Entries::Digests(digests), coverage))
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let pair = |pair: &[u8; 2]| {
        let digit = |byte: u8| char::from(byte).to_digit(16);
        u8::try_from(digit(pair[0])? << 4 | digit(pair[1])?).ok()
    };
    rest.is_empty().then(|| pairs.iter().map(pair).collect())?
}
