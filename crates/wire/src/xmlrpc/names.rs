//! Which member of a structure a name means.

use crate::{
    shape::{Field, Shape},
    sink::Progress,
};

/// A member found by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) index: usize,
    /// It goes by another name.
    pub(super) alias: bool,
    /// It stands in another parameter than this.
    pub(super) frame: Option<&'static str>,
}

/// The member that `name` means: the expected one, else one of that name or alias, else one that takes any name.
///
/// Of two members of one name, the structure takes structures and the leaf takes scalars. `param` is the parameter
/// that the member stands in, 0 below the root.
#[inline]
pub(super) fn find(
    shape: &'static Shape,
    progress: Progress,
    name: &str,
    structure: bool,
    param: u8,
) -> Option<Found> {
    if let Some(field) = shape.fields.get(progress.next)
        && field.name == name
        && !field.keyed
        && field.shape().is_some() == structure
        && (param == 0 || home(field) == param)
    {
        return Some(Found {
            index: progress.next,
            alias: false,
            frame: None,
        });
    }
    search(shape, progress, name, structure, param)
}

fn search(
    shape: &'static Shape,
    progress: Progress,
    name: &str,
    structure: bool,
    param: u8,
) -> Option<Found> {
    let own = pick(shape, structure, |field| !field.keyed && field.name == name);
    let alias = || {
        pick(shape, structure, |field| {
            !field.keyed && field.aliases.contains(&name)
        })
    };
    let named = own.or_else(alias);
    let any = pick(shape, structure, takes_any_name);
    let index = match (named, any) {
        (Some(named), Some(any)) if is_entry(shape, progress, named, any, param) => any,
        (Some(index), _) | (None, Some(index)) => index,
        (None, None) => return None,
    };
    Some(Found {
        index,
        alias: own.is_none() && named == Some(index),
        frame: misplaced(&shape.fields[index], param),
    })
}

/// Whether a member whose name is also another parameter's is an entry all the same: callers choose their references
/// freely.
fn is_entry(
    shape: &'static Shape,
    progress: Progress,
    named: usize,
    any: usize,
    param: u8,
) -> bool {
    let (named, any) = (&shape.fields[named], &shape.fields[any]);
    param != 0 && home(named) != param && home(any) == param && is_seen(shape, progress, named.name)
}

/// The member that passes, preferring one of the same kind as the value.
fn pick(shape: &'static Shape, structure: bool, passes: impl Fn(&Field) -> bool) -> Option<usize> {
    let fits = |field: &Field| passes(field) && field.shape().is_some() == structure;
    let position = shape.fields.iter().position(fits);
    position.or_else(|| shape.fields.iter().position(passes))
}

/// A keyed member takes any name: one with a placeholder whatever no other member takes, a named one all entries of
/// its parameter.
fn takes_any_name(field: &Field) -> bool {
    field.keyed
}

/// Whether a member of this name, whatever its kind, has been met.
pub(super) fn is_seen(shape: &'static Shape, progress: Progress, name: &str) -> bool {
    let mut fields = shape.fields.iter().enumerate();
    fields.any(|(index, field)| field.name == name && progress.seen & (1 << index) != 0)
}

/// Whether members may go by numbers, so that an array can stand for the structure.
pub(super) fn is_numbered(shape: &'static Shape) -> bool {
    let number = |name: &str| name.bytes().all(|b| b.is_ascii_digit());
    let mut fields = shape.fields.iter();
    fields.any(|field| field.keyed || number(field.name))
}

/// The parameter that holds a member.
fn home(field: &Field) -> u8 {
    field.param.max(1)
}

fn misplaced(field: &Field, param: u8) -> Option<&'static str> {
    if param == 0 || home(field) == param {
        return None;
    }
    Some(match home(field) {
        1 => "the first parameter",
        2 => "the second parameter",
        _ => "another parameter",
    })
}
