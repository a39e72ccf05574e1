//! The emitter of Certwire codec implementations: a struct description in, tokens out.
