//! Lists as people read them: a record a line, the elements that matter in columns.

use certwire_wire::tree::Node;

use super::{reply::Reply, summary};
use crate::service::Service;

/// A column: paths below a record, of which the first that is there counts, and the table of its codes.
type Column = (&'static [&'static str], &'static str);

const ORDERS: &[Column] = &[
    (&["OrderInfo/OrderID", "OrderID"], ""),
    (&["OrderInfo/ProductCode", "ProductCode"], ""),
    (&["OrderInfo/OrderStatus", "OrderStatus"], "order_status"),
    (&["OrderInfo/OrderDate", "OrderDate"], ""),
    (&["OrderSubInfo/SubID"], ""),
    (&["CertificateInfo/CommonName"], ""),
    (&["CertificateInfo/EndDate"], ""),
];

/// The columns of an operation's list; none for what is no list.
fn columns(operation: &str) -> &'static [Column] {
    match operation {
        "GetOrders" | "GetModifiedOrders" => ORDERS,
        "changementCommandes" => &[
            (&["refTBS"], ""),
            (&["labelStatus", "status"], ""),
            (&["dateStatus"], ""),
            (&["labelStatusAvance", "statusAvance"], ""),
        ],
        "listeAed" => &[
            (&["id"], ""),
            (&["value/organizationName"], ""),
            (&["value/postalCode"], ""),
            (&["value/city"], ""),
            (&["value/country"], ""),
        ],
        "listeRenouv" => &[
            (&["refTBS"], ""),
            (&["refClient"], ""),
            (&["certCN"], ""),
            (&["codeProduit"], ""),
            (&["dateFin"], ""),
            (&["statut"], "advanced_status"),
        ],
        "enSommeil" => &[
            (&["refTBS"], ""),
            (&["ref"], ""),
            (&["cn"], ""),
            (&["codeProduit"], ""),
            (&["dateDerniereOperation"], ""),
            (&["etat"], ""),
        ],
        "reference" => &[
            (&["refTBS"], ""),
            (&["refCA"], ""),
            (&["refClient"], ""),
            (&["CN"], ""),
            (&["nrSerie"], ""),
        ],
        _ => &[],
    }
}

/// Where an operation's list stands.
pub fn list(operation: &str, stream: &'static str) -> &'static str {
    match operation {
        "reference" => "Reponse/<n>",
        _ => stream,
    }
}

/// The records of a list; none when the operation gives no list.
pub fn records<'r>(
    operation: &str,
    stream: &'static str,
    reply: &'r Reply,
) -> Option<Vec<&'r Node<'static>>> {
    (!columns(operation).is_empty()).then(|| reply.records(list(operation, stream)))
}

/// A list in columns.
pub fn render(service: Service, operation: &str, records: &[&Node<'static>]) -> String {
    let columns = columns(operation);
    let rows: Vec<Vec<String>> = records
        .iter()
        .map(|record| {
            columns
                .iter()
                .map(|column| cell(service, record, column))
                .collect()
        })
        .collect();
    let width = |index: usize| {
        rows.iter()
            .map(|row| row[index].chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns.len()).map(width).collect();
    let mut text = String::new();
    for row in &rows {
        let cells = row.iter().zip(&widths).filter(|(_, width)| **width > 0);
        let line: Vec<String> = cells
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        text.push_str(line.join("  ").trim_end());
        text.push('\n');
    }
    text
}

fn cell(service: Service, record: &Node<'static>, (paths, table): &Column) -> String {
    let mut values = paths.iter().filter_map(|path| summary::value(record, path));
    let value = values.find(|value| !value.is_empty()).unwrap_or_default();
    let table = service.reference().table(table);
    let label = table
        .and_then(|table| table.code(&value))
        .map(|row| row.label);
    let text = label.map_or(value, str::to_owned);
    text.replace(['\n', '\r', '\t'], " ")
}
