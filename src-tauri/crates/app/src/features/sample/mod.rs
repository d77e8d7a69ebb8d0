//! 示例: an invented village with its people and what happened there over the years.
//!
//! Nobody in it lives: names are put together from lists, identity numbers are of the area 999001, which is nowhere,
//! and telephone numbers are of a form that reaches nobody. The same seed gives the same village. Everything enters
//! through the door, so that every rule holds in it; the whole is one transaction, so that a sample that is stopped
//! leaves nothing behind.

mod dice;
mod homes;
mod life;
mod members;
mod needs;
mod people;
mod script;
mod units;
mod visits;
mod words;

use chrono::{Months, NaiveDate};
use domain::kinds::{resident, unit};
use domain::{RecordId, Registry, codes};
use exchange::PartyKind;
use serde::{Deserialize, Serialize};
use store::{Moment, Query};
use ts_rs::TS;
use vault::{Passphrase, RecoveryCode};

use super::workspaces::{Nothing, Opened, folder};
use crate::workspace::{self, Folder, New};
use crate::{Desk, Failure, Result, Session};

/// The folder of 示例村.
const FOLDER: &str = "sample";
/// Its name.
const NAME: &str = "示例村";
/// Its division code, of the invented area 999001.
const CODE: &str = "999001001201";
/// Its passphrase, which is told to whoever opens it.
const PASSPHRASE: &str = "12345678";
/// What it is filled with.
const SIZE: SampleRequest = SampleRequest { households: 120, years: 1, seed: 1 };

/// The sizes that make a village.
const HOUSEHOLDS: std::ops::RangeInclusive<u32> = 1..=3000;
const YEARS: std::ops::RangeInclusive<u32> = 1..=10;

/// So many households are entered in one act.
const TOGETHER: usize = 40;

/// Fills a village with invented people.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
pub struct SampleRequest {
    /// How many households, 1 to 3000.
    pub households: u32,
    /// Over how many years up to today, 1 to 10.
    pub years: u32,
    /// Which village: the same seed gives the same one.
    pub seed: u64,
}

/// What was filled in.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SampleDone {
    /// Households.
    pub households: usize,
    /// People.
    pub people: usize,
    /// Party members.
    pub members: usize,
    /// Households linked to a member.
    pub links: usize,
    /// Visits, yard meetings among them.
    pub visits: usize,
    /// Needs.
    pub needs: usize,
}

/// All that is made up, and what it is made up with.
struct World {
    dice: dice::Dice,
    ids: script::Ids,
    words: words::Words,
    /// The surnames that most families bear.
    surnames: [&'static str; 5],
    register: people::Register,
    script: script::Script,
    begin: NaiveDate,
    today: NaiveDate,
    years: usize,
}

/// The village as it is made up.
#[derive(Default)]
struct Village {
    /// The name of its branch.
    branch: String,
    groups: Vec<units::Group>,
    homes: Vec<homes::Home>,
    members: Vec<members::Member>,
    links: Vec<members::Link>,
}

pub(crate) fn fill(desk: &mut Desk<'_>, request: SampleRequest) -> Result<SampleDone> {
    let moment = desk.moment();
    let (session, mut go_on) = desk.long_job("sample")?;
    session.sample(request.households, request.years, request.seed, moment, &mut go_on)
}

pub(crate) fn open(desk: &mut Desk<'_>, _: Nothing) -> Result<Opened> {
    let dir = folder(desk, FOLDER)?;
    let moment = desk.moment();
    let mut go_on = desk.progress("sample");
    let passphrase = Passphrase::new(PASSPHRASE.to_owned());
    *desk.open = None;
    let made = Folder(&dir).read_info()?.is_none();
    let mut session = match made {
        false => workspace::unlock(&dir, &passphrase, desk.registry)?,
        true => make(&dir, &passphrase, desk.registry, moment)?,
    };
    if session.has_no_residents()? {
        session.sample(SIZE.households, SIZE.years, SIZE.seed, moment, &mut go_on)?;
    }
    let opened = Opened::of(FOLDER, &session.info);
    desk.begin(session, made)?;
    let doubt = desk.session_in_doubt()?.doubt;
    Ok(Opened { passphrase: Some(PASSPHRASE.to_owned()), doubt, ..opened })
}

fn make(
    dir: &std::path::Path,
    passphrase: &Passphrase,
    registry: &Registry,
    moment: Moment,
) -> Result<Session> {
    // Nobody needs to recover invented data.
    let recovery = RecoveryCode::generate()?;
    let new = New {
        kind: PartyKind::Village,
        name: NAME,
        code: CODE,
        practice: true,
        passphrase,
        recovery: &recovery,
        operator: Some("示例用户"),
    };
    workspace::create(dir, &new, registry, moment)
}

impl Session {
    /// Fills a village that has no residents with an invented one. `go_on` is told how many acts are done of how
    /// many and says whether to go on; on any failure nothing was filled in.
    pub fn sample(
        &mut self,
        households: u32,
        years: u32,
        seed: u64,
        moment: Moment,
        go_on: &mut dyn FnMut(u64, u64) -> bool,
    ) -> Result<SampleDone> {
        if self.info.kind != PartyKind::Village {
            return Err(Failure::of("other_side"));
        }
        if !HOUSEHOLDS.contains(&households) || !YEARS.contains(&years) {
            return Err(Failure::of("sample_size")
                .with("households", *HOUSEHOLDS.end())
                .with("years", *YEARS.end()));
        }
        if !self.has_no_residents()? {
            return Err(Failure::of("sample_taken"));
        }
        let channel = self.own_channel();
        let salt =
            channel.as_bytes().iter().fold(seed, |mixed, byte| mixed.rotate_left(7) ^ u64::from(*byte));
        let mut world = World::new(seed, salt, years, moment.today);
        let done = world.village(self.own_unit()?, &self.info.name, usize::try_from(households).unwrap_or(1));
        let acts = world.script.acts(moment.today);
        let total = acts.len() as u64;
        let (author, side) = (self.operator, self.side());
        self.store.together(|store| {
            for (told, act) in (0..).zip(&acts) {
                if !go_on(told, total) {
                    return Err(Failure::of("cancelled"));
                }
                let written = store::Act {
                    code: codes::act::SAMPLE,
                    author,
                    reason: None,
                    undoes: None,
                    side,
                    moment: evening(act.day, moment),
                };
                store.write(written, |tx| {
                    act.puts.iter().try_for_each(|put| Ok::<_, Failure>(tx.put(channel, put, None)?))
                })?;
            }
            Ok(())
        })?;
        go_on(total, total);
        Ok(done)
    }

    fn has_no_residents(&self) -> Result<bool> {
        Ok(self.store.count(&Query::all(&resident::KIND).within(self.own_channel()))? == 0)
    }

    /// The unit that this village is.
    fn own_unit(&self) -> Result<RecordId> {
        let all = self.store.page(&Query::all(&unit::KIND).within(self.own_channel()))?.records;
        let own = all.iter().find(|(_, one)| one.code(unit::TYPE) == Some(codes::unit_type::VILLAGE));
        own.map(|(_, one)| one.id).ok_or_else(|| Failure::of("not_found").with("kind", unit::KIND.label))
    }
}

/// The end of a working day in China, or this moment if that is sooner.
fn evening(day: NaiveDate, now: Moment) -> Moment {
    let wall = day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis() + 34_200_000;
    Moment { wall: wall.min(now.wall), today: day }
}

impl World {
    /// `salt` keeps apart the ids of two villages with one seed.
    fn new(seed: u64, salt: u64, years: u32, today: NaiveDate) -> Self {
        let mut dice = dice::Dice::new(seed);
        let words = words::Words::read();
        let surnames = std::array::from_fn(|_| dice.word(words.of("surnames")));
        Self {
            dice,
            ids: script::Ids::new(salt),
            words,
            surnames,
            register: people::Register::default(),
            script: script::Script::default(),
            begin: today.checked_sub_months(Months::new(12 * years)).unwrap_or(today),
            today,
            years: usize::try_from(years).unwrap_or(1),
        }
    }

    /// Makes up everything; what is to be written stands in the script.
    fn village(&mut self, own: RecordId, name: &str, households: usize) -> SampleDone {
        let groups = self.groups(own, name, households);
        let mut village = Village { branch: units::branch_of(name), groups, ..Village::default() };
        for number in 0..households {
            let group = number * village.groups.len() / households;
            let home = self.home(group);
            village.homes.push(home);
        }
        self.choose_members(&mut village);
        for (turn, some) in village.homes.chunks(TOGETHER).enumerate() {
            let numbered = (turn * TOGETHER + 1..).zip(some);
            let puts = numbered.flat_map(|(number, home)| self.household(home, number, &village)).collect();
            self.script.begin(self.begin, puts);
        }
        self.write_members(&village);
        self.write_links(&mut village);
        let calls = self.visits(&village);
        let meetings = self.yard_meetings(&village);
        let needs = self.needs(&village, &calls);
        self.life(&village);
        SampleDone {
            households,
            people: village.homes.iter().map(|home| home.people.len()).sum(),
            members: village.members.len(),
            links: village.links.len(),
            visits: calls.len() + meetings,
            needs,
        }
    }
}
