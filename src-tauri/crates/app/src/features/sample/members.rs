//! Party members of the invented village, and which of them carries which households.

use chrono::{Days, NaiveDate};
use domain::kinds::{link, member, unit};
use domain::rules::EXEMPT_AGE;
use domain::{Day, Put, RecordId, codes};

use super::people::year_at;
use super::{Village, World};

/// One member.
pub(super) struct Member {
    pub(super) id: RecordId,
    pub(super) person: RecordId,
    pub(super) name: String,
    /// The place of the household that the member lives in.
    pub(super) home: usize,
    pub(super) group: usize,
    /// Whether the member can carry households from the first to the last day.
    pub(super) able: bool,
    pub(super) duty: u32,
}

/// A household and the member who carries it.
#[derive(Clone, Copy)]
pub(super) struct Link {
    pub(super) home: usize,
    pub(super) member: usize,
    pub(super) from: NaiveDate,
}

/// So many households carry whoever goes away in the end: these links are 待调整 then.
const LEFT_BEHIND: usize = 2;

/// How links come about.
const DECIDED: [(u64, u32); 4] = [
    (5, codes::decided_by::MUTUAL),
    (3, codes::decided_by::ASSIGNED),
    (2, codes::decided_by::VOLUNTEERED),
    (2, codes::decided_by::CHOSEN),
];

impl World {
    /// How many members a village of so many households has: 40 to 90 in one of usual size.
    fn member_count(households: usize) -> usize {
        (households / 6).min(90).max(households / 10).max(3)
    }

    /// Chooses who is a member, before anything is written down. Nearly all live in households of their own.
    pub(super) fn choose_members(&mut self, village: &mut Village) {
        let mut places: Vec<usize> = (0..village.homes.len()).collect();
        self.dice.shuffle(&mut places);
        let (wanted, today) = (Self::member_count(village.homes.len()), self.today);
        for home in places {
            if village.members.len() >= wanted {
                break;
            }
            // One in six is old enough to carry nothing any more, one in ten is away.
            let (old, away) = (self.dice.chance(16), self.dice.chance(10));
            let group = village.homes[home].group;
            let fits = |one: &&mut super::people::Human| {
                let age = one.age(today);
                let of_age = if old { (EXEMPT_AGE..88).contains(&age) } else { (26..68).contains(&age) };
                of_age && one.away.is_some() == away
            };
            let Some(one) = village.homes[home].people.iter_mut().find(fits) else { continue };
            one.member = Some(codes::member_category::FULL);
            let able = one.age(today) < EXEMPT_AGE && one.away.is_none();
            let (id, person, name) = (self.ids.on(self.begin), one.id, one.name.clone());
            village.members.push(Member { id, person, name, home, group, able, duty: codes::duty::ORDINARY });
        }
        self.choose_duties(village);
    }

    /// The committee, and a leader of each Party group.
    fn choose_duties(&mut self, village: &mut Village) {
        let mut duties = [codes::duty::SECRETARY, 2, 3, 4, 5].into_iter();
        let mut led = Vec::new();
        for one in village.members.iter_mut().filter(|one| one.able) {
            let party = village.groups.get(one.group).map(|group| group.party);
            if let Some(duty) = duties.next() {
                one.duty = duty;
            } else if let Some(party) = party.filter(|party| !led.contains(party)) {
                one.duty = codes::duty::GROUP_LEADER;
                led.push(party);
            }
        }
    }

    /// The records of the members, and who leads which unit.
    pub(super) fn write_members(&mut self, village: &Village) {
        let mut puts = Vec::new();
        for one in &village.members {
            puts.push(self.member(one, village));
            let group = village.groups.get(one.group);
            let leads = group.filter(|_| one.duty == codes::duty::GROUP_LEADER).map(|group| group.party);
            puts.extend(leads.map(|party| Put::new(&unit::KIND, party).set(unit::LEADER, one.person)));
        }
        for (place, group) in village.groups.iter().enumerate() {
            let leader = village.homes.iter().find(|home| home.group == place && !home.is_empty());
            let leader = leader.and_then(|home| home.people.first()).map(|one| one.id);
            puts.push(Put::new(&unit::KIND, group.id).set_some(unit::LEADER, leader));
        }
        self.script.begin(self.begin, puts);
    }

    fn member(&mut self, one: &Member, village: &Village) -> Put {
        let body = village
            .homes
            .get(one.home)
            .and_then(|home| home.people.iter().find(|body| body.id == one.person));
        let mut put = Put::new(&member::KIND, one.id)
            .set(member::PERSON, one.person)
            .set(member::CATEGORY, codes::member_category::FULL)
            .set(member::BRANCH, village.branch.as_str())
            .set(member::POST, self.dice.word(self.words.of("posts")))
            .set(member::STATUS, codes::party_status::NORMAL)
            .set(member::DUTY, one.duty)
            .set_some(member::PARTY_GROUP, village.groups.get(one.group).map(|group| group.party));
        if let Some(body) = body {
            let age = u64::try_from(body.age(self.begin)).unwrap_or(40);
            let joined = year_at(body.birth, self.dice.between(20, age.saturating_sub(2).clamp(21, 45)));
            let (month, day) = (u32::try_from(self.dice.between(5, 12)).unwrap_or(7), 1);
            put = put
                .set_some(member::JOINED, Day::new(joined, month, day).ok())
                .set_some(member::CONFIRMED, Day::new(joined + 1, month, day).ok());
            if let Some((since, to)) = body.away {
                put = put
                    .set(member::MOBILE, true)
                    .set(member::MOBILE_TO, to)
                    .set(member::MOBILE_SINCE, Day::from(since));
            }
        }
        if self.dice.chance(12) && one.able { put.set(member::CENTRE, true) } else { put }
    }

    /// Links nearly every household to a member, best of its own group, none to one who lives in it.
    pub(super) fn write_links(&mut self, village: &mut Village) {
        let able: Vec<usize> =
            (0..village.members.len()).filter(|place| village.members[*place].able).collect();
        let Some((leaving, staying)) = able.split_last().filter(|(_, staying)| !staying.is_empty()) else {
            return;
        };
        let open = village.homes.len() / 30 + 1;
        let mut order: Vec<usize> = (0..village.homes.len()).collect();
        self.dice.shuffle(&mut order);
        let most = (village.homes.len() / staying.len() + 2).max(6);
        let mut loads = vec![0; village.members.len()];
        for (turn, home) in order.into_iter().skip(open).enumerate() {
            let group = village.homes[home].group;
            let not_own = |place: &&usize| village.members[**place].home != home;
            let member = if turn < LEFT_BEHIND && village.members[*leaving].home != home {
                Some(*leaving)
            } else {
                let near =
                    staying.iter().filter(not_own).filter(|place| village.members[**place].group == group);
                let near = near.min_by_key(|place| loads[**place]).filter(|place| loads[**place] < most);
                near.or_else(|| staying.iter().filter(not_own).min_by_key(|place| loads[**place])).copied()
            };
            let Some(member) = member else { continue };
            loads[member] += 1;
            let from = self.begin.checked_add_days(Days::new(self.dice.between(2, 9))).unwrap_or(self.begin);
            village.links.push(Link { home, member, from: from.min(self.today) });
        }
        self.write_down(village);
        self.one_leaves(village, *leaving);
    }

    fn write_down(&mut self, village: &mut Village) {
        village.links.sort_by_key(|one| (one.from, one.home));
        let meeting = self.begin.checked_add_days(Days::new(1)).unwrap_or(self.begin).min(self.today);
        for one in &village.links {
            let decided = self.dice.weighted(&DECIDED, codes::decided_by::MUTUAL);
            let put = Put::new(&link::KIND, self.ids.on(one.from))
                .set(link::HOUSEHOLD, village.homes[one.home].id)
                .set(link::MEMBER, village.members[one.member].id)
                .set(link::TYPE, codes::link_type::GENERAL)
                .set(link::FROM, Day::from(one.from))
                .set(link::DECIDED_BY, decided)
                .set(link::MEETING, Day::from(meeting));
            self.script.on(one.from, put);
        }
    }

    /// One member goes away for work in the end and cannot carry households any more.
    fn one_leaves(&mut self, village: &Village, leaving: usize) {
        let Some(one) = village.members.get(leaving) else { return };
        let day = self.days_ago(12).max(self.begin);
        let put = Put::new(&member::KIND, one.id)
            .set(member::MOBILE, true)
            .set(member::MOBILE_TO, self.dice.word(self.words.of("far")))
            .set(member::MOBILE_SINCE, Day::from(day));
        self.script.on(day, put);
    }
}
