//! What people do in a history.

use domain::kinds::{need, visit};
use serde_json::{Value, json};

use crate::power::{Before, Cut};
use crate::proof::Values;
use crate::sides::Side;
use crate::world::World;
use crate::{declared, journal_of};

/// What a township asks for.
const ASKED: [&[&str]; 4] = [
    &["name", "member_form", "need_text"],
    &["name", "contact", "member_form", "need_text"],
    &["member_form", "need_text"],
    &["contact", "need_text"],
];

impl World {
    /// Where the power fails in the step that begins, and the workspace as it is now.
    pub fn power_fails(&mut self, at: usize) -> Option<(Cut, Before)> {
        self.power.take().map(|cut| (cut, Before::of(&self.computers[at])))
    }

    /// A value that is written in a village's channel.
    fn new_value(&mut self, village: usize, text: impl FnOnce(usize) -> String) -> String {
        let text = text(self.fresh());
        self.villages[village].written.insert(text.clone());
        text
    }

    fn new_name(&mut self, village: usize) -> String {
        self.new_value(village, |number| format!("第{number}名"))
    }

    /// A laptop of a village, and the number of that village.
    fn in_village(&self, who: u8) -> (usize, usize) {
        let at = self.of_village(who);
        (at, self.village_at(at, 0))
    }

    /// Writes values; those that the program said it wrote are there from now on.
    fn put(
        &mut self,
        (at, village): (usize, usize),
        kind: &str,
        id: Option<&str>,
        fields: Value,
    ) -> Option<String> {
        let foreign = self.computers[at].side == Side::Township;
        let village = foreign.then_some(self.villages[village].prepared.name);
        let mut request = json!({ "kind": kind, "fields": fields, "village": village });
        if let Some(id) = id {
            // Who is not here yet must not be made a second time.
            let asked = json!({ "kind": kind, "id": id, "village": village });
            self.computers[at].laptop.app().call("record", asked).ok()?;
            request["id"] = json!(id);
        }
        let done = self.act(at, "record_put", request)?;
        let id = done["id"].as_str()?.to_owned();
        let kind = declared::registry(declared::MOST).named(kind)?;
        for field in kind.fields {
            if let Some(text) = fields[field.name].as_str() {
                let spot = (kind.number, id.parse().ok()?, field.number);
                self.computers[at].said.values.insert(text.to_owned(), spot);
            }
        }
        Some(id)
    }

    pub fn rename(&mut self, who: u8, person: u8) {
        let (at, village) = self.in_village(who);
        let (id, name) = (self.villages[village].person(person), self.new_name(village));
        self.put((at, village), "person", Some(&id), json!({ "name": name }));
    }

    pub fn call(&mut self, who: u8, person: u8) {
        let (at, village) = self.in_village(who);
        let id = self.villages[village].person(person);
        let phone = self.new_value(village, |number| format!("139{number:08}"));
        let health = self.new_value(village, |number| format!("第{number}病"));
        self.put((at, village), "person", Some(&id), json!({ "phone": phone, "health": health }));
    }

    pub fn add(&mut self, who: u8) {
        let (at, village) = self.in_village(who);
        let name = self.new_name(village);
        let id = self.put((at, village), "person", None, json!({ "name": name }));
        self.villages[village].people.extend(id);
    }

    /// Registers a visit with a need.
    pub fn register(&mut self, who: u8) {
        let (at, village) = self.in_village(who);
        let content = self.new_value(village, |number| format!("走访时说起第{number}病"));
        let petitioner = self.new_name(village);
        let phone = self.new_value(village, |number| format!("137{number:08}"));
        let visit = json!({
            "date": "2026-03-02", "form": 1, "households": [self.villages[village].prepared.home],
            "content": content,
        });
        let need = json!({
            "title": "屋顶漏水", "category": 105, "urgency": 2,
            "petitioner": petitioner, "petitioner_phone": phone,
        });
        let Some(done) = self.act(at, "visit_register", json!({ "visit": visit, "needs": [need] })) else {
            return;
        };
        let [visit, need] = [&done["visit"], &done["needs"][0]].map(|id| id.as_str().unwrap().to_owned());
        for (kind, id, field, text) in [
            (&visit::KIND, &visit, visit::CONTENT, content),
            (&need::KIND, &need, need::PETITIONER, petitioner),
            (&need::KIND, &need, need::PETITIONER_PHONE, phone),
        ] {
            let spot = (kind.number, id.parse().unwrap(), field.number);
            self.computers[at].said.values.insert(text, spot);
        }
        self.villages[village].visits.push((visit, need));
    }

    /// Writes down an orchard, as far as the program knows what that is.
    pub fn plant(&mut self, who: u8, orchard: u8) {
        let at = self.at(who);
        let village = self.village_at(at, orchard);
        let knows = self.computers[at].knows;
        if knows == 0 {
            return;
        }
        if self.computers[at].side == Side::Township {
            return self.look_at((at, village), orchard);
        }
        let orchards = &self.villages[village].orchards;
        let orchard = orchards.get(orchard as usize % (orchards.len() + 1)).cloned();
        let (name, trees) = (self.new_name(village), self.fresh());
        let mut fields = json!({ "name": name, "trees": trees });
        if knows > 1 {
            fields["story"] = json!(self.new_value(village, |number| format!("第{number}年栽下")));
            fields["kinds"] = json!(["脐橙", format!("第{trees}种")]);
        }
        let made = self.put((at, village), "orchard", orchard.as_deref(), fields);
        if orchard.is_none() {
            self.villages[village].orchards.extend(made);
        }
    }

    /// The township writes down that it saw an orchard.
    fn look_at(&mut self, (at, village): (usize, usize), orchard: u8) {
        let orchards = &self.villages[village].orchards;
        let any = orchards.get(orchard as usize % orchards.len().max(1)).cloned();
        if let (Some(id), 2..) = (any, self.computers[at].knows) {
            let seen = self.new_value(village, |number| format!("第{number}次看过"));
            self.put((at, village), "orchard", Some(&id), json!({ "visited": seen }));
        }
    }

    pub fn dispose(&mut self, command: &str, who: u8, person: u8) {
        let (at, village) = self.in_village(who);
        let id = self.villages[village].person(person);
        self.act(at, command, json!({ "kind": "person", "id": id, "reason": "试" }));
    }

    /// What is meant by a number that shall be erased: kind, record, field.
    fn erasable(&self, village: usize, person: u8, field: u8) -> (&'static str, String, &'static str) {
        let village = &self.villages[village];
        let orchard = village.orchards.get(person as usize % village.orchards.len().max(1));
        let visit = village.visits.get(person as usize % village.visits.len().max(1));
        match (field % 6, orchard) {
            _ if let Some((visit, need)) = visit
                && field > 127 =>
            {
                match field % 3 {
                    0 => ("visit", visit.clone(), "content"),
                    1 => ("need", need.clone(), "petitioner"),
                    _ => ("need", need.clone(), "petitioner_phone"),
                }
            }
            (0, _) => ("person", village.person(person), "name"),
            (1 | 2, _) => ("person", village.person(person), "phone"),
            (4, Some(orchard)) => ("orchard", orchard.clone(), "name"),
            (5, Some(orchard)) => ("orchard", orchard.clone(), "story"),
            _ => ("person", village.person(person), "health"),
        }
    }

    /// Erases what a field holds and held; what is here of it is gone for ever.
    pub fn erase(&mut self, who: u8, person: u8, field: u8) {
        let (at, village) = self.in_village(who);
        let (kind, id, field) = self.erasable(village, person, field);
        let held = self.values_at(at, village);
        let request = json!({ "kind": kind, "id": id, "fields": [field], "reason": "本人要求" });
        if self.act(at, "erase", request).is_some() {
            let left = self.values_at(at, village);
            for (text, spots) in held.into_iter().filter(|(text, _)| !left.contains_key(text)) {
                self.villages[village].erased.entry(text).or_default().extend(spots);
            }
        }
    }

    fn values_at(&self, at: usize, village: usize) -> Values {
        let village = &self.villages[village];
        self.computers[at].beside(|store| journal_of::values(store, village.channel(), &village.written))
    }

    pub fn undo(&mut self, who: u8) {
        let at = self.at(who);
        if let Some(act) = self.computers[at].last.take() {
            self.act(at, "undo", json!({ "act": act }));
        }
    }

    pub fn answer(&mut self, who: u8, action: u8) {
        let at = self.of_township(who);
        let village = self.villages[self.village_at(at, action / 4)].prepared;
        let fields = json!({ "action": 1 + action % 4, "text": "已办", "result": 1 });
        let request = json!({ "need": village.need, "village": village.name, "fields": fields });
        self.act(at, "need_answer", request);
    }

    pub fn handle(&mut self, who: u8, action: u8) {
        let (at, village) = self.in_village(who);
        let fields = json!({ "action": 2 + action % 12, "text": "经过", "result": 1, "satisfaction": 1 });
        let request = json!({ "need": self.villages[village].prepared.need, "fields": fields });
        self.act(at, "need_step", request);
    }

    /// The township asks all villages or one for other groups.
    pub fn ask(&mut self, who: u8, number: u8) {
        let at = self.of_township(who);
        let alone = (number & 4 != 0).then_some(self.village_at(at, number / 8));
        let groups = ASKED[usize::from(number % 4)];
        let village = alone.map(|alone| self.villages[alone].prepared.name);
        let asked = self.act(at, "policy_set", json!({ "groups": groups, "village": village }));
        self.note_asked(at, groups, alone, asked.is_some());
    }

    /// The village hears what the township asks, and agrees to all of it.
    pub fn agree(&mut self, who: u8, asker: u8) {
        let (at, village) = self.in_village(who);
        self.hand_over(self.of_township(asker), at);
        let standing = self.computers[at].laptop.call("disclosed", json!({}));
        let waiting = standing["waiting"].as_array().unwrap().iter();
        self.villages[village].agreed.extend(waiting.map(|group| group.as_str().unwrap().to_owned()));
        self.act(at, "policy_accept", json!({ "number": standing["number"], "agree": true }));
    }
}
