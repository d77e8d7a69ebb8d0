//! Files that somebody with real keys wrote and signed, and that must not pass: not here, and not with another reader.

use domain::RecordId;
use exchange::{ChainReceipt, Head, PartyId, Reader, Receipt, Signed, Statement, Writer};
use journal::{Change, Entry, Hash, Header, Hlc, Part, Place, Write};
use vault::SigningKey;

use super::frozen::{Side, statements, trust};

/// A moment in 2026, milliseconds since 1970.
const NOW: i64 = 1_790_000_000_000;

/// The village's chain, of which a package is written with whatever is changed here.
struct Chain {
    entries: Vec<Entry>,
    hashes: Vec<Hash>,
}

impl Chain {
    fn new(village: &Side) -> Chain {
        let mut chain = Chain { entries: Vec::new(), hashes: vec![[0; 32]] };
        for seq in 1..=3u64 {
            let hlc = Hlc((NOW as u64 + seq) << 16);
            let place = Place {
                site: village.site(),
                channel: village.channel(),
                seq,
                previous: chain.hashes[seq as usize - 1],
            };
            let (author, undoes) = (None, None);
            let header = Header { schema: 1, place, hlc, wall: NOW, author, act: 10, act_id: hlc, undoes };
            // Field 2 stands for names, which are carried; the others for telephones, which are not.
            let group_of = |_, field| if field == 2 { 1 } else { 3 };
            let entry = Entry::new(header, vec![person(seq)], [seq as u8; 16], group_of);
            chain.hashes.push(entry.hash().unwrap());
            chain.entries.push(entry);
        }
        chain
    }

    /// The bodies as the township gets them: names, and of the rest one opened telephone.
    fn carried(&self) -> Vec<Entry> {
        let carried = |entry: &Entry| entry.withhold(|group| group == 1, |_, field| field == 10).unwrap();
        self.entries.iter().map(carried).collect()
    }
}

fn person(number: u64) -> Change {
    let write = |field, value: String| Write {
        field,
        element: None,
        value: Some(value.into()),
        replaces: Vec::new(),
    };
    let writes = vec![
        write(2, format!("村民{number}")),
        write(10, format!("1390000000{number}")),
        write(11, "0574-0000".into()),
        write(12, "村东头".into()),
    ];
    Change { kind: 2, id: RecordId::from_bytes([number as u8; 16]), writes, seen: Vec::new() }
}

/// A package from the village to the township, before it is written.
struct Draft {
    entries: Vec<Entry>,
    previous: Hash,
    head: Head,
    head_key: [u8; 32],
    receipt: Receipt,
    statements: Vec<Statement>,
}

impl Draft {
    fn honest(village: &Side, township: &Side, chain: &Chain) -> Draft {
        let (site, channel) = (village.site(), village.channel());
        let told = ChainReceipt::new(township.site(), channel, 2, [7; 32]);
        Draft {
            entries: chain.carried(),
            previous: [0; 32],
            head: Head { site, channel, seq: 3, hash: chain.hashes[3] },
            head_key: *village.key.to_bytes(),
            receipt: Receipt {
                party: PartyId::of(&village.root.verifying_key()),
                site,
                number: 1,
                reader: PartyId::of(&township.root.verifying_key()),
                wall: NOW,
                chains: vec![told],
                files: Vec::new(),
            },
            statements: vec![Statement::Card(village.card.clone())],
        }
    }

    fn write(&self, village: &Side, township: &Side, head: &Signed<Head>) -> Vec<u8> {
        let mut writer = Writer::new(village.sender(), &township.card, 1, NOW).unwrap();
        writer.statements(&self.statements).unwrap();
        writer.receipts(&[self.receipt.clone().sign(&village.cert, &village.key).unwrap()]).unwrap();
        writer.begin(self.head.site, self.head.channel, 1, &self.previous).unwrap();
        self.entries.iter().for_each(|entry| writer.body(&entry.body().unwrap()).unwrap());
        writer.end(head).unwrap();
        writer.finish().unwrap()
    }
}

/// What both readers say of a package that `change` made of an honest one: whether it passes here, and the other's fault.
fn told(change: impl FnOnce(&mut Draft)) -> (bool, Option<String>) {
    let (village, township) = (Side::village(), Side::township());
    let mut draft = Draft::honest(&village, &township, &Chain::new(&village));
    change(&mut draft);
    let head = draft.head.sign(&SigningKey::from_bytes(&draft.head_key)).unwrap();
    let bytes = draft.write(&village, &township, &head);
    let known = statements(&village, &township);
    let (trust, identities) = (trust(&known), [township.identity()]);
    let reader = Reader { trust: &trust, identities: &identities, me: township.card.party() };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("forged.lxc");
    std::fs::write(&path, &bytes).unwrap();
    let other = township.other(&known).read(&path);
    (reader.open(&bytes, |_| false).is_ok(), other.err())
}

/// Neither reader lets it pass, and the other one says why.
fn refused(why: &str, change: impl FnOnce(&mut Draft)) {
    let (here, fault) = told(change);
    let fault = fault.unwrap_or_else(|| panic!("it passed: {why}"));
    assert!(!here && fault.contains(why), "{why}: {here} {fault}");
}

#[test]
fn what_is_honest_passes() {
    assert_eq!(told(|_| ()), (true, None));
}

#[test]
fn altered_entries_lead_to_another_head() {
    refused("do not lead to the head", |draft| draft.entries[1].header.act = 11);
    refused("do not lead to the head", |draft| draft.entries[1].changes[0].kind = 3);
    refused("do not lead to the head", |draft| draft.entries.swap(0, 1));
    refused("do not lead to the head", |draft| draft.head.hash = [9; 32]);
    refused("do not lead to the head", |draft| {
        let Some(Part::Whole { leaves, .. }) = draft.entries[1].parts.get_mut(&1) else { panic!("no names") };
        leaves[0].write.value = Some("别人".into());
    });
    refused("do not lead to the head", |draft| {
        let Some(Part::Whole { seed, .. }) = draft.entries[1].parts.get_mut(&1) else { panic!("no names") };
        seed[0] ^= 1;
    });
}

#[test]
fn opened_leaves_must_lead_to_the_root_of_what_is_withheld() {
    let part = |draft: &mut Draft, change: &dyn Fn(&mut Part)| {
        change(draft.entries[2].parts.get_mut(&3).unwrap());
    };
    let why = "does not lead to the root of its group";
    let of = |change: &'static dyn Fn(&mut journal::OpenedLeaf)| {
        move |draft: &mut Draft| {
            part(draft, &|part| {
                let Part::Root { opened, .. } = part else { panic!("no telephones") };
                change(&mut opened[0]);
            });
        }
    };
    refused(why, of(&|leaf| leaf.leaf.write.value = Some("13911111111".into())));
    refused(why, of(&|leaf| leaf.salt[3] ^= 1));
    refused(why, of(&|leaf| leaf.path.swap(0, 1)));
    refused(why, of(&|leaf| leaf.index = 1));
    refused("too short", of(&|leaf| leaf.path.truncate(1)));
    refused(why, |draft| {
        part(draft, &|part| {
            let Part::Root { root, .. } = part else { panic!("no telephones") };
            root[0] ^= 1;
        });
    });
}

#[test]
fn an_entry_tells_nothing_twice_without_need_or_too_much() {
    refused("it tells its secret although a group is withheld", |draft| {
        draft.entries[1].secret = Some([2; 16])
    });
    refused("there twice", |draft| {
        draft.entries[1].changes[0].seen = vec![journal::Dot { site: Side::village().site(), seq: 1 }; 2];
    });
    // What is withheld may name it, so the whole entry is told.
    refused("a site that no dot names", |draft| {
        draft.entries[1].parts.clear();
        draft.entries[1].sites = vec![journal::SiteId::from_bytes([99; 16])];
    });
}

#[test]
fn a_chain_stands_on_its_predecessor_its_head_and_a_certificate() {
    refused("only the first entry has no predecessor", |draft| draft.previous = [1; 32]);
    refused("the signature is not by the key", |draft| draft.head_key = *Side::township().key.to_bytes());
    refused("certifies site", |draft| draft.head.site = journal::SiteId::from_bytes([77; 16]));
    // A township's own channel does not travel to it from a village.
    refused("may not carry channel", |draft| draft.head.channel = Side::township().channel());
}

#[test]
fn a_receipt_is_for_the_reader_of_the_file() {
    refused("a receipt is for somebody else", |draft| draft.receipt.reader = draft.receipt.party);
    refused("may not carry channel", |draft| {
        draft.receipt.chains[0].channel = Side::township().channel();
    });
}
