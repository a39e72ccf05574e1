//! Check certificate orders before they cost money.

pub mod input;
