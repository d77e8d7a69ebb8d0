//! Mutants of genuine files and of their parts. A part is put back into its file, sealed and signed by the genuine sender.
//!
//! Asserted of every mutant: nothing panics; whatever opens holds no entry but those that the sites wrote, and no
//! supplement shows what they did not write. A file that is not signed again opens only if it is the very same.
//!
//! The tests try [`TRIES`] mutants. `LIANXIN_FUZZ_SECONDS=600 cargo test -p exchange --test files fuzz` goes on for as long
//! as that, from seeds of the moment; `LIANXIN_FUZZ_SEED=…` tries the one mutant of a seed that was found.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant, SystemTime};

use exchange::*;
use minicbor::{Decoder, Encoder};
use vault::{SigningKey, seal};

use crate::golden::{INVITATION, answers, chain};
use crate::support::forge::{self, Parts, Shell, pack, unpack};
use crate::support::year::Chance;
use crate::sweeps::{Case, Told};

mod mutate;

/// How many mutants the tests try: about two seconds.
const TRIES: u64 = 1_500;

/// What a mutant is put back into.
type Feed = Box<dyn Fn(&Corpus, Vec<u8>)>;

/// Cases, and the parts of their files with whoever reads them.
struct Corpus {
    cases: [Case; 3],
    written: BTreeSet<journal::Hash>,
    names: Vec<String>,
    members: Vec<Vec<u8>>,
    feeds: Vec<Feed>,
}

impl Corpus {
    fn new() -> Corpus {
        let cases = [Case::package(), Case::answer(), Case::branch()];
        let world = &cases[0].world;
        let written = chain(world).hashes.into_iter().chain(answers(world).hashes).collect();
        let mut corpus = Corpus { cases, written, names: vec![], members: vec![], feeds: vec![] };
        (0..3).for_each(|index| corpus.add_file(index));
        corpus.add("invitation", INVITATION.to_vec(), |corpus, bytes| corpus.unsigned(&bytes));
        let shell = Shell::of(INVITATION);
        corpus.add("invitation's body", shell.body.clone(), move |corpus, body| {
            let header = Shell { body: body.clone(), ..shell.clone() }.header();
            let _ = Invitation::from_file(&forge::file(&header, &body, &corpus.cases[0].world.office.key));
        });
        corpus.add_statements();
        corpus.add_own();
        corpus
    }

    fn add(&mut self, name: &str, member: Vec<u8>, feed: impl Fn(&Corpus, Vec<u8>) + 'static) {
        self.names.push(name.to_owned());
        self.members.push(member);
        self.feeds.push(Box::new(feed));
    }

    /// The parts of a package, from its outside to what is packed in its sections.
    fn add_file(&mut self, index: usize) {
        let case = &self.cases[index];
        let (file, parts, sections) = (case.file.clone(), case.parts(), case.parts().sections());
        let (inflated, letter) = (parts.inflated(), parts.letter(&case.sender().key));
        self.add("file", file, |corpus, bytes| corpus.unsigned(&bytes));
        let sealed = parts.clone();
        self.add("seal", parts.shell.body.clone(), move |corpus, body| {
            let file = Shell { body, ..sealed.shell.clone() }.sign(&corpus.cases[index].sender().key);
            corpus.judge(index, corpus.cases[index].read(&file));
        });
        let shell = parts.shell.clone();
        self.add("letter", letter[..letter.len() - 64].to_vec(), move |corpus, bytes| {
            let case = &corpus.cases[index];
            let letter = forge::signed_letter(bytes, &case.sender().key);
            corpus.judge(index, case.read(&shell.seal(&letter, &case.reader().card, &case.sender().key)));
        });
        let bare = parts.clone();
        self.add("manifest", parts.manifest.clone(), move |corpus, manifest| {
            corpus.judge(index, corpus.cases[index].sealed(&Parts { manifest, ..bare.clone() }));
        });
        let whole = parts.clone();
        self.add("sections", inflated, move |corpus, bytes| {
            corpus.judge(index, corpus.cases[index].sealed(&whole.with_inflated(&bytes)));
        });
        for (place, section) in sections.into_iter().enumerate() {
            let packed = matches!(section.number, 4 | 6);
            let member = if packed { unpack(&section.content) } else { section.content };
            let parts = parts.clone();
            self.add(&format!("section {}", section.number), member, move |corpus, bytes| {
                let content = if packed { pack(&bytes) } else { bytes };
                corpus.judge(index, corpus.cases[index].sealed(&parts.with_content(place, content)));
            });
        }
    }

    /// What parties and sites sign, signed again by them.
    fn add_statements(&mut self) {
        let told = self.cases[0].told();
        for statement in &told.statements {
            let bytes = statement.to_bytes().unwrap();
            let mut decoder = Decoder::new(&bytes);
            decoder.array().unwrap();
            let number = decoder.u8().unwrap();
            let context = ["card", "site", "grant", "policy", "introduction"][usize::from(number) - 1];
            self.add(context, decoder.bytes().unwrap().to_vec(), move |corpus, bytes| {
                let root = &corpus.cases[0].world.village.root;
                let signed = signed(&[0x83, number], &bytes, &format!("lianxin/{context}/1"), root);
                if let Ok(read) = Statement::from_bytes(&signed) {
                    assert_eq!(read.to_bytes().unwrap(), signed);
                    let _ = corpus.cases[0].known.clone().add(read);
                }
            });
        }
        let bytes = told.receipts[0].to_bytes().unwrap();
        let receipt = Decoder::new(&bytes[1..]).bytes().unwrap().to_vec();
        self.add("receipt", receipt, |corpus, bytes| {
            let key = &corpus.cases[0].world.laptop.key;
            let signed = signed(&[0x82], &bytes, "lianxin/receipt/1", key);
            if let Ok(read) = Signed::<Receipt>::from_bytes(&signed, &key.verifying_key()) {
                assert_eq!(read.to_bytes().unwrap(), signed);
                read.chains.iter().for_each(|chain| assert!(chain.missing(3).len() <= 3));
            }
        });
    }

    /// What anybody can seal to a party and call its own.
    fn add_own(&mut self) {
        let piece = self.cases[1].told().own.remove(0);
        let frame = seal::open(&self.cases[1].world.village.identity, &piece.sealed, 1 << 20).unwrap();
        let item = unpack(&zstd::decode_all(frame.as_slice()).unwrap());
        let other = piece.clone();
        self.add("own frame", frame, move |corpus, plain| corpus.own(&piece, &plain));
        self.add("own supplements", item, move |corpus, item| {
            corpus.own(&other, &zstd::bulk::compress(&pack(&item), 3).unwrap());
        });
    }

    fn own(&self, piece: &Own, plain: &[u8]) {
        let village = &self.cases[1].world.village;
        let sealed = seal::seal(&[village.identity.recipient()], plain).unwrap();
        let piece = Own { sealed, ..piece.clone() };
        let opened = piece.open(std::slice::from_ref(&village.identity));
        if let Ok(read) = opened.and_then(|all| all.collect::<Result<Vec<_>>>()) {
            self.cases[1].proved(&read, "own");
        }
    }

    fn unsigned(&self, bytes: &[u8]) {
        let genuine = [&self.cases[0].file, &self.cases[1].file, INVITATION].contains(&bytes);
        assert!(genuine || check(bytes).is_err());
        assert!(genuine || Invitation::from_file(bytes).is_err());
        assert!(genuine || self.cases.iter().all(|case| case.open(bytes).is_err()));
        let _ = peek(bytes);
    }

    fn judge(&self, index: usize, read: Result<Told>) {
        let Ok(told) = read else { return };
        for carried in &told.entries {
            assert!(self.written.contains(&carried.hash));
            assert_eq!(carried.entry().unwrap().hash().unwrap(), carried.hash);
        }
        self.cases[index].proved(&told.supplements, "supplement");
    }

    /// Tries the one mutant of a seed, and tells what it was a mutant of if that fails.
    fn attempt(&self, seed: u64) -> std::result::Result<(), String> {
        let mut chance = Chance((seed + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let which = chance.below(self.members.len() as u64) as usize;
        let mutant = mutate::mutate(&mut chance, &self.members[which], &self.members);
        let fed = catch_unwind(AssertUnwindSafe(|| (self.feeds[which])(self, mutant)));
        fed.map_err(|_| format!("LIANXIN_FUZZ_SEED={seed} is a mutant of: {}", self.names[which]))
    }
}

/// Bytes with a signature, behind what leads them.
fn signed(lead: &[u8], bytes: &[u8], context: &str, key: &SigningKey) -> Vec<u8> {
    let mut signed = lead.to_vec();
    let out = &mut Encoder::new(&mut signed);
    out.bytes(bytes).unwrap().bytes(key.sign(context, bytes).as_bytes()).unwrap();
    signed
}

fn told<T: std::str::FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn no_mutant_of_a_genuine_part_panics_or_brings_in_what_nobody_wrote() {
    let corpus = Corpus::new();
    let (mut seeds, mut end) = (0..TRIES, None);
    if let Some(seed) = told("LIANXIN_FUZZ_SEED") {
        seeds = seed..seed + 1;
    } else if let Some(seconds) = told("LIANXIN_FUZZ_SECONDS") {
        let moment = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
        seeds = moment.as_secs() << 20..u64::MAX;
        end = Some(Instant::now() + Duration::from_secs(seconds));
    }
    let mut tried = 0u64;
    for seed in seeds {
        if end.is_some_and(|end| Instant::now() > end) {
            break;
        }
        corpus.attempt(seed).unwrap();
        tried += 1;
    }
    println!("{tried} mutants of {} members", corpus.members.len());
}

#[test]
fn a_seed_makes_the_same_mutant_for_ever() {
    let members = vec![INVITATION.to_vec(), vec![0x82, 1, 0x42, 7, 7]];
    let make = |seed| mutate::mutate(&mut Chance(seed), INVITATION, &members);
    assert!((1..200).all(|seed| make(seed) == make(seed)));
    let different: BTreeSet<Vec<u8>> = (1..200).map(make).collect();
    assert!(different.len() > 150, "{}", different.len());
}
