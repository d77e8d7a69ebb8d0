//! The rules that every way in passes: window, command line, import and undo.
//!
//! They hold at the door only. Merging never refuses for them: two honest sites can together break what each kept,
//! and then both facts stay and the breach is shown to a person.

mod claims;
mod consequences;
mod links;
mod needs;
mod people;
mod uses;
mod values;
mod visits;

use chrono::NaiveDate;

use crate::{Facts, Field, Kind, Owner, Record, kinds};

pub use claims::claim;
pub use consequences::{Consequence, consequences};
pub use links::{Standing, died, exemption, has_left, rival_links, standing};
pub use needs::{Ask, answer_asks, step_asks};
pub use people::{repeated_members, repeated_people, repeated_residents};
pub use uses::part_of;
pub use values::may_come_first;

/// 5–10 households a member is the aim; above this many a warning is given (design default, after local rules).
pub const LOAD_WARNING: usize = 15;
/// Above this many households a link is refused unless a reason is given.
pub const LOAD_LIMIT: usize = 20;
/// The age from which a member owes no link (宁海县 2020: 70周岁及以上).
pub const EXEMPT_AGE: i32 = 70;
/// The months away from which a member owes no link (code list `exemption`: 长期外出（6个月以上）).
pub const EXEMPT_MONTHS: chrono::Months = chrono::Months::new(6);

/// A rule that a change would break, or that a person should know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// The rule's name, worded under `failures` in the words file.
    pub rule: &'static str,
    /// The kind of the record at fault.
    pub kind: &'static str,
    /// The field at fault.
    pub field: Option<&'static str>,
    /// Values that the wording names.
    pub params: Vec<(&'static str, String)>,
}

impl Breach {
    /// A breach of `rule` by a record of `kind`.
    pub fn of(rule: &'static str, kind: &Kind) -> Self {
        Self { rule, kind: kind.name, field: None, params: Vec::new() }
    }

    /// The same breach, at a field; its label becomes the parameter `field`.
    pub fn at(mut self, field: &Field) -> Self {
        self.field = Some(field.name);
        self.params.push(("field", field.label.to_owned()));
        self
    }

    /// The same breach with one parameter more.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.params.push((name, value.to_string()));
        self
    }
}

/// Why a check did not pass.
#[derive(Debug)]
pub enum CheckError<E> {
    /// A rule would be broken.
    Breach(Breach),
    /// The facts could not be read.
    Facts(E),
}

impl<E> From<Breach> for CheckError<E> {
    fn from(breach: Breach) -> Self {
        CheckError::Breach(breach)
    }
}

/// Where and when a change is made.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// The day on the laptop's calendar.
    pub today: NaiveDate,
    /// The side that makes the change.
    pub side: Owner,
    /// Whether the channel is one that village and township share.
    pub shared: bool,
}

/// One record that a change touched.
#[derive(Debug)]
pub struct Touched {
    /// The record before; `None` if it is new.
    pub before: Option<Record>,
    /// The record after.
    pub after: Record,
    /// The numbers of the fields written, `0` for deletion.
    pub written: Vec<u16>,
}

impl Touched {
    /// Whether the change wrote this field.
    pub fn wrote(&self, field: Field) -> bool {
        self.written.contains(&field.number)
    }
}

/// Checks the records that one act touched against the state after it. Returns what a person should know of.
pub fn check<F: Facts>(
    facts: &F,
    context: Context,
    touched: &[Touched],
) -> Result<Vec<Breach>, CheckError<F::Error>> {
    let mut warnings = Vec::new();
    for one in touched {
        values::check(facts, context, one)?;
        if one.after.kind.number == kinds::audit::KIND.number && one.before.is_some() {
            // An event that could be taken off the record would be none.
            return Err(Breach::of("audit_stays", &kinds::audit::KIND).into());
        }
        if one.after.kind.number == kinds::erasure::KIND.number && one.before.is_some() {
            // What it took away does not come back.
            return Err(Breach::of("erasure_stays", &kinds::erasure::KIND).into());
        }
        if one.after.deleted {
            uses::deletion(facts, one)?;
            continue;
        }
        match one.after.kind.number {
            n if n == kinds::person::KIND.number => people::person(facts, context, one)?,
            n if n == kinds::household::KIND.number => people::household(facts, one)?,
            n if n == kinds::resident::KIND.number => people::resident(facts, one, &mut warnings)?,
            n if n == kinds::member::KIND.number => people::member(facts, one)?,
            n if n == kinds::link::KIND.number => links::link(facts, context, one, &mut warnings)?,
            n if n == kinds::visit::KIND.number => visits::visit(context, one, &mut warnings)?,
            n if n == kinds::need::KIND.number => needs::need(context, one)?,
            n if n == kinds::step::KIND.number => needs::step(facts, one)?,
            n if n == kinds::answer::KIND.number => needs::answer(facts, one)?,
            _ => {}
        }
    }
    Ok(warnings)
}
