//! The golden payloads below `tests/payloads/`: their verdicts, what they cover, and the way from bytes to types and back.

mod coverage;
mod files;
mod golden;
mod record;
mod report;
mod round_trip;
