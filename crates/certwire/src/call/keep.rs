//! Certificates, chains and secrets of answers, kept in files.

use std::{
    fmt::Write as _,
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use certwire_wire::tree::Node;

use super::{failure::Failure, reply::Reply, summary};

/// Where certificates stand in an answer, and how their files end.
const CERTIFICATES: [(&str, &str); 5] = [
    ("OrderDetail/Fulfillment/PcCertificate/X509Cert", "pem"),
    ("OrderDetail/Fulfillment/PcCertificate/PKCS7Cert", "p7b"),
    ("certificat/x509", "pem"),
    ("certificat/pkcs7", "p7b"),
    ("certificat/chaine", "chain.pem"),
];
/// Where the CA's certificates stand, and the one in each.
const CHAIN: (&str, &str) = (
    "OrderDetail/Fulfillment/CACertificates/CACertificate",
    "CACert",
);

/// Writes what an answer brings for an order: certificate and chain for everyone, secrets for the owner alone.
///
/// # Errors
///
/// When a file cannot be written.
pub fn keep(folder: &Path, order: &str, reply: &Reply) -> Result<Vec<PathBuf>, Failure> {
    let mut texts: Vec<(&str, String)> = Vec::new();
    for (path, end) in CERTIFICATES {
        texts.extend(reply.value(path).map(|text| (end, text)));
    }
    let (list, name) = CHAIN;
    let chain = reply.records(list).into_iter();
    let chain: Vec<String> = chain
        .filter_map(|record: &Node<'_>| summary::value(record, name))
        .collect();
    if !chain.is_empty() {
        texts.push(("chain.pem", chain.iter().map(|text| ended(text)).collect()));
    }
    let mut secrets = String::new();
    for (path, secret) in &reply.secrets {
        let _ = writeln!(secrets, "{path}: {}", secret.expose());
    }
    if texts.is_empty() && secrets.is_empty() {
        return Ok(Vec::new());
    }
    let failed =
        |path: &Path, error: &io::Error| Failure::failed(format!("{}: {error}", path.display()));
    fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    let mut files = Vec::new();
    let stem = stem(order);
    for (end, text) in texts {
        let path = folder.join(format!("{stem}.{end}"));
        fs::write(&path, ended(&text)).map_err(|error| failed(&path, &error))?;
        files.push(path);
    }
    if !secrets.is_empty() {
        let path = folder.join(format!("{stem}.secret.yaml"));
        let written = private(&path).and_then(|mut file| file.write_all(secrets.as_bytes()));
        written.map_err(|error| failed(&path, &error))?;
        files.push(path);
    }
    Ok(files)
}

/// With one line break at its end, and none of another system's.
fn ended(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    format!("{}\n", text.trim_end())
}

/// A file name of an id that the CA chose.
fn stem(order: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || c == '-' {
            c
        } else {
            '_'
        }
    };
    let stem: String = order.chars().map(plain).take(64).collect();
    if stem.is_empty() {
        "order".to_owned()
    } else {
        stem
    }
}

/// A new file that only its owner can read; an old one of the name goes.
///
/// # Errors
///
/// When it cannot be made.
pub fn private(path: &Path) -> io::Result<fs::File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    owner_only().write(true).create_new(true).open(path)
}

/// How a file is opened so that, if it is made, only its owner can read it.
pub fn owner_only() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_the_ca_lead_nowhere() {
        assert_eq!(stem("PC000012345"), "PC000012345");
        assert_eq!(stem("../../etc/passwd"), "______etc_passwd");
        assert_eq!(stem(""), "order");
    }
}
