//! Invented parties, sites and entries for the tests. All keys here are test keys and protect nothing.
#![allow(dead_code)]

use std::sync::LazyLock;

use domain::{Group, Registry, Value};
use exchange::*;
use journal::{Change, ChannelId, Entry, Hash, Header, Place, SiteId, Write};
use vault::{SealIdentity, SigningKey};

pub mod forge;
pub mod records;
pub mod year;

/// A moment in 2026, milliseconds since 1970.
pub const NOW: i64 = 1_790_000_000_000;

/// A village or a township.
pub struct Party {
    pub root: SigningKey,
    pub identity: SealIdentity,
    pub card: Signed<PartyCard>,
}

impl Party {
    pub fn new(kind: PartyKind, number: u8) -> Party {
        Self::with(kind, number, SealIdentity::generate(), false)
    }

    pub fn with(kind: PartyKind, number: u8, identity: SealIdentity, practice: bool) -> Party {
        let root = SigningKey::from_bytes(&[number; 32]);
        let card = PartyCard {
            kind,
            root: root.verifying_key(),
            seal: identity.recipient(),
            name: if kind == PartyKind::Village { "柳河村" } else { "青山镇" }.into(),
            code: "990001".into(),
            practice,
            number: 1,
        };
        Party { card: card.sign(&root).unwrap(), root, identity }
    }

    pub fn id(&self) -> PartyId {
        self.card.party()
    }

    pub fn channel(&self) -> ChannelId {
        self.card.channel()
    }

    /// A site of the party; its id and key follow from `number`.
    pub fn site(&self, number: u8) -> Site {
        let key = SigningKey::from_bytes(&[number; 32]);
        let cert = SiteCert {
            root: self.root.verifying_key(),
            site: SiteId::from_bytes([number; 16]),
            key: key.verifying_key(),
            number: 1,
            reason: Reason::First,
            succeeds: None,
            practice: self.card.practice,
        };
        Site { cert: cert.sign(&self.root).unwrap(), key }
    }

    pub fn policy(&self, number: u64) -> Signed<PolicyStatement> {
        let groups = PolicyStatement::groups_of(&domain::disclosure::Policy::default());
        let root = self.root.verifying_key();
        PolicyStatement { root, channel: None, groups, own: true, number }.sign(&self.root).unwrap()
    }

    pub fn reader<'a>(&'a self, trust: &'a Trust) -> Reader<'a> {
        Reader { trust, identities: std::slice::from_ref(&self.identity), me: self.id() }
    }
}

/// A laptop.
pub struct Site {
    pub key: SigningKey,
    pub cert: Signed<SiteCert>,
}

impl Site {
    pub fn id(&self) -> SiteId {
        self.cert.site
    }

    pub fn sender(&self) -> Sender<'_> {
        Sender { cert: &self.cert, key: &self.key, schema: 1 }
    }

    pub fn head(&self, chain: &Chain, seq: u64) -> Signed<Head> {
        let hash = chain.hash(seq);
        Head { site: self.id(), channel: chain.channel, seq, hash }.sign(&self.key).unwrap()
    }
}

/// What one site wrote in one channel.
#[derive(Clone)]
pub struct Chain {
    pub site: SiteId,
    pub channel: ChannelId,
    pub entries: Vec<Entry>,
    pub hashes: Vec<Hash>,
}

impl Chain {
    pub fn new(site: &Site, channel: ChannelId) -> Chain {
        Chain { site: site.id(), channel, entries: Vec::new(), hashes: Vec::new() }
    }

    /// Writes an entry; its secret follows from its number.
    pub fn write(&mut self, changes: Vec<Change>) -> &Entry {
        self.write_with(changes, [self.entries.len() as u8 | 0x80; 16])
    }

    pub fn write_with(&mut self, changes: Vec<Change>, secret: [u8; 16]) -> &Entry {
        let seq = self.entries.len() as u64 + 1;
        let place = Place { site: self.site, channel: self.channel, seq, previous: self.hash(seq - 1) };
        let hlc = year::stamp(seq);
        let header = Header {
            schema: 1,
            place,
            hlc,
            wall: hlc.millis() as i64,
            author: None,
            act: 10,
            act_id: hlc,
            undoes: None,
        };
        let entry = Entry::new(header, changes, secret, group_of);
        self.hashes.push(entry.hash().unwrap());
        self.entries.push(entry);
        &self.entries[seq as usize - 1]
    }

    pub fn hash(&self, seq: u64) -> Hash {
        seq.checked_sub(1).map_or([0; 32], |index| self.hashes[index as usize])
    }

    pub fn len(&self) -> u64 {
        self.entries.len() as u64
    }

    pub fn entry(&self, seq: u64) -> &Entry {
        &self.entries[seq as usize - 1]
    }

    /// Carries entries `from` to `to`, as far as `carried` lets groups through.
    pub fn put(
        &self,
        writer: &mut Writer<'_>,
        site: &Site,
        (from, to): (u64, u64),
        carried: impl Fn(u8) -> bool,
    ) {
        writer.begin(self.site, self.channel, from, &self.hash(from - 1)).unwrap();
        for seq in from..=to {
            writer.body(&self.entry(seq).withhold(&carried, |_, _| false).unwrap().body().unwrap()).unwrap();
        }
        writer.end(&site.head(self, to)).unwrap();
    }
}

/// The group of a field as the program declares it.
pub fn group_of(kind: u16, field: u16) -> u8 {
    static REGISTRY: LazyLock<Registry> = LazyLock::new(Registry::standard);
    let declared = REGISTRY.kind(kind).and_then(|kind| kind.field(field).map(|field| field.group));
    declared.unwrap_or(Group::Open) as u8
}

pub fn write(field: u16, value: impl Into<Value>) -> Write {
    Write { field, element: None, value: Some(value.into()), replaces: Vec::new() }
}

/// Everything is carried.
pub fn all(_: u8) -> bool {
    true
}

/// The default policy.
pub fn by_policy(group: u8) -> bool {
    let policy = domain::disclosure::Policy::default();
    Group::from_number(group).is_some_and(|group| policy.carries(group))
}

/// No token is accepted.
pub fn no_token(_: &Token) -> bool {
    false
}

/// A trust of these statements.
pub fn trust(statements: impl IntoIterator<Item = Statement>) -> Trust {
    let mut trust = Trust::new();
    for statement in statements {
        trust.add(statement).unwrap();
    }
    trust
}

/// A village with two laptops and its township, who know each other.
pub struct World {
    pub village: Party,
    pub township: Party,
    pub laptop: Site,
    pub second: Site,
    pub office: Site,
    pub trust: Trust,
}

impl World {
    pub fn new() -> World {
        let village = Party::new(PartyKind::Village, 1);
        let township = Party::new(PartyKind::Township, 2);
        Self::of(village, township)
    }

    pub fn of(village: Party, township: Party) -> World {
        let (laptop, second, office) = (village.site(11), village.site(12), township.site(21));
        let grant = Grant::sign(&village.root, township.root.verifying_key()).unwrap();
        let trust = trust([
            Statement::Card(village.card.clone()),
            Statement::Card(township.card.clone()),
            Statement::Site(laptop.cert.clone()),
            Statement::Site(second.cert.clone()),
            Statement::Site(office.cert.clone()),
            Statement::Grant(grant),
            Statement::Policy(township.policy(1)),
        ]);
        World { village, township, laptop, second, office, trust }
    }

    /// What the first laptop wrote in the village's channel.
    pub fn chain(&self, entries: u32) -> Chain {
        let mut chain = Chain::new(&self.laptop, self.village.channel());
        for number in 0..entries {
            chain.write(vec![records::person(number)]);
        }
        chain
    }

    /// A package from the first laptop to the township with these entries of its chain.
    pub fn package(&self, chain: &Chain, number: u64, span: (u64, u64)) -> Vec<u8> {
        let mut writer = Writer::new(self.laptop.sender(), &self.township.card, number, NOW).unwrap();
        chain.put(&mut writer, &self.laptop, span, by_policy);
        writer.finish().unwrap()
    }

    /// The township opens a file.
    pub fn receive(&self, file: &[u8]) -> Result<Opened> {
        self.township.reader(&self.trust).open(file, no_token)
    }
}
