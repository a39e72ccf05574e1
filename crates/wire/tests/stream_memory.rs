//! A stream of 200 MB is read in memory that does not grow with it.
#![cfg(target_os = "linux")]

mod stream_messages;

use std::io::{self, Read};

use certwire_wire::{
    sink::Discard,
    stream::{ListReader, Listing},
};
use stream_messages::{Asleep, GetOrders};

const MIB: usize = 1 << 20;

/// A body made while it is read: a head, numbered records, a tail.
struct Generated<F> {
    record: F,
    records: usize,
    made: usize,
    tail: &'static str,
    /// What has been made and not read yet.
    left: Vec<u8>,
    read: usize,
}

impl<F: FnMut(usize) -> String> Read for Generated<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left.is_empty() && self.made <= self.records {
            self.left = if self.made < self.records {
                (self.record)(self.made).into_bytes()
            } else {
                self.tail.as_bytes().to_vec()
            };
            self.made += 1;
        }
        let len = self.left.len().min(buffer.len());
        buffer[..len].copy_from_slice(&self.left[..len]);
        self.left.drain(..len);
        self.read += len;
        Ok(len)
    }
}

/// The most memory that this process has held so far.
fn most_memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .unwrap();
    let kib: usize = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kib << 10
}

/// Reads a body of so many records and gives the memory that it took and the body's length.
fn measure<L: Listing>(
    records: usize,
    head: &'static str,
    tail: &'static str,
    record: impl FnMut(usize) -> String,
) -> (usize, usize) {
    let before = most_memory();
    let mut body = Generated {
        record,
        records,
        made: 0,
        tail,
        left: head.as_bytes().to_vec(),
        read: 0,
    };
    let limits = certwire_wire::limits::Limits::DEFAULT;
    let mut reader = ListReader::<_, L, _>::with_sink(&mut body, None, limits, Discard);
    let mut count = 0;
    while reader.next().unwrap().is_some() {
        count += 1;
    }
    assert_eq!(count, records);
    reader.finish_with_sink().unwrap();
    (most_memory() - before, body.read)
}

#[test]
fn memory_does_not_grow_with_the_stream() {
    let certificate = "MIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBa\n".repeat(220);
    let (memory, length) = measure::<GetOrders>(
        200 * MIB / certificate.len(),
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><n:GetOrdersResponse xmlns:n=\"urn:ws\"><Response>\
         <OrderResponseHeader><SuccessCode>0</SuccessCode></OrderResponseHeader>",
        "</Response></n:GetOrdersResponse></s:Body></s:Envelope>",
        |n| {
            format!(
                "<OrderDetail><OrderID>{n}</OrderID><Certificate>{certificate}</Certificate></OrderDetail>\n"
            )
        },
    );
    assert!(length > 200 * MIB);
    assert!(memory < 16 * MIB, "{memory}");

    let (memory, length) = measure::<Asleep>(
        100_000,
        "<methodResponse><params><param><value><struct>",
        "</struct></value></param></params></methodResponse>",
        |n| {
            format!(
                "<member><name>{n}</name><value><struct><member><name>OrderID</name><value><int>{n}</int></value></member></struct></value></member>"
            )
        },
    );
    assert!(length > 12 * MIB);
    assert!(memory < 4 * MIB, "{memory}");
}
