//! Typed messages of TBS INTERNET's XML-RPC API.
