//! From the bytes of a payload to a verdict: whose message it is, which operation, and what is wrong with it.
//!
//! The `certwire` command and the sandbox's page judge with it. Programs that know what they hold depend on
//! `gs-soap-validators` or `tbs-xmlrpc-validators` instead.

mod answer;
pub mod excerpt;
mod gather;
pub mod input;
pub mod json;
pub mod judge;
pub mod judgement;
mod secrets;
pub mod service;
pub mod shown;
pub mod stream;
pub mod tree;
mod verdict;
