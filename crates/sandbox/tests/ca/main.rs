//! The test CA, judged by the OpenSSL command.

mod certificates;
mod crls;
mod openssl;
mod own_keys;
mod subjects;
mod support;
mod tls;
mod verifying;
