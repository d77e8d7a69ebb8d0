//! Needs of the invented village and what became of each.

use chrono::NaiveDate;
use domain::kinds::{need, step};
use domain::{Day, Put, RecordId, codes};

use super::visits::Call;
use super::words::Story;
use super::{Village, World};
use codes::need_state as state;
use codes::step_action as action;

/// Of a hundred visits so many raise a need.
const RAISED: usize = 17;

/// Needs of so many days may still be open; at least so many are raised in them.
const RECENT: (u64, usize) = (45, 12);

/// Where the newest needs stand, the newest first; so that every state that a village can reach is there.
const STANDING: [u32; 14] = [
    state::REGISTERED,
    state::ACCEPTED,
    state::HANDLING,
    state::AWAITING_FOLLOW_UP,
    state::ESCALATED,
    state::FOLLOWED_UP,
    state::SUSPENDED,
    state::DECLINED,
    state::MERGED,
    state::CLOSED,
    state::HANDLING,
    state::AWAITING_FOLLOW_UP,
    state::REGISTERED,
    state::ESCALATED,
];

/// How a need goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Course {
    Regular,
    OnSpot,
    Declined,
    Suspended,
    Extended,
    Redone,
    Unreachable,
    Forgotten,
}

const COURSES: [(u64, Course); 8] = [
    (46, Course::Regular),
    (30, Course::OnSpot),
    (4, Course::Declined),
    (5, Course::Suspended),
    (5, Course::Extended),
    (5, Course::Redone),
    (3, Course::Unreachable),
    (2, Course::Forgotten),
];

/// A need that was raised.
struct Raised {
    id: RecordId,
    call: Call,
    story: Story,
    by: String,
}

impl World {
    /// The needs raised in visits, with what was done about them. Returns how many there are.
    pub(super) fn needs(&mut self, village: &Village, calls: &[Call]) -> usize {
        let stories = self.words.stories();
        let raised: Vec<Raised> = self
            .occasions(village, calls)
            .into_iter()
            .map(|call| self.raise(village, call, &stories))
            .collect();
        let since = self.days_ago(RECENT.0);
        let recent = raised.iter().filter(|one| one.call.day > since).count();
        for (place, one) in raised.iter().enumerate() {
            let put = self.need(one, place + 1, village);
            self.script.on(one.call.day, put);
            // From the newest, which is the last.
            let age = raised.len() - 1 - place;
            let standing = STANDING.get(age).copied().filter(|_| age < recent);
            match standing {
                Some(wanted) => {
                    self.bring_to(one, wanted, place.checked_sub(1).and_then(|older| raised.get(older)))
                }
                None => self.let_go(one),
            }
        }
        raised.len()
    }

    /// The visits that raise a need, oldest first.
    fn occasions(&mut self, village: &Village, calls: &[Call]) -> Vec<Call> {
        let at_home: Vec<Call> =
            calls.iter().copied().filter(|call| !village.homes[call.home].is_empty()).collect();
        let since = self.days_ago(RECENT.0);
        let (mut recent, mut older): (Vec<Call>, Vec<Call>) =
            at_home.into_iter().partition(|call| call.day > since);
        self.dice.shuffle(&mut recent);
        self.dice.shuffle(&mut older);
        let share = |count: usize| (count * RAISED).div_ceil(100);
        recent.truncate(share(recent.len()).max(RECENT.1));
        older.truncate(share(older.len()));
        older.extend(recent);
        older.sort_by_key(|call| (call.day, call.id));
        older
    }

    fn raise(&mut self, village: &Village, call: Call, stories: &[Story]) -> Raised {
        let story = stories[self.dice.place(stories.len())];
        let by = village.members[call.member].name.clone();
        Raised { id: self.ids.on(call.day), call, story, by }
    }

    fn need(&mut self, one: &Raised, number: usize, village: &Village) -> Put {
        let home = &village.homes[one.call.home];
        let who = home.people.iter().find(|who| who.away.is_none()).or(home.people.first());
        let group = village.groups.get(home.group).map_or("", |group| group.name);
        let channel =
            self.dice.weighted(&[(8, codes::need_channel::VISIT), (2, codes::need_channel::LINK)], 1);
        let common = matches!(one.story.category / 100, 5 | 6);
        let put = Put::new(&need::KIND, one.id)
            .set(need::NUMBER, format!("{}-{number:04}", one.call.day.format("%Y")))
            .set(need::DATE, Day::from(one.call.day))
            .set(need::TITLE, one.story.title)
            .set(need::DESCRIPTION, one.story.description)
            .set(need::CATEGORY, one.story.category)
            .set(need::CHANNEL, channel)
            .set(need::URGENCY, one.story.urgency)
            .set(need::VISIT, one.call.id)
            .set(need::HOUSEHOLD, home.id)
            .set_some(need::PERSON, who.map(|who| who.id))
            .set(need::SCOPE, if common { codes::need_scope::COMMON } else { codes::need_scope::INDIVIDUAL })
            .set(need::HISTORY, codes::need_history::FIRST)
            .set(need::RESPONSIBLE, village.members[one.call.member].person);
        if !common {
            return put;
        }
        let affected = i64::try_from(self.dice.between(3, 30)).unwrap_or(3);
        put.set(need::AFFECTED, affected)
            .set(need::PLACE, format!("{group}{}", self.dice.word(self.words.of("lanes"))))
    }

    /// Brings a new need to the state wanted by today.
    fn bring_to(&mut self, one: &Raised, wanted: u32, older: Option<&Raised>) {
        let steps: &[u32] = match wanted {
            state::ACCEPTED => &[action::ACCEPT],
            state::HANDLING => &[action::ACCEPT, action::HANDLE],
            state::ESCALATED => &[action::ACCEPT, action::HANDLE, action::ESCALATE],
            state::AWAITING_FOLLOW_UP => &[action::ACCEPT, action::HANDLE, action::RESOLVE],
            state::FOLLOWED_UP => &[action::ANSWER_ON_SPOT, action::FOLLOW_UP],
            state::SUSPENDED => &[action::ACCEPT, action::HANDLE, action::SUSPEND],
            state::DECLINED => &[action::DECLINE],
            state::MERGED => &[action::ACCEPT, action::MERGE],
            state::CLOSED => &[action::ANSWER_ON_SPOT, action::FOLLOW_UP, action::CLOSE],
            _ => &[],
        };
        let days = u64::try_from((self.today - one.call.day).num_days()).unwrap_or(0);
        for (turn, step) in steps.iter().enumerate() {
            // Within what time there was, and no later than a week or two after the need.
            let ahead = (days.min(14) * (turn as u64 + 1)) / (steps.len() as u64 + 1);
            let day = one.call.day.checked_add_days(chrono::Days::new(ahead)).unwrap_or(self.today);
            if *step == action::MERGE {
                let Some(older) = older else { continue };
                self.script.on(day, Put::new(&need::KIND, one.id).set(need::MAIN, older.id));
            }
            let put = self.step(one, *step, day);
            self.script.on(day, put);
        }
    }

    /// Lets an older need go its way.
    fn let_go(&mut self, one: &Raised) {
        let course = self.dice.weighted(&COURSES, Course::Regular);
        let (mut day, mut redone) = (one.call.day, false);
        for (step, gap) in steps_of(course) {
            day = self.after(day, gap);
            if day > self.today {
                return;
            }
            let put = self.step(one, step, day);
            // Once taken up again it is asked about again, and then people are content.
            let put = match (course, step) {
                (Course::Redone, action::FOLLOW_UP) if !redone => put
                    .set(step::SATISFACTION, codes::satisfaction::DISSATISFIED)
                    .set(step::TEXT, self.dice.word(self.words.of("unhappy"))),
                (Course::Unreachable, action::FOLLOW_UP) => {
                    put.unset(step::SATISFACTION).unset(step::TEXT).set(step::GAP, 2u32)
                }
                _ => put,
            };
            redone |= step == action::REDO;
            self.script.on(day, put);
        }
    }

    fn step(&mut self, one: &Raised, step: u32, day: NaiveDate) -> Put {
        let put = Put::new(&step::KIND, self.ids.on(day))
            .set(step::NEED, one.id)
            .set(step::ACTION, step)
            .set(step::DATE, Day::from(day))
            .set(step::BY, one.by.as_str());
        let (words, dice, story) = (&self.words, &mut self.dice, one.story);
        let later = day.checked_add_days(chrono::Days::new(dice.between(7, 15))).unwrap_or(day);
        match step {
            action::HANDLE => put.set(step::TEXT, story.handling),
            action::RESOLVE => put
                .set(step::TEXT, story.outcome)
                .set(step::RESULT, story.result)
                .set(step::ANSWER_WAY, dice.weighted(&[(6, 1), (3, 2), (1, 4)], codes::answer_way::FACE))
                .set(step::ANSWER_DATE, Day::from(day)),
            action::ANSWER_ON_SPOT => put
                .set(step::TEXT, story.outcome)
                .set(step::RESULT, story.result)
                .set(step::ANSWER_WAY, codes::answer_way::FACE),
            action::DECLINE => put
                .set(step::TEXT, dice.word(words.of("decline")))
                .set(step::ANSWER_WAY, codes::answer_way::FACE),
            action::ESCALATE => {
                put.set(step::TEXT, dice.word(words.of("escalate"))).set(step::TELL_CONTACT, dice.chance(50))
            }
            action::SUSPEND => {
                put.set(step::TEXT, dice.word(words.of("suspend"))).set(step::UNTIL, Day::from(later))
            }
            action::EXTEND => {
                put.set(step::TEXT, dice.word(words.of("extend"))).set(step::UNTIL, Day::from(later))
            }
            action::REDO => put.set(step::TEXT, dice.word(words.of("redo"))),
            action::MERGE => put.set(step::TEXT, dice.word(words.of("merge"))),
            action::FOLLOW_UP => put
                .set(step::SATISFACTION, dice.weighted(&[(7, 1), (3, 2)], codes::satisfaction::SATISFIED))
                .set(step::TEXT, dice.word(words.of("follow-up"))),
            _ => put,
        }
    }
}

/// The steps of a course, each with the least and the most days after the one before.
fn steps_of(course: Course) -> Vec<(u32, (u64, u64))> {
    let taken = [(action::ACCEPT, (0, 1)), (action::HANDLE, (0, 3))];
    let asked = [(action::FOLLOW_UP, (5, 15)), (action::CLOSE, (0, 3))];
    let resolved = (action::RESOLVE, (1, 4));
    let mut all = Vec::new();
    match course {
        Course::Declined => return vec![(action::DECLINE, (0, 2)), (action::CLOSE, (1, 5))],
        Course::OnSpot => all.push((action::ANSWER_ON_SPOT, (0, 0))),
        Course::Forgotten => return taken.to_vec(),
        Course::Regular | Course::Unreachable => all.extend(taken.into_iter().chain([resolved])),
        Course::Suspended => {
            all.extend(taken);
            all.extend([(action::SUSPEND, (1, 2)), (action::RESUME, (6, 14)), resolved]);
        }
        Course::Extended => {
            all.extend(taken);
            all.extend([(action::EXTEND, (1, 3)), (action::RESOLVE, (4, 9))]);
        }
        Course::Redone => {
            all.extend(taken.into_iter().chain([resolved, (action::FOLLOW_UP, (5, 12))]));
            all.extend([(action::REDO, (0, 2)), (action::HANDLE, (1, 3)), resolved]);
        }
    }
    all.extend(asked);
    all
}
