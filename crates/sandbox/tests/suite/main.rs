//! The sandbox's operations, one binary for all of them.

mod chaos;
mod common;
mod gs;
mod manage;
mod tbs;
