//! What issue 6 asks of a row: so many times faster than another row of the same data.

/// A demand of one row.
pub(crate) struct Demand {
    /// Our row.
    pub(crate) ours: &'static str,
    /// The row that it is held against.
    pub(crate) peer: &'static str,
    /// How many times faster at least.
    pub(crate) least: f64,
}

const fn demand(ours: &'static str, peer: &'static str, least: f64) -> Demand {
    Demand { ours, peer, least }
}

/// Name of the row that all ratios refer to.
pub(crate) const RAW: &str = "quick-xml raw";

/// For `GetOrders` responses.
pub(crate) const GET_ORDERS: &[Demand] = &[
    demand("decode", RAW, 3.5),
    demand("decode", "quick-xml serde", 10.0),
    demand("decode", "gSOAP", 12.0),
    demand("decode + validate", RAW, 3.0),
    demand("encode", "quick-xml serde encode", 8.0),
];

/// For `GetOrders` responses of 100 MB.
pub(crate) const GET_ORDERS_100: &[Demand] = &[
    demand("decode", RAW, 3.0),
    demand("decode + validate", RAW, 3.0),
];

/// For `OrderOSEV` requests.
pub(crate) const ORDER_OSEV: &[Demand] = &[demand("decode", RAW, 3.0)];

/// For XML-RPC requests.
pub(crate) const CALL: &[Demand] = &[demand("decode", RAW, 3.0), demand("decode", "dxr", 15.0)];

/// For XML-RPC responses.
pub(crate) const LIST: &[Demand] = &[
    demand("decode", RAW, 3.0),
    demand("decode", "dxr", 15.0),
    demand("decode", "serde_xmlrpc", 4.0),
];
