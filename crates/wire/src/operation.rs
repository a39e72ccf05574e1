//! Operations and their messages.

use crate::{shape::Shape, walk::Message};

/// One operation of a service, as the schema describes it.
#[derive(Debug)]
pub struct Operation {
    /// `gs` or `tbs`.
    pub service: &'static str,
    /// Wire name: `OrderPS1`, `achat`.
    pub name: &'static str,
    /// English title.
    pub title: &'static str,
    /// One sentence on what it does.
    pub summary: &'static str,
    /// Section of the vendor's document.
    pub section: &'static str,
    /// Namespace of the operation element (SOAP), or empty.
    pub namespace: &'static str,
    /// Script below the base address that answers (XML-RPC), or empty.
    pub application: &'static str,
    /// What the call does at the CA.
    pub effect: Effect,
    /// Whether a call whose fate is unknown may be sent again.
    pub retry: Retry,
    /// Members of the request.
    pub request: &'static Shape,
    /// Members of the response.
    pub response: &'static Shape,
    /// Other root names that responses carry.
    pub response_aliases: &'static [&'static str],
    /// Path below the response of the list that can be read one record at a time, or empty.
    pub stream: &'static str,
    /// Errata of the schema that concern it, separated by spaces.
    pub errata: &'static str,
}

/// What an operation does at the CA.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Reads only.
    Query,
    /// Changes something, costs nothing by itself.
    Mutation,
    /// Costs money.
    Purchase,
}

/// Whether a call whose fate is unknown may be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// May be sent again.
    Safe,
    /// Must never be sent again blind.
    Never,
}

/// Which way a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// To the CA.
    Request,
    /// From the CA.
    Response,
}

impl Operation {
    /// The members of the message that goes this way.
    pub const fn shape(&self, direction: Direction) -> &'static Shape {
        match direction {
            Direction::Request => self.request,
            Direction::Response => self.response,
        }
    }
}

/// The request or response of an operation.
pub trait Root<'a>: Message<'a> {
    /// The operation.
    const OPERATION: &'static Operation;

    /// Which way it goes.
    const DIRECTION: Direction;
}

/// An operation as a type, joining request and response: `call::<OrderPS1>(request)`.
pub trait Call {
    /// The operation.
    const OPERATION: &'static Operation;

    /// What is sent.
    type Request<'a>: Root<'a>;

    /// What is answered.
    type Response<'a>: Root<'a>;
}

/// Something to do with an operation that is known only by name: each service's `dispatch` calls it with the type.
pub trait CallVisitor {
    /// What it gives.
    type Output;

    /// Does it for this operation.
    fn call<C: Call>(self) -> Self::Output;
}
