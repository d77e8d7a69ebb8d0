//! Lines over the table of one household: 户主：张大山　户编号：12　住址：三组5号.

use crate::cells::group;
use crate::grid::{Cell, Sheet};
use crate::spelling::{compact, line};
use crate::target::{RosterKind, Target};
use crate::terms;

use super::rows::own;

/// What such a line says of the household whose rows follow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Card {
    /// 户编号.
    pub(crate) number: Option<String>,
    /// 户主姓名.
    pub(crate) head: Option<String>,
    /// 村民小组.
    pub(crate) group: Option<String>,
    /// 住址.
    pub(crate) address: Option<String>,
}

const LONGEST_LABEL: usize = 10;

/// Reads a row as such a line. `None` if anything in it has no label, or nothing in it speaks of a household.
pub(crate) fn read(sheet: &Sheet, row: usize) -> Option<Card> {
    let cells = sheet.rows.get(row)?.iter().filter(|cell| own(cell));
    let text = cells.map(Cell::text).collect::<Vec<_>>().join(" ").replace('：', ":").replace(": ", ":");
    let mut labelled: Vec<(String, String)> = Vec::new();
    for token in line(&text).split(' ').filter(|token| !token.is_empty()) {
        match (token.split_once(':'), labelled.last_mut()) {
            (Some((label, value)), _) if !label.is_empty() && label.chars().count() <= LONGEST_LABEL => {
                labelled.push((compact(label), value.to_owned()));
            }
            (_, Some((_, value))) => {
                value.push(' ');
                value.push_str(token);
            }
            _ => return None,
        }
    }
    let mut card = Card::default();
    for (label, value) in labelled {
        let value = value.trim().to_owned();
        if terms::is_blank(&value) {
            continue;
        }
        match terms::header(RosterKind::Households, &label).map(|(target, _)| target) {
            Some(Target::NUMBER) => card.number = Some(value),
            Some(Target::HEAD) => card.head = Some(value),
            Some(Target::GROUP) => card.group = group::read(&value),
            Some(Target::ADDRESS_OF_HOUSEHOLD) => card.address = Some(value),
            _ => {}
        }
    }
    (card != Card::default()).then_some(card)
}

impl Card {
    /// Whether it says which household follows, and not only where.
    pub(crate) fn names_a_household(&self) -> bool {
        self.number.is_some() || self.head.is_some()
    }
}
