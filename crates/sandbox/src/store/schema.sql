CREATE TABLE IF NOT EXISTS meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS account (
    service  TEXT NOT NULL,
    user     TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (service, user)
) STRICT;

-- What is searched for stands in columns of its own; the rest in the document.
CREATE TABLE IF NOT EXISTS orders (
    id        TEXT PRIMARY KEY,
    service   TEXT NOT NULL,
    account   TEXT NOT NULL,
    product   TEXT NOT NULL,
    reference TEXT,
    placed    INTEGER NOT NULL,
    modified  INTEGER NOT NULL,
    status    TEXT NOT NULL,
    expires   INTEGER,
    due       INTEGER,
    document  TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS orders_by_account ON orders (service, account, placed);
CREATE INDEX IF NOT EXISTS orders_by_product ON orders (service, account, product, placed);
CREATE INDEX IF NOT EXISTS orders_by_modified ON orders (service, account, modified);
CREATE INDEX IF NOT EXISTS orders_by_reference ON orders (service, account, reference) WHERE reference IS NOT NULL;
CREATE INDEX IF NOT EXISTS orders_by_expires ON orders (service, account, expires) WHERE expires IS NOT NULL;
CREATE INDEX IF NOT EXISTS orders_by_due ON orders (due) WHERE due IS NOT NULL;

-- Other names by which orders are found: serial numbers, the CA's references, …
CREATE TABLE IF NOT EXISTS order_key (
    order_id TEXT NOT NULL,
    service  TEXT NOT NULL,
    kind     TEXT NOT NULL,
    value    TEXT NOT NULL,
    PRIMARY KEY (order_id, kind, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS order_key_by_value ON order_key (service, kind, value);

-- Drawn from the orders, for CRLs.
CREATE TABLE IF NOT EXISTS revoked (
    serial TEXT PRIMARY KEY,
    issuer TEXT NOT NULL,
    at     INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS revoked_by_issuer ON revoked (issuer, serial);

CREATE TABLE IF NOT EXISTS timeline (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    "order"  TEXT NOT NULL,
    document TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS timeline_by_order ON timeline ("order");

CREATE TABLE IF NOT EXISTS mail (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    "order"  TEXT NOT NULL,
    document TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS voucher (
    service  TEXT NOT NULL,
    code     TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (service, code)
) STRICT;

CREATE TABLE IF NOT EXISTS forced (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    document TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS exchange (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    document TEXT NOT NULL
) STRICT;
