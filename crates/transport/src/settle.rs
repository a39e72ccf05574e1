//! From what was read to an outcome: accepted, refused, or in doubt.

use std::sync::atomic::Ordering;

use certwire_wire::{decoded::Finding, operation::Effect, reference::ErrorClass};

use crate::{
    attempt::Readings,
    client::{Core, Prepared},
    outcome::{Accepted, Ambiguous, Outcome, Problem, Refused},
    service::{Exchange, Head, Reading, Said, Service, Verdict},
    trouble::{Trouble, TroubleKind},
};

impl<S: Service> Core<S> {
    /// One outcome for each demand, in the order of the request.
    pub(crate) fn settle<C: Exchange<S>>(
        prepared: &Prepared,
        readings: Readings<C::Response<'static>>,
    ) -> Vec<Outcome<C::Response<'static>>> {
        let count = prepared.look_ups.len();
        let mut readings = match readings {
            Ok(readings) => readings,
            Err(trouble) => {
                let slots = 0..count;
                return slots
                    .map(|slot| ambiguous(prepared, slot, trouble.clone(), Vec::new()))
                    .collect();
            }
        };
        if let [only] = readings.as_slice()
            && only.key.is_none()
            && count > 1
        {
            return Self::settle_for_all::<C>(prepared, readings.swap_remove(0));
        }
        let slots = (0..count).map(|slot| {
            let reference = prepared.references.get(slot);
            let mut own = readings.extract_if(.., |reading| match (reference, &reading.key) {
                (Some(reference), Some(key)) => key == reference,
                _ => true,
            });
            match (own.next(), own.next()) {
                (Some(reading), None) => Self::judge(prepared, slot, reading),
                (None, _) => ambiguous(prepared, slot, unanswered(), Vec::new()),
                (Some(_), Some(_)) => {
                    let trouble = contradiction("two answers have one reference");
                    ambiguous(prepared, slot, trouble, Vec::new())
                }
            }
        });
        slots.collect()
    }

    /// One answer to several demands: a refusal is meant for all, a success for nobody knows which.
    fn settle_for_all<C: Exchange<S>>(
        prepared: &Prepared,
        reading: Reading<C::Response<'static>>,
    ) -> Vec<Outcome<C::Response<'static>>> {
        let slots = 0..prepared.look_ups.len();
        match Self::judge(prepared, 0, reading) {
            Outcome::Refused(refused) => slots.map(|_| Outcome::Refused(refused.clone())).collect(),
            Outcome::Ambiguous(first) => slots
                .map(|slot| ambiguous(prepared, slot, first.trouble.clone(), first.known.clone()))
                .collect(),
            Outcome::Accepted(_) => slots
                .map(|slot| ambiguous(prepared, slot, unanswered(), Vec::new()))
                .collect(),
        }
    }

    fn judge<T>(prepared: &Prepared, slot: usize, reading: Reading<T>) -> Outcome<T> {
        let Reading {
            value,
            faults,
            notes,
            head,
            ..
        } = reading;
        let problem = |said: Said| self::problem::<S>(prepared, said);
        let Head {
            verdict,
            errors,
            warnings,
            ids,
            lacking,
        } = head;
        let errors: Vec<Problem> = errors.into_iter().map(problem).collect();
        let trouble = if let Some(fault) = faults.first() {
            contradiction(&prepared.mask.literal(&fault.message))
        } else {
            match verdict {
                Verdict::Success if lacking.is_empty() => {
                    return Outcome::Accepted(Accepted {
                        value,
                        warnings: warnings.into_iter().map(problem).collect(),
                        notes: masked(prepared, notes),
                    });
                }
                Verdict::Success => Trouble::new(
                    TroubleKind::MissingId,
                    format!("the CA reports success without {}", lacking.join(" and ")),
                ),
                Verdict::NoCode => {
                    Trouble::new(TroubleKind::NoCode, "no code tells how the call went")
                }
                Verdict::Unclear => Trouble::new(
                    TroubleKind::UnclearCode,
                    "the CA's code tells neither success nor failure",
                ),
                Verdict::Failure if is_internal(&errors) => {
                    Trouble::new(TroubleKind::Internal, "the CA reports trouble of its own")
                }
                Verdict::Failure if ids.iter().any(|(_, id)| !prepared.values.contains(id)) => {
                    contradiction("the answer is a failure, but gives an id")
                }
                Verdict::Failure => return Outcome::Refused(Refused { errors }),
            }
        };
        let trouble = Trouble {
            problems: errors,
            ..trouble
        };
        ambiguous(prepared, slot, trouble, ids)
    }

    /// Remembers that the CA refused the credentials: five failures lock a TBS account.
    pub(crate) fn halt_on_refusal<T>(&self, outcomes: &[Outcome<T>]) {
        if outcomes.iter().any(Outcome::is_authentication_failure) {
            self.inner.halted.store(true, Ordering::Relaxed);
            tracing::warn!("the CA refused the credentials; nothing more is sent");
        }
    }
}

pub(crate) fn ambiguous<T>(
    prepared: &Prepared,
    slot: usize,
    trouble: Trouble,
    known: Vec<(&'static str, String)>,
) -> Outcome<T> {
    let look_up = match prepared.operation.effect {
        // A query changed nothing, so there is nothing to find out.
        Effect::Query => Vec::new(),
        Effect::Mutation | Effect::Purchase => {
            prepared.look_ups.get(slot).cloned().unwrap_or_default()
        }
    };
    Outcome::Ambiguous(Box::new(Ambiguous {
        trouble,
        known,
        look_up,
    }))
}

fn unanswered() -> Trouble {
    Trouble::new(
        TroubleKind::Unanswered,
        "the answer does not speak of this demand",
    )
}

fn contradiction(what: &str) -> Trouble {
    Trouble::new(TroubleKind::Contradiction, what)
}

/// The CA's own trouble: nobody knows what became of an order then, and a query may be asked again.
fn is_internal(errors: &[Problem]) -> bool {
    let internal = |problem: &Problem| problem.class() == Some(ErrorClass::Internal);
    errors.iter().any(internal)
}

fn problem<S: Service>(prepared: &Prepared, said: Said) -> Problem {
    Problem {
        explanation: S::reference().error(prepared.operation.name, &said.code),
        message: prepared.mask.literal(&said.message),
        field: said.field,
        code: said.code,
    }
}

/// Findings without secrets: unknown elements come as the server wrote them.
fn masked(prepared: &Prepared, findings: Vec<Finding>) -> Vec<Finding> {
    let masked = |finding: Finding| Finding {
        message: prepared.mask.literal(&finding.message),
        raw: prepared.mask.redact(&finding.raw),
        ..finding
    };
    findings.into_iter().map(masked).collect()
}
