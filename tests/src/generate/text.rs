//! Text that is awkward to carry: markup, line ends, many bytes to a character.

use super::Choices;

/// The first one stands where no choice is left.
const AWKWARD: [char; 34] = [
    'a',
    'Z',
    '7',
    ' ',
    '&',
    '<',
    '>',
    '"',
    '\'',
    ']',
    '\r',
    '\n',
    '\t',
    '-',
    '#',
    ';',
    '%',
    '\u{7F}',
    '\u{85}',
    '\u{A0}',
    'é',
    'ß',
    'ÿ',
    '\u{301}',
    'œ',
    '\u{2028}',
    '日',
    '\u{200D}',
    '\u{E000}',
    '\u{FEFF}',
    '\u{FFFD}',
    '😀',
    '\u{1F3FD}',
    '\u{10FFFF}',
];

/// Text of `least` to `greatest` characters, both often met.
pub fn text(choices: &mut Choices, least: usize, greatest: usize) -> String {
    let usual = greatest.min(least + 24);
    let length = match choices.below(8) {
        1 => greatest,
        2 => least,
        _ => least + choices.below(usual - least + 1),
    };
    // Long texts repeat a short one, or they would use up all choices.
    let mut chunk: Vec<char> = (0..length.min(12)).map(|_| character(choices)).collect();
    if chunk.len() >= 3 && choices.once_in(6) {
        chunk.splice(0..3, "]]>".chars());
    }
    chunk.iter().copied().cycle().take(length).collect()
}

/// A short name without line ends, such as a caller's reference.
pub fn word(choices: &mut Choices, greatest: usize) -> String {
    let length = 1 + choices.below(greatest);
    let mut word = || loop {
        let c = character(choices);
        if !c.is_control() {
            return c;
        }
    };
    (0..length).map(|_| word()).collect()
}

fn character(choices: &mut Choices) -> char {
    if choices.flip() {
        return *choices.pick(&['a', 'b', 'e', 'N', '0', '.']);
    }
    *choices.pick(&AWKWARD)
}
