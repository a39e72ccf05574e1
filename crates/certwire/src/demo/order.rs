//! What the orders of both CAs have in common: their text, and the certificate that comes of them.

use super::{Trouble, step::Steps};
use crate::input::text;
use certwire_sandbox::{
    Sandbox,
    ca::{Facts, verify::verify_chain},
    time::Time,
};
use certwire_wire::{
    sink::Discard,
    tree::{Node, Tree, Walk},
    walk::Message,
};

/// A certificate with its chain.
#[derive(Debug)]
pub(super) struct Issued {
    /// Who issued it.
    pub(super) vendor: &'static str,
    /// PEM.
    pub(super) certificate: String,
    /// PEM, the root last.
    pub(super) chain: Vec<String>,
    /// Where it was written.
    pub(super) file: String,
    /// Where its chain was written.
    pub(super) chain_file: String,
}

/// The message in a YAML text whose only member is named by the operation.
///
/// # Errors
///
/// When the text is no YAML.
pub(super) fn message(yaml: &str) -> Result<Node<'static>, Trouble> {
    let root = text::parse(yaml).map_err(|trouble| trouble.to_string())?;
    let Tree::Map(members) = root.tree else {
        return Err("the order is no structure".into());
    };
    let (_, message) = members.into_iter().next().ok_or("the order is empty")?;
    Ok(message)
}

/// The request that a message is.
pub(super) fn request<'a, T: Message<'a>>(message: &'a Node<'a>) -> T {
    T::decode(&mut Walk::new(message, &mut Discard))
}

impl Issued {
    /// Checks its chain and says what it holds.
    ///
    /// # Errors
    ///
    /// When the chain does not verify.
    pub(super) fn verify(&self, sandbox: &Sandbox, steps: &mut Steps<'_>) -> Result<(), Trouble> {
        let now = sandbox.now()?;
        let subjects = verify_chain(&self.certificate, &self.chain, now.seconds())
            .map_err(|broken| format!("{}: {broken}", self.vendor))?;
        let facts = Facts::of(&self.certificate).ok_or("the certificate does not read")?;
        let until = Time::from_millis(facts.not_after * 1000).print("%Y-%m-%d");
        let chain = subjects[1..].join(" ← ");
        steps.group(
            "certificates",
            &[
                ("CA", self.vendor),
                ("subject", &facts.subject),
                ("serial", &facts.serial),
                ("valid until", &until),
                ("SHA-256", &facts.fingerprint),
                ("chain OK", &chain),
                ("file", &self.file),
                (
                    "see",
                    &format!("openssl verify -CAfile {} {}", self.chain_file, self.file),
                ),
            ],
        )?;
        Ok(())
    }
}
