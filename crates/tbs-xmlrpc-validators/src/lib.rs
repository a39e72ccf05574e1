//! Offline validation of TBS INTERNET XML-RPC orders.
