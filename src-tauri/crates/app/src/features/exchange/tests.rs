//! What no command reaches: files of a full size, and what is given back after a disaster.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use domain::disclosure::{MEMBER_OPENS, Policy, opened};
use domain::kinds::{erasure, household, member, person};
use domain::{Kind, Put, RecordId, Registry, Value, codes};
use exchange::{Own, PartyKind, Reason, Statement};
use journal::{Dot, SiteId};
use store::Moment;
use tempfile::TempDir;
use vault::{Passphrase, RecoveryCode, SigningKey};

use super::ledger::{Contents, Ledger};
use super::package::FULL;
use super::{FilesReceived, Span, Taken, WrittenFile, stick};
use crate::Session;
use crate::workspace::{self, Folder, New, certify, read_trust};

const WORDS: &str = "练习口令一二三四";

fn moment() -> Moment {
    Moment { wall: 1_790_000_000_000, today: NaiveDate::from_ymd_opt(2026, 11, 22).unwrap() }
}

fn made(dir: &Path, kind: PartyKind, name: &str) -> Session {
    let (passphrase, recovery) = (Passphrase::new(WORDS.to_owned()), RecoveryCode::generate().unwrap());
    let new = New {
        kind,
        name,
        code: "",
        practice: true,
        passphrase: &passphrase,
        recovery: &recovery,
        operator: None,
    };
    workspace::create(dir, &new, &Registry::standard(), moment()).unwrap()
}

/// A village, its township and a folder between them, the invitation accepted.
pub(super) struct World {
    pub(super) village: Session,
    pub(super) township: Session,
    folder: TempDir,
}

impl World {
    pub(super) fn new() -> World {
        let folder = tempfile::tempdir().unwrap();
        let mut village = made(&folder.path().join("village"), PartyKind::Village, "石桥村");
        let mut township = made(&folder.path().join("township"), PartyKind::Township, "清河镇");
        let invitation = township.invite("石桥村", "", folder.path(), moment()).unwrap();
        village.join(Path::new(&invitation.path), moment()).unwrap();
        World { village, township, folder }
    }

    pub(super) fn settle(&mut self) {
        let file = export(&mut self.village, self.folder.path());
        take(&mut self.township, &file);
        let file = export(&mut self.township, self.folder.path());
        take(&mut self.village, &file);
    }
}

pub(super) fn put(session: &mut Session, put: Put) {
    let (channel, act) = (session.own_channel(), session.act(codes::act::PUT, moment(), None));
    session.write(act, |tx| Ok(tx.put(channel, &put, None)?)).unwrap();
}

pub(super) fn new(kind: &'static Kind) -> Put {
    Put::new(kind, RecordId::new())
}

fn export(session: &mut Session, folder: &Path) -> WrittenFile {
    let mut files = session.export(None, folder, moment(), &mut |_, _| true).unwrap();
    assert_eq!(files.len(), 1);
    files.remove(0)
}

fn take_path(session: &mut Session, path: PathBuf) -> Taken {
    let taken = session.receive(&[path], moment(), &mut |_, _| true).files.remove(0);
    assert!(taken.ok, "{:?}", taken.failure);
    taken
}

fn take(session: &mut Session, file: &WrittenFile) -> Taken {
    take_path(session, file.path.clone().into())
}

fn digests(village: &Session, township: &Session) -> [String; 2] {
    [village.shared_digest(None).unwrap(), township.shared_digest(Some("石桥村")).unwrap()]
}

#[test]
fn what_is_too_much_for_one_file_goes_into_several_that_open_in_any_order() {
    let mut world = World::new();
    for number in 0..60 {
        let note = format!("{number}号的情况").repeat(40);
        put(&mut world.village, new(&person::KIND).set(person::NAME, "某人").set(person::NOTE, note));
    }
    let peer = world.village.peers().unwrap().remove(0);
    let ledger = Ledger::of(&world.village, None).unwrap();
    let whole = world.village.package(&peer, &ledger, moment(), FULL, &mut |_| true).unwrap();
    assert_eq!(whole.files.len(), 1);
    let parts = world.village.package(&peer, &ledger, moment(), 9_000, &mut |_| true).unwrap();
    assert!(parts.files.len() > 3, "{}", parts.files.len());
    let numbers: Vec<u64> = parts.files.iter().map(|part| part.number).collect();
    assert_eq!(numbers, (1..=parts.files.len() as u64).collect::<Vec<_>>());
    let total: u64 = parts.files.iter().map(|part| part.entries).sum();
    assert_eq!(total, whole.files[0].entries);

    let mut taken = 0;
    for part in parts.files.iter().rev() {
        let path = stick::write(world.folder.path(), "part.lxc", &part.bytes, |_| true).unwrap();
        let outcomes = take_path(&mut world.township, path).outcomes;
        taken += outcomes.total();
        assert_eq!((outcomes.waiting > 0, part.number > 1), (part.number > 1, outcomes.applied == 0));
    }
    assert_eq!(taken, total);
    let [here, there] = digests(&world.village, &world.township);
    assert_eq!(here, there);
}

/// Opens a copy of a workspace as a restored one: with the keys of its party, as a site of its own.
fn restored(from: &Path, to: &Path) -> Session {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
    let mut session =
        workspace::unlock(to, &Passphrase::new(WORDS.to_owned()), &Registry::standard()).unwrap();
    let (old, site, key) = (session.store.site(), SiteId::random(), SigningKey::generate().unwrap());
    session.store.become_site(site).unwrap();
    Folder(to).write_site_key(&session.key, site, &key).unwrap();
    let cert = certify(&session.root, site, &key, 2, Reason::Restore, Some(old), true).unwrap();
    session.store.add_statement(&Statement::Site(cert).to_bytes().unwrap()).unwrap();
    session.trust = read_trust(&session.store).unwrap();
    session.site_key = key;
    session
}

#[test]
fn the_township_gives_back_what_a_village_lost_the_withheld_parts_too() {
    let mut world = World::new();
    put(&mut world.village, new(&person::KIND).set(person::NAME, "第一人").set(person::PHONE, "13900000001"));
    world.settle();
    let (home, copy) = (world.folder.path().join("village"), world.folder.path().join("copy"));
    // Written before the copy was made and sent by nobody: the copy passes it on, as its site signed for it.
    put(&mut world.village, new(&person::KIND).set(person::NAME, "第二人"));
    world.village.sign_heads().unwrap();
    world.village.store.close().unwrap();
    let mut second = restored(&home, &copy);
    world.village =
        workspace::unlock(&home, &Passphrase::new(WORDS.to_owned()), &Registry::standard()).unwrap();
    put(
        &mut world.village,
        new(&household::KIND).set(household::NUMBER, "01-001").set(household::NOTE, "老人独居腿脚不便"),
    );
    let lost = export(&mut world.village, world.folder.path());
    take(&mut world.township, &lost);

    // The laptop is gone. The restored one writes on, and the township sees what it lacks.
    put(&mut second, new(&person::KIND).set(person::NAME, "第三人"));
    assert!(second.unsent().unwrap() > 0);
    let file = export(&mut second, world.folder.path());
    let outcomes = take(&mut world.township, &file).outcomes;
    assert_eq!((outcomes.applied, outcomes.same), (1, 1));
    let back = export(&mut world.township, world.folder.path());
    assert_eq!(back.slip.entries, 1);
    let taken = take(&mut second, &back);
    assert_eq!((taken.outcomes.applied, taken.acknowledges), (1, 2));
    assert_eq!(second.unsent().unwrap(), 0);
    let mut all = String::new();
    let each = |one: crate::Dumped| {
        all.push_str(&one.0.to_string());
        Ok(())
    };
    second.dump(None, false, each).unwrap();
    for text in ["第一人", "13900000001", "第二人", "第三人", "老人独居腿脚不便"] {
        assert!(all.contains(text), "{text}");
    }
    let [here, there] = digests(&second, &world.township);
    assert_eq!(here, there);
    second.store.verify(&mut |_| true).unwrap();
}

#[test]
fn a_later_sealed_piece_replaces_those_about_no_more() {
    let mut world = World::new();
    put(&mut world.village, new(&person::KIND).set(person::NAME, "某人").set(person::PHONE, "13900000001"));
    let channel = world.village.own_channel();
    for _ in 0..3 {
        let file = export(&mut world.village, world.folder.path());
        take(&mut world.township, &file);
        assert_eq!(world.township.store.sealed(channel).unwrap().len(), 1);
    }
    put(&mut world.village, new(&person::KIND).set(person::NAME, "某人").set(person::PHONE, "13900000002"));
    let file = export(&mut world.township, world.folder.path());
    take(&mut world.village, &file);
    let file = export(&mut world.village, world.folder.path());
    take(&mut world.township, &file);
    assert_eq!(world.township.store.sealed(channel).unwrap().len(), 2);
}

/// Everything that the township keeps sealed for the village, as the village reads it, as text.
fn kept_sealed(world: &World) -> String {
    let channel = world.village.own_channel();
    let mut all = String::new();
    for (number, _) in world.township.store.sealed(channel).unwrap() {
        let piece = Own::from_bytes(&world.township.store.sealed_bytes(number).unwrap()).unwrap();
        for supplement in piece.open(std::slice::from_ref(&world.village.seal)).unwrap() {
            let supplement = supplement.unwrap();
            let dot = Dot { site: supplement.site(), seq: supplement.seq() };
            let held = world.township.store.entry(channel, dot).unwrap().entry;
            let whole = supplement.complete(&held).unwrap();
            all.push_str(&String::from_utf8_lossy(&whole.body().unwrap()));
        }
    }
    all
}

#[test]
fn what_is_kept_sealed_is_sealed_anew_after_an_erasure_and_then_no_more() {
    let mut world = World::new();
    let who = RecordId::new();
    let person = |phone| Put::new(&person::KIND, who).set(person::NAME, "某人").set(person::PHONE, phone);
    put(&mut world.village, person("13900000001"));
    put(&mut world.village, new(&household::KIND).set(household::NUMBER, "01").set(household::NOTE, "危房"));
    world.settle();
    put(&mut world.village, person("13900000002"));
    world.settle();
    assert!(["13900000001", "13900000002", "危房"].iter().all(|text| kept_sealed(&world).contains(text)));
    let until = world.village.store.last_hlc().unwrap().0 as i64;
    put(
        &mut world.village,
        new(&erasure::KIND)
            .set(erasure::DATE, 20_261_122i64)
            .set(erasure::SUBJECT_KIND, i64::from(person::KIND.number))
            .set(erasure::SUBJECT, who.to_string())
            .set_all(erasure::FIELDS, [Value::Int(i64::from(person::PHONE.number))])
            .set(erasure::UNTIL, until)
            .set(erasure::WHY, "本人要求"),
    );
    // The first file is lost, the second says it again.
    export(&mut world.village, world.folder.path());
    world.settle();
    let kept = kept_sealed(&world);
    assert!(!kept.contains("13900000001") && !kept.contains("13900000002") && kept.contains("危房"));
    let pieces = world.township.store.sealed(world.village.own_channel()).unwrap();
    world.settle();
    assert_eq!(world.township.store.sealed(world.village.own_channel()).unwrap(), pieces);
    let [here, there] = digests(&world.village, &world.township);
    assert_eq!(here, there);
}

#[test]
fn a_job_that_is_stopped_leaves_nothing_behind() {
    let mut world = World::new();
    put(&mut world.village, new(&person::KIND).set(person::NAME, "某人"));
    let stopped = world.village.export(None, world.folder.path(), moment(), &mut |_, _| false).unwrap_err();
    assert_eq!(stopped.code, "cancelled");
    let file = export(&mut world.village, world.folder.path());
    assert_eq!(file.slip.number, 1);
    let paths = [PathBuf::from(&file.path), PathBuf::from(&file.path)];
    let before = world.township.store.digest().unwrap();
    let mut asked = 0;
    let received = world.township.receive(&paths, moment(), &mut |_, _| {
        asked += 1;
        asked < 2
    });
    let codes: Vec<&str> =
        received.files.iter().map(|file| file.failure.as_ref().map_or("", |failure| &failure.code)).collect();
    assert_eq!(codes, ["cancelled", "cancelled"]);
    assert_eq!(world.township.store.digest().unwrap(), before);
    assert!(world.township.peers().unwrap().is_empty());
    // The invitation is not used up.
    take(&mut world.township, &file);
}

#[test]
fn receiving_that_is_stopped_keeps_the_files_before_and_takes_the_rest_the_next_time() {
    let mut world = World::new();
    let written = [(); 5].map(|()| {
        put(&mut world.village, new(&person::KIND).set(person::NAME, "某人"));
        export(&mut world.village, world.folder.path())
    });
    let paths = written.each_ref().map(|file| PathBuf::from(&file.path));
    let files = paths.len() as u64;
    let became = |received: &FilesReceived| -> Vec<(bool, bool, String)> {
        let code = |file: &Taken| file.failure.as_ref().map_or_else(String::new, |why| why.code.clone());
        received.files.iter().map(|file| (file.ok, file.already, code(file))).collect()
    };
    let [new, already] = [false, true].map(|already| (true, already, String::new()));
    let cancelled = (false, false, "cancelled".to_owned());

    let first = world.township.receive(&paths, moment(), &mut |done, total| done * files < 2 * total);
    let (before, after) = (vec![new.clone(); 2], vec![cancelled; 3]);
    assert_eq!(became(&first), [before, after].concat());
    // Each file carries what those before it did; the second one's entries are all that is here.
    let held = world.township.store.heads().unwrap();
    let of_village = held.iter().find(|head| head.site == world.village.store.site()).unwrap();
    assert_eq!(written[1].slip.spans, [Span { from: 1, to: of_village.seq }]);

    let again = world.township.receive(&paths, moment(), &mut |_, _| true);
    assert_eq!(became(&again), [vec![already; 2], vec![new; 3]].concat());
    let [here, there] = digests(&world.village, &world.township);
    assert_eq!(here, there);
}

#[test]
fn looking_into_files_tells_of_each_and_stops_between_two() {
    let mut world = World::new();
    put(&mut world.village, new(&person::KIND).set(person::NAME, "某人"));
    let files = [(); 3].map(|()| PathBuf::from(export(&mut world.village, world.folder.path()).path));
    let mut told = Vec::new();
    let seen = world.township.preview(&files, &mut |done, total| {
        told.push((done, total));
        true
    });
    assert_eq!(seen.unwrap().files.len(), 3);
    assert_eq!(told, [(0, 3), (1, 3), (2, 3), (3, 3)]);
    told.clear();
    let stopped = world.township.preview(&files, &mut |done, total| {
        told.push((done, total));
        done < 1
    });
    assert_eq!(stopped.unwrap_err().code, "cancelled");
    assert_eq!(told, [(0, 3), (1, 3)]);
}

#[test]
fn a_slip_says_what_an_older_note_holds() {
    let note = r#"{"site":"aa","entries":7,"bytes":9,"check":"082629 805000",
        "carried":[{"site":"aa","from":3,"to":5},{"site":"bb","from":1,"to":4}]}"#;
    let slip = serde_json::from_str::<Contents>(note).unwrap().slip(2, "第0002号.lxc");
    assert_eq!((slip.number, slip.previous, slip.entries), (2, Some(1), 7));
    assert_eq!(slip.spans, [Span { from: 3, to: 5 }]);
    assert!(slip.records.is_empty());
    assert_eq!(Contents::default().slip(1, "").previous, None);
}

#[test]
fn a_value_opened_later_is_carried_until_it_arrived_and_then_no_more() {
    let mut world = World::new();
    let who = RecordId::new();
    put(
        &mut world.village,
        Put::new(&person::KIND, who).set(person::NAME, "某人").set(person::PHONE, "13900000001"),
    );
    world.settle();
    put(&mut world.village, new(&member::KIND).set(member::PERSON, who).set(member::CATEGORY, 1u32));
    // The first is lost; the second carries it again, and the township's receipt for that ends it.
    for number in [2, 3] {
        let file = export(&mut world.village, world.folder.path());
        assert_eq!((file.slip.number, file.slip.entries, supplements(&world, &file)), (number, 1, 1));
        if number == 3 {
            take(&mut world.township, &file);
        }
    }
    let answer = export(&mut world.township, world.folder.path());
    take(&mut world.village, &answer);
    put(&mut world.village, Put::new(&person::KIND, who).set(person::PHONE, "13900000002"));
    // What is written from now on is open in its own entry.
    let file = export(&mut world.village, world.folder.path());
    assert_eq!((file.slip.entries, supplements(&world, &file)), (1, 0));
    take(&mut world.township, &file);
    world.settle();
    let file = export(&mut world.village, world.folder.path());
    assert_eq!((file.slip.entries, supplements(&world, &file)), (0, 0));
    let known =
        world.township.reader(world.village.own_channel()).unwrap().require(&person::KIND, who).unwrap();
    assert_eq!(known.text(person::PHONE), Some("13900000002"));
}

fn supplements(world: &World, file: &WrittenFile) -> u64 {
    world.township.open_file(Path::new(&file.path)).unwrap().0.manifest().supplements
}

#[test]
fn a_policy_without_the_member_form_opens_nothing_of_members() {
    let mut world = World::new();
    let who = RecordId::new();
    put(&mut world.village, Put::new(&person::KIND, who).set(person::NAME, "某人"));
    let reader = |world: &World, policy: &Policy| {
        let reader = world.village.reader(world.village.own_channel()).unwrap();
        opened(&reader, policy, &person::KIND, who).unwrap().map_or(0, |opening| opening.fields.len())
    };
    assert_eq!(reader(&world, &Policy::default()), 0);
    put(&mut world.village, new(&member::KIND).set(member::PERSON, who).set(member::CATEGORY, 1u32));
    assert_eq!(reader(&world, &Policy::default()), MEMBER_OPENS.len());
    assert_eq!(reader(&world, &Policy::new([domain::Group::Name])), 0);
}
