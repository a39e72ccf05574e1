//! The sandbox's operations, one binary for all of them.

mod chaos;
mod common;
mod durability;
mod gs;
mod gs_errors;
mod gs_goldens;
mod gs_lifecycle;
mod gs_mutants;
mod gs_pickup;
mod gs_queries;
mod gs_restart;
mod gs_support;
mod gs_wire;
mod load;
mod loaded;
mod manage;
#[path = "../ca/openssl.rs"]
mod openssl;
mod secrets;
mod senders;
mod tbs;
mod tbs_codes;
mod tbs_golden;
mod tbs_hostile;
mod tbs_lifecycle;
mod tbs_support;
