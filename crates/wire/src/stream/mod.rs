//! Lists read one record at a time, in bounded memory.

mod shift;

pub(crate) use shift::Shifted;
