//! The offline and CSR rules, compiled: fields resolved to slots, rules sorted to the structure that decides them.

use std::collections::BTreeMap;

use certwire_emit::doc;
use certwire_schema::model::{Clause, Decided, Element, Operation, Rule, Service, Struct};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote};

use crate::{Input, artefact::Artefact, error::Error, reference, render::File};

/// One file for each validator crate.
pub(crate) fn artefacts(input: &Input) -> Result<Vec<Artefact>, Error> {
    input.model.services.iter().map(file).collect()
}

fn file(service: &Service) -> Result<Artefact, Error> {
    let mut sets = Vec::new();
    let mut arms = Vec::new();
    for operation in &service.operations {
        for response in [false, true] {
            let Some(set) = Set::of(service, operation, response) else {
                continue;
            };
            let direction = format_ident!("{}", if response { "Response" } else { "Request" });
            let name = format!("{}_{direction}", snake(&operation.name)).to_uppercase();
            let name = Ident::new(&name, Span::call_site());
            let about = format!(
                "The rules of `{}` {}s.",
                operation.name,
                if response { "response" } else { "request" }
            );
            let doc = doc::attributes(&[about]);
            let tokens = set.tokens();
            sets.push(quote!(#doc static #name: RuleSet = #tokens;));
            let operation = &operation.name;
            arms.push(quote!((#operation, Direction::#direction) => Some(&#name)));
        }
    }
    let items = quote! {
        /// The rules of an operation's messages that go this way, if it has any.
        pub(crate) fn rule_set(operation: &str, direction: Direction) -> Option<&'static RuleSet> {
            match (operation, direction) {
                #(#arms,)*
                _ => None,
            }
        }
        #(#sets)*
    };
    let local = BTreeMap::from([("RULES".to_owned(), "super::rules".to_owned())]);
    let source = format!("schema/{}/rules.kdl", service.id);
    let text = File {
        source: &source,
        items,
        local: &local,
    }
    .text()?;
    Ok(Artefact::new(
        format!("{}/rule_sets.rs", reference::folder(&service.id)),
        text,
    ))
}

fn snake(name: &str) -> String {
    certwire_emit::names::module(name)
}

/// The rules of one message.
struct Set<'m> {
    service: &'m Service,
    body: &'m Struct,
    nodes: Vec<Node>,
    slots: Vec<Slot>,
    /// Paths of the structures that decide rules, the message first, with the rules.
    scopes: Vec<(String, Vec<TokenStream>)>,
}

struct Node {
    name: String,
    children: Vec<usize>,
    slots: Vec<usize>,
    scope: usize,
}

struct Slot {
    path: String,
    default: String,
    scope: usize,
}

impl<'m> Set<'m> {
    fn of(service: &'m Service, operation: &'m Operation, response: bool) -> Option<Self> {
        let message = if response {
            &operation.response
        } else {
            &operation.request
        };
        let root = Node {
            name: String::new(),
            children: Vec::new(),
            slots: Vec::new(),
            scope: 0,
        };
        let scopes = vec![(String::new(), Vec::new())];
        let mut set = Self {
            service,
            body: &message.body,
            nodes: vec![root],
            slots: Vec::new(),
            scopes,
        };
        for (index, rule) in service.rules.iter().enumerate() {
            let concerns = rule.response == response && rule.operations.contains(&operation.name);
            if concerns && rule.decided != Decided::Server {
                set.add(index, rule);
            }
        }
        (!set.slots.is_empty()).then_some(set)
    }

    fn add(&mut self, index: usize, rule: &Rule) {
        let Some(check) = &rule.check else { return };
        let paths = rule
            .when
            .iter()
            .flat_map(paths_of_condition)
            .chain(paths_of_check(check));
        let paths: Vec<&str> = paths.collect();
        let mut scope = self.common_list(&paths);
        if check.word == "unique" {
            // Entries are compared with each other, where the list as a whole ends.
            scope = scope
                .rsplit_once('/')
                .map_or(String::new(), |(outer, _)| self.list_around(outer));
        }
        let scope = self.scope(&scope);
        let mut when: Vec<TokenStream> = rule
            .when
            .iter()
            .map(|clause| self.condition(clause, scope))
            .collect();
        when.extend(self.container(check, scope));
        let check = self.check(check, scope);
        let index = Literal::usize_unsuffixed(index);
        let compiled =
            quote!(Compiled { rule: &RULES[#index], when: &[#(#when),*], check: #check });
        self.scopes[scope].1.push(compiled);
    }

    /// What a rule misses in a structure counts only where the structure is there: its own absence is told elsewhere.
    fn container(&mut self, check: &Clause, scope: usize) -> Option<TokenStream> {
        let asks = matches!(
            check.word.as_str(),
            "present" | "any-of" | "one-of" | "named"
        );
        let path = paths_of_check(check).next().filter(|_| asks)?;
        let (outer, _) = path.rsplit_once('/')?;
        if outer == self.scopes[scope].0 {
            return None;
        }
        let slot = self.slot(outer, scope);
        Some(quote!(When::Present(#slot)))
    }

    fn condition(&mut self, clause: &Clause, scope: usize) -> TokenStream {
        let slot = self.slot(&clause.arguments[0], scope);
        let values = &clause.arguments[1..];
        match clause.word.as_str() {
            "when" => quote!(When::Is(#slot, &[#(#values),*])),
            "when-not" => quote!(When::IsNot(#slot, &[#(#values),*])),
            "when-present" => quote!(When::Present(#slot)),
            "when-absent" => quote!(When::Absent(#slot)),
            _ => quote!(When::Family(#slot, &[#(#values),*])),
        }
    }

    fn check(&mut self, clause: &Clause, scope: usize) -> TokenStream {
        let arguments = &clause.arguments;
        let word = clause.word.as_str();
        match word {
            "named" => {
                let name = format_ident!("{}", arguments[0].replace('-', "_"));
                let slots = self.slots(&arguments[1..], scope);
                quote!(Check::Named(crate::checks::#name, &[#(#slots),*]))
            }
            "csr" => {
                let name = &arguments[0];
                let slot = self.slot(&arguments[1], scope);
                self.product(scope);
                quote!(Check::Csr(#name, #slot))
            }
            "values" => {
                let slot = self.slot(&arguments[0], scope);
                let values = &arguments[1..];
                quote!(Check::Values(#slot, &[#(#values),*]))
            }
            "equals" => {
                let slot = self.slot(&arguments[0], scope);
                let others = self.slots(&arguments[1..], scope);
                quote!(Check::Equals(#slot, &[#(#others),*]))
            }
            "count-equals" | "ordered" => {
                let slots = self.slots(arguments, scope);
                let word = combinator(word);
                quote!(Check::#word(#(#slots),*))
            }
            "unique" => {
                let slot = self.slot(&arguments[0], scope);
                quote!(Check::Unique(#slot))
            }
            _ => {
                let slots = self.slots(arguments, scope);
                let word = combinator(word);
                quote!(Check::#word(&[#(#slots),*]))
            }
        }
    }

    /// CSR checks ask for the product that is ordered.
    fn product(&mut self, scope: usize) {
        let prefix = self.scopes[scope].0.clone();
        let start = self
            .service
            .find(self.body, &prefix)
            .and_then(|element| self.service.members(element));
        let found = start
            .or(Some(self.body))
            .and_then(|body| product_below(self.service, body));
        if let Some(path) = found {
            let path = if prefix.is_empty() {
                path
            } else {
                format!("{prefix}/{path}")
            };
            self.slot(&path, scope);
        }
    }

    fn slots(&mut self, paths: &[String], scope: usize) -> Vec<Literal> {
        paths.iter().map(|path| self.slot(path, scope)).collect()
    }

    fn slot(&mut self, path: &str, scope: usize) -> Literal {
        let known = self
            .slots
            .iter()
            .position(|slot| slot.path == path && slot.scope == scope);
        let index = known.unwrap_or_else(|| {
            let default = self
                .service
                .find(self.body, path)
                .and_then(|element| element.default.clone());
            self.slots.push(Slot {
                path: path.to_owned(),
                default: default.unwrap_or_default(),
                scope,
            });
            let (node, slot) = (self.node(path), self.slots.len() - 1);
            self.nodes[node].slots.push(slot);
            slot
        });
        Literal::usize_unsuffixed(index)
    }

    fn node(&mut self, path: &str) -> usize {
        let mut node = 0;
        for name in path.split('/').filter(|name| !name.is_empty()) {
            let known = self.nodes[node]
                .children
                .iter()
                .copied()
                .find(|child| self.nodes[*child].name == name);
            node = known.unwrap_or_else(|| {
                self.nodes.push(Node {
                    name: name.to_owned(),
                    children: Vec::new(),
                    slots: Vec::new(),
                    scope: 0,
                });
                let child = self.nodes.len() - 1;
                self.nodes[node].children.push(child);
                child
            });
        }
        node
    }

    fn scope(&mut self, path: &str) -> usize {
        if let Some(known) = self.scopes.iter().position(|(scope, _)| scope == path) {
            return known;
        }
        self.scopes.push((path.to_owned(), Vec::new()));
        let (scope, node) = (self.scopes.len() - 1, self.node(path));
        self.nodes[node].scope = scope;
        scope
    }

    /// The innermost list or keyed structure that holds all these fields; empty for the message itself.
    fn common_list(&self, paths: &[&str]) -> String {
        let mut common: Option<Vec<&str>> = None;
        for path in paths {
            let parents: Vec<&str> = path
                .rsplit_once('/')
                .map_or(Vec::new(), |(outer, _)| outer.split('/').collect());
            common = Some(match common {
                None => parents,
                Some(common) => {
                    let shared = common
                        .iter()
                        .zip(&parents)
                        .take_while(|(a, b)| a == b)
                        .count();
                    common[..shared].to_vec()
                }
            });
        }
        self.list_around(&common.unwrap_or_default().join("/"))
    }

    /// The innermost list or keyed structure on this path, itself included.
    fn list_around(&self, path: &str) -> String {
        let mut path = path;
        loop {
            if path.is_empty() || self.service.find(self.body, path).is_some_and(is_list) {
                return path.to_owned();
            }
            path = path.rsplit_once('/').map_or("", |(outer, _)| outer);
        }
    }

    fn tokens(&self) -> TokenStream {
        let literals = |indexes: &[usize]| -> Vec<Literal> {
            indexes
                .iter()
                .map(|index| Literal::usize_unsuffixed(*index))
                .collect()
        };
        let nodes = self.nodes.iter().map(|node| {
            let (name, scope) = (&node.name, Literal::usize_unsuffixed(node.scope));
            let (children, slots) = (literals(&node.children), literals(&node.slots));
            let names = node.children.iter().map(|child| &self.nodes[*child].name);
            let marks = names.map(|name| quote!(mark(#name)));
            let marks = if node.children.is_empty() {
                quote!(0)
            } else {
                quote!(#(#marks)|*)
            };
            let has_defaults = self.has_defaults(node);
            quote!(Node {
                name: #name,
                children: &[#(#children),*],
                marks: #marks,
                has_defaults: #has_defaults,
                slots: &[#(#slots),*],
                scope: #scope,
            })
        });
        let slots = self.slots.iter().map(|slot| {
            let (path, default, scope) = (
                &slot.path,
                &slot.default,
                Literal::usize_unsuffixed(slot.scope),
            );
            quote!(Slot { path: #path, default: #default, scope: #scope })
        });
        let scopes = self
            .scopes
            .iter()
            .map(|(_, rules)| quote!(Scope { rules: &[#(#rules),*] }));
        quote! {
            RuleSet::new(&[#(#nodes),*], &[#(#slots),*], &[#(#scopes),*])
        }
    }

    /// Whether a field below has a default.
    fn has_defaults(&self, node: &Node) -> bool {
        let mut slots = node
            .children
            .iter()
            .flat_map(|child| &self.nodes[*child].slots);
        slots.any(|slot| !self.slots[*slot].default.is_empty())
    }
}

fn is_list(element: &Element) -> bool {
    element.occurs.is_list()
}

/// The first element below that holds a product code.
fn product_below(service: &Service, body: &Struct) -> Option<String> {
    body.elements.iter().find_map(|element| {
        if element.codes.as_deref() == Some("product") {
            return Some(element.name.clone());
        }
        let inner = product_below(service, service.members(element)?)?;
        Some(format!("{}/{inner}", element.name))
    })
}

fn paths_of_condition(clause: &Clause) -> impl Iterator<Item = &str> {
    clause.arguments.iter().take(1).map(String::as_str)
}

fn paths_of_check(clause: &Clause) -> impl Iterator<Item = &str> {
    let (skip, take) = match clause.word.as_str() {
        "named" | "csr" => (1, usize::MAX),
        "values" => (0, 1),
        _ => (0, usize::MAX),
    };
    clause
        .arguments
        .iter()
        .skip(skip)
        .take(take)
        .map(String::as_str)
}

/// `any-of` as `AnyOf`.
fn combinator(word: &str) -> Ident {
    let parts = word.split('-').map(|part| {
        let (first, rest) = part.split_at(1);
        first.to_uppercase() + rest
    });
    Ident::new(&parts.collect::<String>(), Span::call_site())
}
