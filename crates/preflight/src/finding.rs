//! What the checks answer.

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// We infer it, or it is bad practice.
    Warning,
    /// The CA's document states it.
    Error,
}

impl Severity {
    /// `error` or `warning`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One fault.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// Name of the check, as the schema's rules name it.
    pub check: &'static str,
    /// What the CA would answer; none for checks of our own.
    pub code: Option<&'static str>,
    /// How sure it is.
    pub severity: Severity,
    /// What is wrong and what to do.
    pub message: String,
    /// Byte offset in the text where the fault can be shown; none for what lies inside the request.
    pub offset: Option<usize>,
}

/// A check that could not be made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotChecked {
    /// Name of the check.
    pub check: &'static str,
    /// The code that it would have given.
    pub code: Option<&'static str>,
    /// Why not.
    pub reason: String,
}

/// The answer of one or several checks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Report {
    /// All faults, in the order of the checks.
    pub findings: Vec<Finding>,
    /// What nobody looked at: silence about it is no approval.
    pub not_checked: Vec<NotChecked>,
}

impl Report {
    /// No finding of either severity; look at `not_checked` too.
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }

    /// No finding of severity error.
    pub fn is_valid(&self) -> bool {
        self.findings
            .iter()
            .all(|finding| finding.severity == Severity::Warning)
    }

    /// The codes found, in order, without repetition.
    pub fn codes(&self) -> Vec<&'static str> {
        let mut codes = Vec::new();
        for code in self.findings.iter().filter_map(|finding| finding.code) {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        codes
    }

    /// Takes over what another report holds.
    pub fn absorb(&mut self, other: Self) {
        self.findings.extend(other.findings);
        self.not_checked.extend(other.not_checked);
    }

    pub(crate) fn error(
        &mut self,
        check: &'static str,
        code: &'static str,
        message: impl Into<String>,
    ) {
        self.push(check, Some(code), Severity::Error, message);
    }

    pub(crate) fn warning(
        &mut self,
        check: &'static str,
        code: &'static str,
        message: impl Into<String>,
    ) {
        self.push(check, Some(code), Severity::Warning, message);
    }

    pub(crate) fn push(
        &mut self,
        check: &'static str,
        code: Option<&'static str>,
        severity: Severity,
        message: impl Into<String>,
    ) {
        self.findings.push(Finding {
            check,
            code,
            severity,
            message: message.into(),
            offset: None,
        });
    }

    pub(crate) fn skip(
        &mut self,
        check: &'static str,
        code: Option<&'static str>,
        reason: impl Into<String>,
    ) {
        self.not_checked.push(NotChecked {
            check,
            code,
            reason: reason.into(),
        });
    }
}
