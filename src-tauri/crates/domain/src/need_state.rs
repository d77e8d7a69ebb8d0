//! 诉求的办理过程: the state of a need, folded from what the village and the township did about it.
//!
//! The order is that of the entries, so every site that holds the same steps sees the same state. A step that does
//! not fit the state it meets (two sites may both have acted) changes nothing and is listed for a person.

use crate::codes::{answer_action as township, need_state as state, satisfaction, step_action as village};
use crate::kinds::{answer, step};
use crate::{Day, Field, Record, RecordId};

/// How far a need has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The state, of the code list `need_state`.
    pub state: u32,
    /// The result reported, of the code list `need_result`.
    pub result: Option<u32>,
    /// Whether the person who raised it was told.
    pub answered: bool,
    /// What the person said at the follow-up.
    pub satisfaction: Option<u32>,
    /// Why nobody could be asked.
    pub gap: Option<u32>,
    /// How often it was taken up again.
    pub redone: u32,
    /// Whether a reason was stated for declining it, or for closing it against a dissatisfied answer.
    pub reasoned: bool,
    /// The day it was accepted.
    pub accepted: Option<Day>,
    /// The day it was resolved or answered by the township.
    pub resolved: Option<Day>,
    /// The day until which handling was extended or suspended.
    pub until: Option<Day>,
    /// The steps and answers that did not fit.
    pub misfits: Vec<RecordId>,
    /// Whether the last step or answer was one of them: nobody went on since.
    pub stuck: bool,
}

/// Why a step cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Illegal {
    /// The action does not follow from the state.
    Order,
    /// 闭环 without result, answer, follow-up and satisfaction, or a stated reason.
    Incomplete,
}

impl Progress {
    /// A need that has been registered and nothing more.
    pub fn registered() -> Self {
        Self {
            state: state::REGISTERED,
            result: None,
            answered: false,
            satisfaction: None,
            gap: None,
            redone: 0,
            reasoned: false,
            accepted: None,
            resolved: None,
            until: None,
            misfits: Vec::new(),
            stuck: false,
        }
    }

    /// The progress after these steps and answers, in their order.
    pub fn fold(history: &[Record]) -> Self {
        let mut progress = Self::registered();
        for event in history {
            progress.stuck = progress.take(event).is_err();
            if progress.stuck {
                progress.misfits.push(event.id);
            }
        }
        progress
    }

    /// Whether somebody should look at the last step, which did not fit, and go on. Of a need that is at its end nobody
    /// can.
    pub fn is_to_mend(&self) -> bool {
        self.stuck && !(self.village_actions().is_empty() && self.township_actions().is_empty())
    }

    /// The codes of `step_action` (village) that may follow.
    pub fn village_actions(&self) -> Vec<u32> {
        crate::codes::step_action::LIST
            .codes
            .iter()
            .copied()
            .filter(|a| self.after_village(*a).is_some())
            .collect()
    }

    /// The codes of `answer_action` (township) that may follow.
    pub fn township_actions(&self) -> Vec<u32> {
        crate::codes::answer_action::LIST
            .codes
            .iter()
            .copied()
            .filter(|a| self.after_township(*a).is_some())
            .collect()
    }

    /// Takes one step or answer; on an error nothing has changed.
    pub fn take(&mut self, event: &Record) -> Result<(), Illegal> {
        if event.kind.number == answer::KIND.number { self.take_answer(event) } else { self.take_step(event) }
    }

    fn take_answer(&mut self, event: &Record) -> Result<(), Illegal> {
        let action = event.code(answer::ACTION).unwrap_or(0);
        self.state = self.after_township(action).ok_or(Illegal::Order)?;
        if action == township::REPLY {
            self.result = event.code(answer::RESULT);
            self.resolved = event.day(answer::DATE);
        }
        Ok(())
    }

    fn take_step(&mut self, event: &Record) -> Result<(), Illegal> {
        let action = event.code(step::ACTION).unwrap_or(0);
        let next = self.after_village(action).ok_or(Illegal::Order)?;
        let mut changed = self.clone();
        changed.state = next;
        changed.note(action, event);
        if action == village::CLOSE && !changed.lacking().is_empty() {
            return Err(Illegal::Incomplete);
        }
        *self = changed;
        Ok(())
    }

    fn note(&mut self, action: u32, event: &Record) {
        match action {
            village::ACCEPT => self.accepted = event.day(step::DATE),
            village::ANSWER_ON_SPOT | village::RESOLVE => {
                self.result = event.code(step::RESULT);
                self.resolved = event.day(step::DATE);
            }
            village::FOLLOW_UP => {
                self.satisfaction = event.code(step::SATISFACTION);
                self.gap = event.code(step::GAP);
            }
            village::DECLINE => self.reasoned = event.text(step::TEXT).is_some(),
            village::CLOSE => self.reasoned |= event.text(step::TEXT).is_some(),
            village::REDO => {
                *self = Self {
                    state: self.state,
                    redone: self.redone + 1,
                    accepted: self.accepted,
                    misfits: self.misfits.clone(),
                    ..Self::registered()
                }
            }
            village::SUSPEND | village::EXTEND => self.until = event.day(step::UNTIL),
            _ => {}
        }
        self.answered |= event.code(step::ANSWER_WAY).is_some() || event.day(step::ANSWER_DATE).is_some();
    }

    /// What 闭环 still lacks, as the fields of steps that would say it: result, answer, satisfaction, or the reason
    /// for closing without a result or against a dissatisfied answer. Empty if it may be closed.
    pub fn lacking(&self) -> Vec<Field> {
        if self.result.is_none() {
            return if self.reasoned { Vec::new() } else { vec![step::TEXT] };
        }
        let answered = self.answered || self.gap.is_some();
        let asked = self.satisfaction.is_some() || self.gap.is_some();
        let content = self.satisfaction != Some(satisfaction::DISSATISFIED) || self.reasoned;
        let all = [(step::ANSWER_WAY, answered), (step::SATISFACTION, asked), (step::TEXT, content)];
        all.into_iter().filter(|(_, there)| !there).map(|(field, _)| field).collect()
    }

    fn after_village(&self, action: u32) -> Option<u32> {
        let before_handling = matches!(self.state, state::REGISTERED | state::ACCEPTED);
        let at_work = matches!(self.state, state::ACCEPTED | state::HANDLING);
        let settled = matches!(self.state, state::AWAITING_FOLLOW_UP | state::FOLLOWED_UP);
        let with_township =
            matches!(self.state, state::ESCALATED | state::TOWNSHIP_ACCEPTED | state::TOWNSHIP_HANDLING);
        let next = match action {
            village::ACCEPT if self.state == state::REGISTERED => state::ACCEPTED,
            village::ANSWER_ON_SPOT if before_handling => state::AWAITING_FOLLOW_UP,
            village::HANDLE if at_work => state::HANDLING,
            village::RESOLVE if at_work => state::AWAITING_FOLLOW_UP,
            village::ESCALATE if at_work => state::ESCALATED,
            village::DECLINE if before_handling => state::DECLINED,
            village::FOLLOW_UP if settled => state::FOLLOWED_UP,
            village::CLOSE if matches!(self.state, state::FOLLOWED_UP | state::DECLINED) => state::CLOSED,
            village::REDO if settled || matches!(self.state, state::CLOSED | state::DECLINED) => {
                state::HANDLING
            }
            village::SUSPEND if at_work => state::SUSPENDED,
            village::RESUME if self.state == state::SUSPENDED => state::HANDLING,
            village::EXTEND if at_work => self.state,
            village::MERGE if before_handling || at_work => state::MERGED,
            village::TAKE_BACK if with_township => state::HANDLING,
            _ => return None,
        };
        Some(next)
    }

    fn after_township(&self, action: u32) -> Option<u32> {
        let taken = matches!(self.state, state::TOWNSHIP_ACCEPTED | state::TOWNSHIP_HANDLING);
        let next = match action {
            township::ACCEPT if self.state == state::ESCALATED => state::TOWNSHIP_ACCEPTED,
            township::HANDLE if taken => state::TOWNSHIP_HANDLING,
            township::REPLY if taken => state::AWAITING_FOLLOW_UP,
            township::RETURN if taken || self.state == state::ESCALATED => state::HANDLING,
            _ => return None,
        };
        Some(next)
    }
}

#[cfg(test)]
mod tests;
