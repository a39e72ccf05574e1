//! Payloads that break one rule alone, and payloads that just obey it: `tests/rules/*.kdl`.

mod book;
mod edit;
mod verdict;

pub use book::{Base, Book, Case, Kind};
pub use edit::Edit;
pub use verdict::{Findings, NOW, findings, judge_tree, judge_xml};
