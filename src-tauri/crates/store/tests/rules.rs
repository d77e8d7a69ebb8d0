//! Every rule of the domain is asked at the door: what breaks it is refused with its name, and nothing has changed.

use domain::kinds::{answer, household, link, member, need, person, resident, step, unit, visit};
use domain::{Field, Kind, Owner, Put, RecordId, Value, codes};

use crate::support::*;

/// A rule, the field that it names, and what breaks it.
type Case = (&'static str, Option<Field>, Vec<Put>);

fn edit(kind: &'static Kind, id: RecordId) -> Put {
    Put::new(kind, id)
}

fn check(site: &mut Site, cases: Vec<Case>) {
    for (rule, field, puts) in cases {
        let breach = site.breach(&puts);
        assert_eq!((breach.rule, breach.field), (rule, field.map(|field| field.name)), "{puts:?}");
    }
    site.proved();
}

#[test]
fn values_are_of_their_type() {
    let mut village = Village::new();
    let one = |put: Put| vec![put];
    let who = || edit(&person::KIND, village.man);
    let call = || visit(id(), &[village.linked]);
    let cases: Vec<Case> = vec![
        ("value_type", Some(person::NAME), one(who().set(person::NAME, 5i64))),
        ("value_type", Some(person::NAME), one(who().set_all(person::NAME, ["甲".into(), "乙".into()]))),
        ("value_type", Some(person::HEALTH), one(who().set(person::HEALTH, true))),
        ("value_type", Some(visit::VISITORS), one(call().set_all(visit::VISITORS, [Value::Int(7)]))),
        (
            "value_type",
            Some(visit::VISITORS),
            one(call().set_all(visit::VISITORS, [Value::Bytes(vec![1; 15])])),
        ),
        ("code_unknown", Some(person::SEX), one(who().set(person::SEX, 7u32))),
        ("code_unknown", Some(person::SPECIAL), one(who().set_all(person::SPECIAL, [Value::Int(12)]))),
        ("text_empty", Some(person::NAME), one(who().set(person::NAME, " \u{3000}"))),
        ("text_control", Some(person::NAME), one(who().set(person::NAME, "王\u{7}"))),
        ("text_control", Some(person::NAME), one(who().set(person::NAME, "王\n明"))),
        ("text_long", Some(person::NAME), one(who().set(person::NAME, "明".repeat(201)))),
        ("text_long", Some(person::NOTE), one(who().set(person::NOTE, "明".repeat(10_001)))),
        ("date", Some(person::BIRTH), one(who().set(person::BIRTH, 19_781_301i64))),
        ("date", Some(visit::DATE), one(call().set(visit::DATE, 20_261_100i64))),
        ("phone", Some(person::PHONE), one(who().set(person::PHONE, "一三八"))),
        ("phone", Some(person::PHONE), one(who().set(person::PHONE, "1234"))),
        (
            "division",
            Some(unit::DIVISION),
            one(edit(&unit::KIND, id())
                .set(unit::TYPE, codes::unit_type::VILLAGE)
                .set(unit::NAME, "青山村")
                .set(unit::DIVISION, "99900")),
        ),
        ("id_number_length", Some(person::ID_NUMBER), one(who().set(person::ID_NUMBER, "99900119780103025"))),
        (
            "id_number_checksum",
            Some(person::ID_NUMBER),
            one(who().set(person::ID_NUMBER, "999001197801030258")),
        ),
        ("id_number_birth", Some(person::ID_NUMBER), one(who().set(person::ID_NUMBER, "99900119780230025X"))),
        (
            "id_number_characters",
            Some(person::ID_NUMBER),
            one(who().set(person::ID_NUMBER, "99900119780103O257")),
        ),
        ("reference_missing", Some(resident::PERSON), one(resident(id(), id(), village.home))),
        ("reference_missing", Some(visit::HOUSEHOLDS), one(visit(id(), &[id()]))),
        ("required", Some(person::NAME), one(edit(&person::KIND, id()).set(person::SKILL, "木工"))),
        ("required", Some(person::NAME), one(who().unset(person::NAME))),
        ("text_long", Some(domain::REASON), one(who().set(domain::REASON, "因".repeat(201)))),
    ];
    check(&mut village.site, cases);
}

#[test]
fn people_are_who_they_can_be() {
    let mut village = Village::new();
    let (man, woman, home, linked) = (village.man, village.woman, village.home, village.linked);
    let one = |put: Put| vec![put];
    let who = || edit(&person::KIND, man);
    let her = || edit(&person::KIND, woman);
    let house = || edit(&household::KIND, home);
    let living = || edit(&resident::KIND, village.living);
    let cases: Vec<Case> = vec![
        ("date_future", Some(person::DEATH), one(who().set(person::DEATH, 20_261_123i64))),
        ("id_number_sex", Some(person::SEX), one(who().set(person::SEX, codes::sex::FEMALE))),
        ("id_number_birth_differs", Some(person::BIRTH), one(who().set(person::BIRTH, 19_780_104i64))),
        (
            "id_number_taken",
            Some(person::ID_NUMBER),
            one(her().set(person::ID_NUMBER, ID_NUMBER).unset(person::SEX)),
        ),
        (
            "required",
            Some(household::STATE_DATE),
            one(house().set(household::STATE, codes::household_state::MOVED_OUT)),
        ),
        ("head_not_resident", Some(household::HEAD), one(house().set(household::HEAD, woman))),
        (
            "primary_link_foreign",
            Some(household::PRIMARY_LINK),
            one(house().set(household::PRIMARY_LINK, village.link)),
        ),
        ("required", Some(resident::SINCE), one(living().set(resident::RESIDENCE, codes::residence::AWAY))),
        ("person_in_two_households", Some(resident::PERSON), one(resident(id(), man, linked))),
    ];
    check(&mut village.site, cases);
}

#[test]
fn members_are_members_once_and_in_order() {
    let mut village = Village::new();
    let one = |put: Put| vec![put];
    let member = || edit(&member::KIND, village.member);
    let cases: Vec<Case> = vec![
        (
            "probationary_confirmed",
            Some(member::CONFIRMED),
            one(member()
                .set(member::CATEGORY, codes::member_category::PROBATIONARY)
                .set(member::CONFIRMED, 20_020_701i64)),
        ),
        (
            "confirmed_before_joined",
            Some(member::CONFIRMED),
            one(member().set(member::CONFIRMED, 20_000_701i64)),
        ),
        ("required", Some(member::LOST_SINCE), one(member().set(member::LOST, true))),
        ("required", Some(member::MOBILE_TO), one(member().set(member::MOBILE, true))),
        ("member_twice", Some(member::PERSON), one(crate::support::member(id(), village.man))),
        ("joined_under_age", Some(member::JOINED), one(member().set(member::JOINED, 19_950_701i64))),
    ];
    check(&mut village.site, cases);
}

#[test]
fn links_are_few_and_one_at_a_time() {
    let mut village = Village::new();
    let gone = [id(), id()];
    village.site.put(&[
        person(gone[0], "赵有田"),
        crate::support::member(gone[1], gone[0]).set(member::STATUS, codes::party_status::DEAD),
    ]);
    let homes: Vec<RecordId> = (0..20).map(|_| id()).collect();
    let many = homes.iter().flat_map(|home| [household(*home, "100"), link(id(), *home, village.member)]);
    let (ended, one) = (edit(&link::KIND, village.link), |put: Put| vec![put]);
    let cases: Vec<Case> = vec![
        ("link_ends_before_it_begins", Some(link::TO), one(ended.clone().set(link::TO, 20_250_101i64))),
        ("required", Some(link::END), one(ended.set(link::TO, 20_261_101i64))),
        (
            "household_has_primary_link",
            Some(link::HOUSEHOLD),
            one(link(id(), village.linked, village.member)),
        ),
        ("member_overloaded", Some(link::MEMBER), many.collect()),
        ("member_gone", Some(link::MEMBER), one(link(id(), village.home, gone[1]))),
    ];
    check(&mut village.site, cases);
}

#[test]
fn what_is_still_used_is_not_deleted_and_the_refusal_counts_by_what() {
    let mut village = Village::new();
    let (group, asked, merged) = (id(), id(), id());
    village.site.put(&[
        edit(&unit::KIND, group).set(unit::TYPE, codes::unit_type::VILLAGE_GROUP).set(unit::NAME, "三组"),
        household(village.home, "001").set(household::GROUP, group).set(household::GRID, group),
        household(village.linked, "002").set(household::GROUP, group),
        edit(&member::KIND, village.member).set(member::PARTY_GROUP, group),
        visit(id(), &[village.home]),
        need(asked, "修路灯").set(need::HOUSEHOLD, village.home),
        need(merged, "修路灯").set(need::MAIN, asked),
    ]);
    let cases = [
        (&unit::KIND, group, "unit_still_used", "2户、1名党员"),
        (&household::KIND, village.home, "household_still_used", "1名家庭成员、1次走访、1件诉求"),
        (&household::KIND, village.linked, "household_still_used", "1名家庭成员、1条联系"),
        (&member::KIND, village.member, "member_still_used", "1条联系"),
        (&person::KIND, village.man, "person_still_used", "1名家庭成员、1名党员"),
        (&need::KIND, asked, "need_still_used", "1件诉求"),
    ];
    for (kind, id, rule, uses) in cases {
        let act = village.site.act(codes::act::DELETE);
        let refused = village.site.store.write(act, |tx| tx.delete(VILLAGE, kind.number, id));
        let Err(store::Error::Breach(breach)) = refused else { panic!("{rule}: {refused:?}") };
        assert_eq!(breach.rule, rule);
        assert!(breach.params.contains(&("uses", uses.to_owned())), "{:?}", breach.params);
    }
    // What is over is no use: a link that ended.
    village.site.put(&[link_ended(village.link)]);
    village.site.delete(&member::KIND, village.member);
    village.site.proved();
}

#[test]
fn a_link_that_began_before_a_death_stays_on_record() {
    let mut village = Village::new();
    village.site.put(&[edit(&person::KIND, village.man).set(person::DEATH, 20_260_601i64)]);
    let other = || link(id(), village.home, village.member);
    assert_eq!(village.site.breach(&[other().set(link::FROM, 20_260_602i64)]).rule, "member_gone");
    // One that stands already can be written to, and one of before can be entered late.
    let noted = village.site.try_put(&[edit(&link::KIND, village.link).set(link::NOTE, "待调整")]).unwrap();
    assert_eq!(noted.warnings.iter().map(|one| one.rule).collect::<Vec<_>>(), ["member_gone"]);
    village.site.put(&[other().set(link::FROM, 20_260_601i64)]);
    village.site.proved();
}

#[test]
fn visits_and_needs_say_what_they_must() {
    let mut village = Village::new();
    let (asked, accepted) = (id(), id());
    village.site.put(&[need(asked, "修路灯"), step(accepted, asked, codes::step_action::ACCEPT)]);
    let one = |put: Put| vec![put];
    let next = |action| step(id(), asked, action);
    let told = |action| next(action).set(step::TEXT, "已联系电工");
    use codes::step_action as act;
    let cases: Vec<Case> = vec![
        ("required", Some(visit::HOUSEHOLDS), one(visit(id(), &[]))),
        ("date_future", Some(visit::DATE), one(visit(id(), &[village.home]).set(visit::DATE, 20_261_123i64))),
        ("date_future", Some(need::DATE), one(need(id(), "修渠").set(need::DATE, 20_261_123i64))),
        ("required", Some(step::TEXT), one(next(act::HANDLE))),
        ("required", Some(step::TEXT), one(next(act::ESCALATE))),
        ("required", Some(step::RESULT), one(told(act::RESOLVE))),
        (
            "required",
            Some(step::ANSWER_WAY),
            one(told(act::ANSWER_ON_SPOT).set(step::RESULT, codes::need_result::SOLVED)),
        ),
        ("required", Some(step::UNTIL), one(told(act::SUSPEND))),
        ("required", Some(step::SATISFACTION), one(next(act::FOLLOW_UP))),
        ("step_out_of_order", None, one(next(act::ACCEPT))),
        ("step_out_of_order", None, one(next(act::CLOSE))),
    ];
    check(&mut village.site, cases);
}

#[test]
fn each_side_writes_only_what_is_its_own() {
    let (mut village, mut township) = (Village::new(), Site::new(100));
    let (asked, reply) = (id(), id());
    village.site.put(&[
        need(asked, "修路灯"),
        step(id(), asked, codes::step_action::ACCEPT),
        step(id(), asked, codes::step_action::ESCALATE).set(step::TEXT, "需镇里协调电力"),
    ]);
    township.take(village.site.entries());
    let accept = answer(reply, asked, codes::answer_action::ACCEPT);
    check(&mut village.site, vec![("not_yours", Some(answer::NEED), vec![accept.clone()])]);
    let theirs = vec![
        ("not_yours", Some(person::NAME), vec![edit(&person::KIND, village.man).set(person::NAME, "王晓明")]),
        ("not_yours", Some(visit::DATE), vec![visit(id(), &[village.home])]),
    ];
    check(&mut township, theirs);
    township.put(&[accept]);
    village.site.take(township.entries());
    let before = village.site.proved();
    let act = village.site.act(codes::act::DELETE);
    let refused = village.site.store.write(act, |tx| tx.delete(VILLAGE, answer::KIND.number, reply));
    assert!(matches!(refused, Err(store::Error::Breach(breach)) if breach.rule == "not_yours"));
    assert_eq!(village.site.proved(), before);
}

#[test]
fn in_a_channel_of_ones_own_everything_is_ones_own() {
    let mut township = Site::new(100);
    assert_eq!(township.side, Owner::Township);
    let act = township.act(codes::act::PUT);
    let put =
        Put::new(&unit::KIND, id()).set(unit::TYPE, codes::unit_type::TOWNSHIP).set(unit::NAME, "清水镇");
    township.store.write(act, |tx| tx.put(PRIVATE, &put, None)).unwrap();
    township.proved();
}

#[test]
fn what_a_person_should_know_is_said_and_hinders_nothing() {
    let mut village = Village::new();
    let (old, old_member) = (id(), id());
    village.site.put(&[
        person(old, "赵有田").set(person::BIRTH, 19_400_100i64),
        crate::support::member(old_member, old),
    ]);
    let homes: Vec<RecordId> = (0..15).map(|_| id()).collect();
    let many = homes.iter().flat_map(|home| [household(*home, "100"), link(id(), *home, village.member)]);
    let cases: Vec<(&str, Vec<Put>)> = vec![
        (
            "relation_sex",
            vec![
                resident(village.living, village.man, village.home)
                    .set(resident::RELATION, codes::relation::DAUGHTER_IN_LAW),
            ],
        ),
        ("member_exempt", vec![link(id(), homes[0], old_member), household(homes[0], "100")]),
        (
            "link_own_household",
            vec![link(id(), village.home, village.member).set(link::TYPE, codes::link_type::PAIRED)],
        ),
        ("visit_entered_late", vec![visit(id(), &[village.home]).set(visit::DATE, 20_261_101i64)]),
        ("member_load_high", many.skip(2).collect()),
    ];
    for (rule, puts) in cases {
        let written = village.site.try_put(&puts).unwrap();
        let warned: Vec<&str> = written.warnings.iter().map(|breach| breach.rule).collect();
        assert!(warned.contains(&rule), "{rule}: {warned:?}");
        assert!(written.act.is_some());
    }
    village.site.proved();
}
