//! Lists of responses, read one record at a time.

use std::io::{self, Read};

use certwire_wire::{
    decoded::Decoded,
    stream::{ListReader, Listing},
    tree::{Builder, Node, Secrets, Tree},
    walk::{Message as Structure, Visit},
};

use crate::{generate::Choices, message::Message};

/// What a stream gave.
#[derive(Debug)]
pub struct Streamed {
    /// The records.
    pub records: Vec<Node<'static>>,
    /// The response without them.
    pub rest: Node<'static>,
    /// How many departures and faults were remarked.
    pub remarks: usize,
}

/// Reads the list of a response from pieces of any size; none when the operation has no such list.
pub fn read(message: Message, body: &[u8], choices: Choices) -> Option<Result<Streamed, String>> {
    let pieces = Pieces { body, choices };
    Some(match message.operation.name {
        "GetOrders" => stream::<gs_soap_types::GetOrders>(pieces),
        "GetModifiedOrders" => stream::<gs_soap_types::GetModifiedOrders>(pieces),
        "enSommeil" => stream::<tbs_xmlrpc_types::EnSommeil>(pieces),
        "listeAed" => stream::<tbs_xmlrpc_types::ListeAed>(pieces),
        "listeRenouv" => stream::<tbs_xmlrpc_types::ListeRenouv>(pieces),
        "changementCommandes" => stream::<tbs_xmlrpc_types::ChangementCommandes>(pieces),
        _ => return None,
    })
}

fn stream<L: Listing>(pieces: Pieces<'_>) -> Result<Streamed, String> {
    let mut reader = ListReader::<_, L>::new(pieces, None);
    let mut records = Vec::new();
    while let Some(record) = reader.next().map_err(|error| error.to_string())? {
        records.push(tree(&record));
    }
    let Decoded {
        value,
        faults,
        notes,
        ..
    } = reader.finish().map_err(|error| error.to_string())?;
    Ok(Streamed {
        records,
        rest: tree(&value),
        remarks: faults.len() + notes.len(),
    })
}

fn tree<'a, T: Structure<'a>>(value: &T) -> Node<'static> {
    let mut builder = Builder::new(Secrets::Keep);
    Visit::root(value, &mut builder);
    builder.finish()
}

/// The records of a whole response: what stands at the path of its operation's list.
pub fn records(message: Message, node: &Node<'static>) -> Vec<Node<'static>> {
    let mut node = node.clone();
    for name in message.operation.stream.split('/') {
        let Tree::Map(mut members) = node.tree else {
            return Vec::new();
        };
        if name.starts_with('<') {
            // Entries go by numbers, everything else by words.
            members.retain(|(name, _)| name.bytes().all(|b| b.is_ascii_digit()));
            return members.into_iter().map(|(_, node)| node).collect();
        }
        let Some(at) = members.iter().position(|(member, _)| member == name) else {
            return Vec::new();
        };
        node = members.swap_remove(at).1;
    }
    match node.tree {
        Tree::List(entries) => entries,
        _ => vec![node],
    }
}

/// A body that arrives in pieces.
struct Pieces<'b> {
    body: &'b [u8],
    choices: Choices,
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = *self.choices.pick(&[4096, 1, 7, 100]);
        let count = most.min(buffer.len()).min(self.body.len());
        buffer[..count].copy_from_slice(&self.body[..count]);
        self.body = &self.body[count..];
        Ok(count)
    }
}
