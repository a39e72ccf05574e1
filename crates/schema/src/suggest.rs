//! "Did you mean …?"

/// A remedy that names the candidate nearest to a misspelt word, else all of them when they are few.
pub(crate) fn suggest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    let nearest = candidates
        .iter()
        .map(|candidate| (distance(word, candidate), *candidate))
        .min();
    if let Some((distance, candidate)) = nearest
        && distance <= 1 + word.chars().count().max(candidate.chars().count()) / 3
    {
        return Some(format!("did you mean `{candidate}`?"));
    }
    let related = |candidate: &&&str| {
        word.len() > 2 && (candidate.contains(word) || word.contains(**candidate))
    };
    if let Some(candidate) = candidates.iter().find(related) {
        return Some(format!("did you mean `{candidate}`?"));
    }
    (1..=12)
        .contains(&candidates.len())
        .then(|| format!("known here: {}", list(&candidates)))
}

/// `` `a`, `b`, `c` ``.
pub(crate) fn list(words: &[&str]) -> String {
    words
        .iter()
        .map(|word| format!("`{word}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Edit distance with neighbours exchanged counted once, and case half-heartedly: words that differ in case alone are 1
/// apart.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    if a == b {
        return 0;
    }
    let a: Vec<char> = a.to_lowercase().chars().collect();
    let b: Vec<char> = b.to_lowercase().chars().collect();
    let mut before = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let replaced = row[j] + usize::from(x != y);
            let mut least = replaced.min(next[j] + 1).min(row[j + 1] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                least = least.min(before[j - 1] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row[b.len()].max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_nearest() {
        assert_eq!(
            suggest("secton", ["section", "since"]).as_deref(),
            Some("did you mean `section`?")
        );
        assert_eq!(
            suggest("Zzzzzz", ["a", "b"]).as_deref(),
            Some("known here: `a`, `b`")
        );
    }

    #[test]
    fn distances() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("OrderId", "OrderID"), 1);
        assert_eq!(distance("otp", "opt"), 1);
        assert_eq!(distance("same", "same"), 0);
    }
}
