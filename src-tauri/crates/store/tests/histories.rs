//! 任意次序: whatever sites did to each other's records, and in whatever order, repetition and batching their
//! entries arrive, whoever holds the same entries is in the same state.

use std::collections::BTreeMap;

use domain::disclosure::Policy;
use domain::kinds::person;
use domain::{Facts, Group, Put, RecordId, Value, codes};
use journal::{ActRef, Entry, SiteId};
use proptest::prelude::*;

use crate::support::*;

/// Three sites of the village, and the township's.
const SITES: [u8; 4] = [1, 2, 3, 100];

/// What one site does next. Numbers choose among the records, acts and sites that there are.
#[derive(Debug, Clone)]
enum Deed {
    Add(u8),
    Rename(u8, u8),
    Unset(u8),
    Mark(u8, u8),
    Delete(u8),
    Restore(u8),
    /// Writes the standing name once more with all survivors in view, which settles a disagreement.
    Settle(u8),
    /// Edits by a form that was loaded before the site took in anything more.
    Stale(u8, u8),
    Undo(u8),
    /// Erases what a field of a person held, as far as the site knows.
    Erase(u8, u8),
    Need,
    Step(u8, u8),
    Answer(u8, u8),
    /// Takes in what another site wrote, from entry number `.1` on, so that gaps come up.
    Take(u8, u8),
    Clock(i8),
}

fn deeds() -> impl Strategy<Value = Vec<(usize, Deed)>> {
    let (a, b) = (any::<u8>(), any::<u8>());
    let deed = prop_oneof![
        2 => a.prop_map(Deed::Add),
        4 => (a, b).prop_map(|(a, b)| Deed::Rename(a, b)),
        1 => a.prop_map(Deed::Unset),
        2 => (a, b).prop_map(|(a, b)| Deed::Mark(a, b)),
        3 => a.prop_map(Deed::Delete),
        2 => a.prop_map(Deed::Restore),
        3 => a.prop_map(Deed::Settle),
        2 => (a, b).prop_map(|(a, b)| Deed::Stale(a, b)),
        3 => a.prop_map(Deed::Undo),
        1 => (a, b).prop_map(|(a, b)| Deed::Erase(a, b)),
        1 => Just(Deed::Need),
        3 => (a, b).prop_map(|(a, b)| Deed::Step(a, b)),
        2 => (a, b).prop_map(|(a, b)| Deed::Answer(a, b)),
        6 => (a, b).prop_map(|(a, b)| Deed::Take(a, b)),
        1 => any::<i8>().prop_map(Deed::Clock),
    ];
    prop::collection::vec((0..SITES.len(), deed), 4..48)
}

/// The sites with what they made so far.
struct Play {
    sites: Vec<Site>,
    people: Vec<RecordId>,
    needs: Vec<RecordId>,
    acts: Vec<ActRef>,
}

impl Play {
    fn begin() -> Self {
        let mut sites: Vec<Site> = SITES.iter().map(|number| Site::new(*number)).collect();
        let (who, asked) = (id(), id());
        let act = sites[0].put(&[person(who, "王小明"), need(asked, "修路灯")]);
        let first = sites[0].entries();
        for site in &mut sites[1..] {
            site.take(first.clone());
        }
        Play { sites, people: vec![who], needs: vec![asked], acts: vec![act] }
    }

    fn do_all(&mut self, deeds: &[(usize, Deed)]) {
        for (site, deed) in deeds {
            self.act(*site, deed);
        }
    }

    fn act(&mut self, at: usize, deed: &Deed) {
        let pick = |all: &[RecordId], index: u8| all[index as usize % all.len()];
        let who = |index: u8| pick(&self.people, index);
        let named = |who, index: u8| person(who, ["王明", "王小明", "王晓明"][index as usize % 3]);
        let put = match deed {
            Deed::Add(index) => {
                let fresh = id();
                self.people.push(fresh);
                named(fresh, *index)
            }
            Deed::Rename(index, name) => named(who(*index), *name),
            Deed::Unset(index) => Put::new(&person::KIND, who(*index)).unset(person::PHONE),
            Deed::Mark(index, mark) => {
                let marks = (1..4u32).filter(|bit| mark >> bit & 1 == 1).map(Value::from);
                Put::new(&person::KIND, who(*index)).set_all(person::SPECIAL, marks)
            }
            Deed::Settle(index) => {
                let who = who(*index);
                let Some(found) = self.sites[at].record(&person::KIND, who) else { return };
                let name = found.text(person::NAME).unwrap_or("无名").to_owned();
                person(who, &name)
            }
            Deed::Stale(index, name) => return self.edit_by_an_old_form(at, who(*index), *name),
            Deed::Delete(index) => return self.dispose(at, who(*index), true),
            Deed::Restore(index) => return self.dispose(at, who(*index), false),
            Deed::Undo(index) => {
                let act = self.acts[*index as usize % self.acts.len()];
                // What cannot be taken back is refused, which is no part of the history.
                let undone = self.sites[at].try_undo(act);
                return self.acts.extend(undone.ok().and_then(|undone| undone.act));
            }
            Deed::Erase(index, field) => {
                let fields = [person::NAME, person::SPECIAL, person::SKILL];
                let field = fields[*field as usize % fields.len()];
                let until = self.sites[at].store.last_hlc().unwrap();
                erasure((&person::KIND, who(*index)), &[field], until)
            }
            Deed::Need => {
                let fresh = id();
                self.needs.push(fresh);
                need(fresh, "修水渠")
            }
            Deed::Step(index, action) => {
                let actions = codes::step_action::LIST.codes;
                let action = actions[*action as usize % actions.len()];
                step(id(), pick(&self.needs, *index), action).set(domain::kinds::step::TEXT, "情况说明")
            }
            Deed::Answer(index, action) => {
                let actions = codes::answer_action::LIST.codes;
                answer(id(), pick(&self.needs, *index), actions[*action as usize % actions.len()])
            }
            Deed::Take(from, first) => return self.take(at, *from as usize % SITES.len(), *first),
            Deed::Clock(hours) => return self.sites[at].clock += i64::from(*hours) * 3_600_000,
        };
        // What a rule refuses never happened.
        let written = self.sites[at].try_put(&[put]);
        self.acts.extend(written.ok().and_then(|written| written.act));
    }

    fn edit_by_an_old_form(&mut self, at: usize, who: RecordId, name: u8) {
        let base = self.sites[at].base(&person::KIND, who);
        self.take(at, (at + 1) % SITES.len(), 0);
        let put = person(who, ["王明", "王小明", "王晓明"][name as usize % 3]).set(person::SKILL, "木工");
        let written = self.sites[at].try_put_from(&[put], Some(&base));
        self.acts.extend(written.ok().and_then(|written| written.act));
    }

    fn dispose(&mut self, at: usize, who: RecordId, delete: bool) {
        let site = &mut self.sites[at];
        let code = if delete { codes::act::DELETE } else { codes::act::RESTORE };
        let act = site.act(code);
        let kind = person::KIND.number;
        let written = site.store.write(act, |tx| match delete {
            true => tx.delete(VILLAGE, kind, who),
            false => tx.restore(VILLAGE, kind, who),
        });
        self.acts.extend(written.ok().and_then(|written| written.act));
    }

    /// Takes in another site's own chain from somewhere on: without its beginning the rest waits.
    fn take(&mut self, at: usize, from: usize, first: u8) {
        let entries = self.sites[from].chain(site_id(SITES[from]));
        let first = first as usize % (entries.len() + 1);
        let entries: Vec<Entry> = entries[first..].iter().map(|entry| self.as_told(at, entry)).collect();
        self.sites[at].take(entries);
    }

    /// The entry as this site may have it: the township gets no closed group but those of the policy.
    fn as_told(&self, at: usize, entry: &Entry) -> Entry {
        if SITES[at] == 100 { withheld(entry) } else { entry.clone() }
    }

    /// What each site wrote, by site.
    fn written(&self) -> BTreeMap<SiteId, Vec<Entry>> {
        let chains = self.sites.iter().zip(SITES);
        chains.map(|(site, number)| (site_id(number), site.chain(site_id(number)))).collect()
    }
}

fn policy() -> Policy {
    Policy::new([Group::Name, Group::NeedText])
}

/// The entry as the township may have it. What is withheld already stays so.
fn withheld(entry: &Entry) -> Entry {
    let carried = |group| Group::from_number(group).is_some_and(|group| policy().carries(group));
    entry.withhold(carried, |_, _| false).unwrap()
}

/// A small generator of its own, so that a failing case gives the same order again.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most.max(1)
    }

    /// The entries in any order, some of them twice, in batches of any size.
    fn deliver(&mut self, mut entries: Vec<Entry>, site: &mut Site) {
        for index in (1..entries.len()).rev() {
            entries.swap(index, self.below(index + 1));
        }
        while !entries.is_empty() {
            let size = 1 + self.below(entries.len());
            let again = entries[self.below(entries.len())].clone();
            let batch: Vec<Entry> = entries.drain(..size).chain([again]).collect();
            let count = batch.len();
            let merged = site.take(batch);
            // Those that had been waiting from before come on top.
            let ended = merged.applied + merged.conflict + merged.refused + merged.same + merged.waiting;
            assert!(ended >= count, "an entry ended as nothing: {merged:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whoever_holds_the_same_entries_is_in_the_same_state(deeds in deeds(), seed in any::<u64>()) {
        let mut play = Play::begin();
        play.do_all(&deeds);
        let written: Vec<Entry> = play.written().into_values().flatten().collect();
        let mut dice = Dice(seed);

        // The sites themselves, and two that were not there, one of which saw everything withheld before it saw it whole.
        let (mut fresh, mut late) = (Site::new(4), Site::new(5));
        dice.deliver(written.iter().map(withheld).collect(), &mut late);
        late.proved();
        let mut digests = Vec::new();
        for site in play.sites[..3].iter_mut().chain([&mut fresh, &mut late]) {
            dice.deliver(written.clone(), site);
            prop_assert!(site.store.waiting(VILLAGE).unwrap().is_empty());
            digests.push(site.proved());
        }
        prop_assert!(digests.iter().all(|digest| *digest == digests[0]));

        // The townships, to whom groups are absent.
        let told: Vec<Entry> = written.iter().map(withheld).collect();
        let mut other = Site::new(101);
        let town = play.sites.pop().unwrap();
        let mut towns = [town, Site::new(102)];
        dice.deliver(told.clone(), &mut other);
        let whole = fresh.store.shared_digest(VILLAGE, policy()).unwrap();
        prop_assert_eq!(other.store.shared_digest(VILLAGE, policy()).unwrap(), whole);
        for town in &mut towns {
            dice.deliver(told.clone(), town);
            town.proved();
            prop_assert_eq!(town.store.shared_digest(VILLAGE, policy()).unwrap(), whole);
        }
        prop_assert_eq!(towns[1].proved(), other.proved());

        // Replaying the journal into empty tables gives the same again.
        fresh.store.rebuild(&mut |_| true).unwrap();
        prop_assert_eq!(fresh.proved(), digests[0]);
        for asked in play.needs {
            let states: Vec<u32> = [&fresh, &late].map(|site| {
                let steps = site.reader().history(&STEPS, asked).unwrap();
                domain::need_state::Progress::fold(&steps).state
            }).to_vec();
            prop_assert_eq!(states[0], states[1]);
        }
    }
}

const STEPS: [(&domain::Kind, domain::Field); 2] = [
    (&domain::kinds::step::KIND, domain::kinds::step::NEED),
    (&domain::kinds::answer::KIND, domain::kinds::answer::NEED),
];
