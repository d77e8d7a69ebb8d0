//! A year of an invented village: rosters, links, visits and needs, one record an entry, with random ids as the
//! program makes them.

use std::fmt::Write as _;

use domain::kinds::{household, link, member, need, person, resident, step, visit};
use domain::{Kind, RecordId, Registry, Value};
use journal::{Change, Hlc, Write};

use super::{Chain, NOW, Party, Site};

/// A small generator of chance, the same at every run.
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub fn below(&mut self, most: u64) -> u64 {
        (self.next() >> 11) % most
    }

    fn bytes(&mut self) -> [u8; 16] {
        (u128::from(self.next()) << 64 | u128::from(self.next())).to_be_bytes()
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }
}

const SURNAMES: [&str; 20] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何",
    "郭", "马", "罗",
];
const GIVEN: [&str; 30] = [
    "秀", "英", "建", "国", "桂", "兰", "志", "强", "丽", "华", "明", "玉", "梅", "军", "平", "芳", "春",
    "海", "龙", "凤", "文", "德", "福", "生", "荣", "贵", "小", "东", "红", "霞",
];
const PHRASES: [&str; 40] = [
    "家中两位老人身体尚好",
    "儿子在外务工",
    "孙女上小学三年级",
    "反映门前道路积水",
    "希望修缮屋面",
    "今年水稻收成不错",
    "玉米受了虫害",
    "询问医保缴费办法",
    "腿脚不便",
    "上月住院一周",
    "已经出院在家休养",
    "养了十二头猪",
    "想学电商",
    "邻里因排水沟有争执",
    "已当场劝解",
    "自来水时断时续",
    "电线老化有隐患",
    "答应联系供电所",
    "独居",
    "每周有志愿者送餐",
    "种植柑橘八亩",
    "担心销路",
    "提醒防范电信诈骗",
    "讲解了高龄补贴政策",
    "土地流转费还没到账",
    "公益岗位想继续干",
    "厕所改造已完成",
    "对村务公开满意",
    "建议增加路灯",
    "盼望通公交",
    "家里添了孙子",
    "儿媳在镇上开店",
    "残疾证即将到期",
    "准备申请换发",
    "雨季注意后山滑坡",
    "已经签收告知书",
    "老屋空置",
    "全家在县城居住",
    "春节回来",
    "请代为照看",
];

/// One record as it stands in a table: kind, id and values by field.
pub struct Row {
    pub kind: &'static Kind,
    pub id: RecordId,
    pub writes: Vec<Write>,
}

pub struct Year {
    pub chain: Chain,
    pub rows: Vec<Row>,
}

struct Maker {
    chance: Chance,
    chain: Chain,
    rows: Vec<Row>,
}

impl Maker {
    fn id(&mut self) -> RecordId {
        let mut bytes = self.chance.bytes();
        bytes[..6].copy_from_slice(&(NOW as u64 + self.rows.len() as u64 * 40_000).to_be_bytes()[2..]);
        bytes[6] = bytes[6] & 0x0f | 0x70;
        RecordId::from_bytes(bytes)
    }

    fn name(&mut self) -> String {
        let (a, b, c) = (self.chance.of(&SURNAMES), self.chance.of(&GIVEN), self.chance.of(&GIVEN));
        if self.chance.below(4) == 0 { format!("{a}{b}") } else { format!("{a}{b}{c}") }
    }

    fn text(&mut self, phrases: u64) -> String {
        let mut text = String::new();
        for _ in 0..=self.chance.below(phrases) {
            let _ = write!(text, "{}，", self.chance.of(&PHRASES));
        }
        text.truncate(text.len() - "，".len());
        text + "。"
    }

    fn day(&mut self) -> i64 {
        20_260_000 + 100 * (1 + self.chance.below(12) as i64) + 1 + self.chance.below(28) as i64
    }

    fn code(&mut self, codes: u64) -> Value {
        Value::Int(1 + self.chance.below(codes) as i64)
    }

    fn put(&mut self, kind: &'static Kind, fields: Vec<(domain::Field, Value)>) -> RecordId {
        let id = self.id();
        let writes: Vec<Write> = fields
            .into_iter()
            .map(|(field, value)| match field.many {
                true => Write {
                    field: field.number,
                    element: Some(value),
                    value: Some(true.into()),
                    replaces: vec![],
                },
                false => Write { field: field.number, element: None, value: Some(value), replaces: vec![] },
            })
            .collect();
        let change = Change { kind: kind.number, id, writes: writes.clone(), seen: Vec::new() };
        let secret = self.chance.bytes();
        self.chain.write_with(vec![change], secret);
        self.rows.push(Row { kind, id, writes });
        id
    }
}

/// A year of `village`, written by `site`, of about `records` records.
pub fn year(village: &Party, site: &Site, records: u64) -> Year {
    let chain = Chain::new(site, village.channel());
    let mut maker = Maker { chance: Chance(0x9E37_79B9_7F4A_7C15), chain, rows: Vec::new() };
    let people = roster(&mut maker, records / 20);
    activity(&mut maker, &people, records);
    Year { chain: maker.chain, rows: maker.rows }
}

struct People {
    households: Vec<RecordId>,
    persons: Vec<RecordId>,
    members: Vec<RecordId>,
}

fn roster(maker: &mut Maker, households: u64) -> People {
    let mut people = People { households: Vec::new(), persons: Vec::new(), members: Vec::new() };
    for number in 0..households {
        let category = maker.code(5);
        let house = maker.put(
            &household::KIND,
            vec![
                (household::NUMBER, format!("{number:04}").into()),
                (household::ADDRESS, format!("柳河村{}组{}号", number / 60 + 1, number % 60 + 1).into()),
                (household::CATEGORY, category),
            ],
        );
        people.households.push(house);
        for relation in 0..3i64 {
            let (birth, name) = (maker.day() - 400_000, maker.name());
            let serial = maker.chance.below(9_999);
            let phone = 13_000_000_000 + maker.chance.below(999_999_999);
            let one = maker.put(
                &person::KIND,
                vec![
                    (person::NAME, name.into()),
                    (person::ID_NUMBER, format!("999001{birth}{serial:04}").into()),
                    (person::SEX, Value::Int(1 + (serial % 2) as i64)),
                    (person::BIRTH, birth.into()),
                    (person::PHONE, phone.to_string().into()),
                ],
            );
            people.persons.push(one);
            maker.put(
                &resident::KIND,
                vec![
                    (resident::PERSON, one.into()),
                    (resident::HOUSEHOLD, house.into()),
                    (resident::RELATION, Value::Int(relation)),
                    (resident::RESIDENCE, Value::Int(1)),
                ],
            );
            if people.persons.len().is_multiple_of(40) {
                let fields = vec![
                    (member::PERSON, one.into()),
                    (member::CATEGORY, Value::Int(1)),
                    (member::JOINED, maker.day().into()),
                ];
                people.members.push(maker.put(&member::KIND, fields));
            }
        }
    }
    people
}

fn activity(maker: &mut Maker, people: &People, records: u64) {
    while (maker.rows.len() as u64) < records {
        let house = maker.chance.of(&people.households);
        let (visitor, text) = (maker.chance.of(&people.persons), maker.text(6));
        let date = maker.day();
        let call = maker.put(
            &visit::KIND,
            vec![
                (visit::DATE, date.into()),
                (visit::HOUSEHOLDS, house.into()),
                (visit::FORM, Value::Int(1)),
                (visit::VISITORS, visitor.into()),
                (visit::CONTENT, text.into()),
            ],
        );
        match maker.chance.below(3) {
            0 => ask(maker, call, house, date),
            1 if !people.members.is_empty() => {
                let linked = maker.chance.of(&people.members);
                let fields = vec![
                    (link::HOUSEHOLD, house.into()),
                    (link::MEMBER, linked.into()),
                    (link::TYPE, Value::Int(1)),
                    (link::FROM, date.into()),
                    (link::DECIDED_BY, Value::Int(2)),
                ];
                maker.put(&link::KIND, fields);
            }
            _ => {}
        }
    }
}

fn ask(maker: &mut Maker, call: RecordId, house: RecordId, date: i64) {
    let (title, text, category) = (maker.text(1), maker.text(4), maker.code(9));
    let asked = maker.put(
        &need::KIND,
        vec![
            (need::DATE, date.into()),
            (need::TITLE, title.into()),
            (need::DESCRIPTION, text.into()),
            (need::CATEGORY, category),
            (need::URGENCY, Value::Int(2)),
            (need::VISIT, call.into()),
            (need::HOUSEHOLD, house.into()),
        ],
    );
    for action in 1..=2i64 {
        let (by, text) = (maker.name(), maker.text(2));
        maker.put(
            &step::KIND,
            vec![
                (step::NEED, asked.into()),
                (step::ACTION, action.into()),
                (step::DATE, date.into()),
                (step::BY, by.into()),
                (step::TEXT, text.into()),
            ],
        );
    }
}

/// The rows as CSV with their ids, with the fields whose group `carried` lets through.
pub fn csv(rows: &[Row], carried: impl Fn(u8) -> bool) -> String {
    let mut text = String::new();
    for kind in Registry::standard().kinds() {
        for row in rows.iter().filter(|row| row.kind.number == kind.number) {
            let _ = write!(text, "{}", row.id);
            for field in kind.fields.iter().filter(|field| carried(field.group as u8)) {
                text.push(',');
                let held = row.writes.iter().filter(|write| write.field == field.number);
                held.for_each(|write| cell(&mut text, write.element.as_ref().or(write.value.as_ref())));
            }
            text.push('\n');
        }
    }
    text
}

fn cell(text: &mut String, value: Option<&Value>) {
    let _ = match value {
        Some(Value::Text(value)) => write!(text, "{value}"),
        Some(Value::Int(value)) => write!(text, "{value}"),
        Some(Value::Bool(value)) => write!(text, "{}", u8::from(*value)),
        Some(Value::Bytes(bytes)) => match RecordId::from_slice(bytes) {
            Some(id) => write!(text, "{id}"),
            None => Ok(()),
        },
        None => Ok(()),
    };
}

/// How many groups of the chain's entries `carried` keeps back.
pub fn left_out(chain: &Chain, carried: impl Fn(u8) -> bool) -> u64 {
    let groups = chain.entries.iter().flat_map(|entry| entry.parts.keys());
    groups.filter(|group| !carried(**group)).count() as u64
}

/// The stamp of entry `seq`, so that it looks like a year of work and not like one moment.
pub fn stamp(seq: u64) -> Hlc {
    Hlc((NOW as u64 + seq * 40_000 + seq * seq * 7_919 % 40_000) << 16)
}
