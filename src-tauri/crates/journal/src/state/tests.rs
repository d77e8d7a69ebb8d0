use proptest::prelude::*;

use super::*;
use crate::SiteId;

fn dot(site: u8, seq: u64) -> Dot {
    Dot { site: SiteId::from_bytes([site; 16]), seq }
}

fn write(field: u16, value: &str, replaces: &[Dot]) -> Write {
    Write { field, element: None, value: Some(value.into()), replaces: replaces.to_vec() }
}

fn deletion(replaces: &[Dot]) -> Write {
    Write { field: 0, element: None, value: Some(Value::Bool(true)), replaces: replaces.to_vec() }
}

fn by_number(dot: Dot) -> Hlc {
    Hlc(dot.seq)
}

#[test]
fn two_writes_that_did_not_know_each_other_are_a_conflict_and_the_later_stands() {
    let mut state = State::default();
    state.apply(dot(1, 1), 0, &write(2, "一", &[]), &[]);
    state.apply(dot(1, 5), 0, &write(2, "二", &[dot(1, 1)]), &[]);
    state.apply(dot(2, 3), 0, &write(2, "三", &[dot(1, 1)]), &[]);
    assert_eq!(state.conflicts(by_number), 1);
    assert_eq!(state.value(2, by_number), Some(&"二".into()));
    state.apply(dot(2, 6), 0, &write(2, "四", &[dot(1, 5), dot(2, 3)]), &[]);
    assert_eq!(state.conflicts(by_number), 0);
    assert_eq!(state.value(2, by_number), Some(&"四".into()));
}

#[test]
fn equal_values_are_no_conflict() {
    let mut state = State::default();
    state.apply(dot(1, 1), 0, &write(2, "一", &[]), &[]);
    state.apply(dot(2, 1), 0, &write(2, "一", &[]), &[]);
    assert_eq!(state.conflicts(by_number), 0);
    assert_eq!(state.survivors(2, None).len(), 2);
}

#[test]
fn a_deletion_hides_what_it_saw_and_no_more() {
    let mut state = State::default();
    state.apply(dot(1, 1), 0, &write(2, "一", &[]), &[]);
    state.apply(dot(1, 2), 0, &deletion(&[]), &[dot(1, 1)]);
    assert_eq!(state.visibility(by_number), Visibility::Deleted);
    state.apply(dot(2, 1), 0, &write(2, "二", &[dot(1, 1)]), &[]);
    assert_eq!(state.visibility(by_number), Visibility::DeletedUnseen);
    assert_eq!(state.conflicts(by_number), 1);
    let restored = Write { value: None, ..deletion(&[dot(1, 2)]) };
    state.apply(dot(1, 3), 0, &restored, &[]);
    assert_eq!(state.visibility(by_number), Visibility::Shown);
    assert_eq!(state.conflicts(by_number), 0);
}

/// Histories of one register in which every write replaces some of the writes before it that its site knew.
fn history() -> impl Strategy<Value = Vec<(Dot, Write)>> {
    prop::collection::vec((0u8..3, 0u8..3, any::<u8>()), 1..9).prop_map(|plan| {
        let mut all: Vec<(Dot, Write)> = Vec::new();
        for (index, (site, value, known)) in plan.into_iter().enumerate() {
            let mut seen = State::default();
            for (number, (dot, write)) in all.iter().enumerate() {
                let own = dot.site == SiteId::from_bytes([site; 16]);
                let causes_known = write.replaces.iter().all(|cause| seen.dots().contains(cause) || own);
                if own || (known >> (number % 8) & 1 == 1 && causes_known) {
                    seen.apply(*dot, 0, write, &[]);
                }
            }
            let replaces = seen.dots_of(2, None);
            all.push((dot(site, index as u64 + 1), write(2, &value.to_string(), &replaces)));
        }
        all
    })
}

proptest! {
    /// Survivors are the writes that none of the others names, in whatever causal order they arrive.
    #[test]
    fn survivors_are_those_that_no_write_names(all in history(), order in any::<u64>()) {
        let mut waiting = all.clone();
        let mut state = State::default();
        let mut done: BTreeSet<Dot> = BTreeSet::new();
        let mut random = order;
        while !waiting.is_empty() {
            let ready: Vec<usize> = (0..waiting.len())
                .filter(|&index| waiting[index].1.replaces.iter().all(|cause| done.contains(cause)))
                .collect();
            random = random.wrapping_mul(6364136223846793005).wrapping_add(1);
            let (dot, write) = waiting.remove(ready[(random >> 33) as usize % ready.len()]);
            state.apply(dot, 0, &write, &[]);
            done.insert(dot);
        }
        let named: BTreeSet<Dot> = all.iter().flat_map(|(_, write)| write.replaces.iter().copied()).collect();
        let expected: Vec<Dot> = done.difference(&named).copied().collect();
        prop_assert_eq!(state.dots_of(2, None), expected);
    }
}
