//! The schema as of one edition.

use crate::merge::{self, Shape};
use crate::model::{Element, Message, Model, Service, Struct, Type, Variant};

impl Service {
    /// Place of an edition in the history.
    pub fn edition_index(&self, edition: &str) -> Option<usize> {
        self.history.iter().position(|known| known.id == edition)
    }
}

impl Model {
    /// Every service as of the edition that it describes: what the schema keeps for the sake of earlier or announced
    /// editions is left out.
    #[must_use]
    pub fn current(&self) -> Self {
        let current = |service: &Service| at(service, service.edition_index(&service.edition));
        Self {
            services: self.services.iter().map(current).collect(),
        }
    }

    /// One service as of an edition, `None` when there is no such service or edition.
    pub fn at_edition(&self, service: &str, edition: &str) -> Option<Service> {
        let service = self.service(service)?;
        let index = service.edition_index(edition)?;
        let mut view = at(service, Some(index));
        edition.clone_into(&mut view.edition);
        Some(view)
    }
}

/// Whether something with `since` and `until` belongs to an edition.
struct Moment<'a> {
    service: &'a Service,
    index: usize,
}

impl Moment<'_> {
    fn has(&self, since: Option<&String>, until: Option<&String>) -> bool {
        let reached = |edition: &String| {
            self.service
                .edition_index(edition)
                .is_none_or(|at| at <= self.index)
        };
        since.is_none_or(reached) && !until.is_some_and(reached)
    }

    fn keep<T>(&self, all: &[T], dates: impl Fn(&T) -> (Option<&String>, Option<&String>)) -> Vec<T>
    where
        T: Clone,
    {
        let belongs = |item: &&T| {
            let (since, until) = dates(item);
            self.has(since, until)
        };
        all.iter().filter(belongs).cloned().collect()
    }

    fn structure(&self, body: &Struct) -> Struct {
        let mut places = Vec::new();
        let mut elements = Vec::new();
        for element in &body.elements {
            let kept = self.has(element.since.as_ref(), element.until.as_ref());
            places.push(kept.then_some(elements.len()));
            if kept {
                elements.push(self.element(element));
            }
        }
        let remap = |variant: &Variant| Variant {
            members: variant
                .members
                .iter()
                .filter_map(|(at, occurs)| Some((places[*at]?, *occurs)))
                .collect(),
            ..variant.clone()
        };
        Struct {
            elements,
            variants: body.variants.iter().map(remap).collect(),
            ..body.clone()
        }
    }

    fn element(&self, element: &Element) -> Element {
        let ty = match &element.ty {
            Type::Block(block) => Type::Block(Box::new(self.structure(block))),
            other => other.clone(),
        };
        Element {
            ty,
            ..element.clone()
        }
    }

    /// Shapes that are gone must not make members of the others optional, so the body is merged again.
    fn message(&self, message: &Message) -> Message {
        let mut variants = self.keep(&message.variants, |shape| {
            (shape.since.as_ref(), shape.until.as_ref())
        });
        for variant in &mut variants {
            variant.body = self.structure(&variant.body);
        }
        let shapes: Vec<Shape> = variants.iter().map(Shape::of).collect();
        let (elements, members) = merge::merge(&shapes, &mut Vec::new());
        let body = Struct {
            elements,
            variants: members,
            ..message.body.clone()
        };
        Message {
            variants,
            body,
            ..message.clone()
        }
    }
}

/// A service as of the edition with this index; all of it when the history is empty.
fn at(service: &Service, index: Option<usize>) -> Service {
    let Some(index) = index else {
        return service.clone();
    };
    let moment = Moment { service, index };
    let mut view = service.clone();
    view.history.truncate(index + 1);
    view.operations = moment.keep(&service.operations, |operation| {
        (operation.since.as_ref(), operation.until.as_ref())
    });
    for operation in &mut view.operations {
        operation.request = moment.message(&operation.request);
        operation.response = moment.message(&operation.response);
    }
    view.groups = service
        .groups
        .iter()
        .map(|group| moment.structure(group))
        .collect();
    for list in &mut view.enums {
        list.values = moment.keep(&list.values, |value| {
            (value.since.as_ref(), value.until.as_ref())
        });
    }
    for table in &mut view.tables {
        table.codes = moment.keep(&table.codes, |code| {
            (code.since.as_ref(), code.until.as_ref())
        });
    }
    view.errors = moment.keep(&service.errors, |error| {
        (error.since.as_ref(), error.until.as_ref())
    });
    view.rules = moment.keep(&service.rules, |rule| {
        (rule.since.as_ref(), rule.until.as_ref())
    });
    let names: Vec<String> = view
        .operations
        .iter()
        .map(|operation| operation.name.clone())
        .collect();
    for rule in &mut view.rules {
        rule.operations
            .retain(|operation| names.contains(operation));
    }
    view
}
