//! Genuine files, cut at every offset and flipped at every byte: outside, and inside, where the genuine sender signed and
//! sealed the damage, so that it gets as far as whatever reads it.
//!
//! | what is damaged | what is asserted |
//! | --- | --- |
//! | the file | refused; a cut one as cut short |
//! | the header, signed again | refused |
//! | the letter, signed again | refused |
//! | the manifest | refused, or only number, time, schema and version read otherwise |
//! | the compressed bytes | refused, or inflated to the very same |
//! | the sections, and the supplements unpacked | refused; or entries, heads and receipts are the same, statements and branches only lack, what is sealed about these is another piece, and no supplement shows what its entry's site did not write |
//! | bodies, unpacked | refused |
//! | a head, signed again by its site | refused |
//! | a receipt, signed again by its issuer | refused, or another receipt from the same issuer to the same reader |
//! | a statement, signed again by its party | refused, or another statement, or none |
//! | an own piece, sealed again | refused, or nothing is shown that its entry's site did not write |
//! | an invitation's body, signed again | refused, or only token, name, code and time read otherwise |
//!
//! Opening takes what it reads by reference and returns what it found, so a refusal changes nothing; the reader's trust
//! is compared all the same.

use exchange::*;

use crate::golden::{ANSWER, BRANCH, PACKAGE, answers, chain, of_township, world};
use crate::support::forge::Parts;
use crate::support::*;

mod inside;
mod outside;
mod signed;

/// A file with whoever wrote it and whoever reads it.
pub struct Case {
    pub world: World,
    pub known: Trust,
    pub file: Vec<u8>,
    /// Whether it goes from the village to the township.
    up: bool,
}

/// All that a reader finds in a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    pub manifest: Manifest,
    pub statements: Vec<Statement>,
    pub introduced: Option<Signed<Introduction>>,
    pub receipts: Vec<Signed<Receipt>>,
    pub ranges: Vec<Range>,
    pub entries: Vec<Carried>,
    pub supplements: Vec<Supplement>,
    pub own: Vec<Own>,
    pub branches: Vec<Branch>,
}

impl Case {
    /// The frozen package: statements, a receipt, two ranges, a supplement and an own piece.
    pub fn package() -> Case {
        let world = world();
        let known = of_township(&world);
        Case { world, known, file: PACKAGE.to_vec(), up: true }
    }

    /// The frozen answer: a receipt, a range and an own piece.
    pub fn answer() -> Case {
        let world = world();
        let known = world.trust.clone();
        Case { world, known, file: ANSWER.to_vec(), up: false }
    }

    /// The frozen branch that is given back: a receipt, and a branch with its sealed piece.
    pub fn branch() -> Case {
        Case { file: BRANCH.to_vec(), ..Self::answer() }
    }

    /// A reply with everything that a township can tell: it opens a narrative that it withheld, and gives a branch back.
    fn reply() -> Case {
        let case = Self::answer();
        let (world, answers) = (&case.world, answers(&case.world));
        let receipt = case.told().receipts[0].clone();
        let whole = answers.entry(1);
        let statements =
            [Statement::Policy(world.township.policy(2)), Statement::Site(world.township.site(22).cert)];
        let mut writer = Writer::new(world.office.sender(), &world.village.card, 3, NOW).unwrap();
        writer.statements(&statements).unwrap();
        writer.receipts(&[receipt]).unwrap();
        answers.put(&mut writer, &world.office, (1, 1), by_policy);
        writer.supplement(&Supplement::opened(whole, |group| !by_policy(group)).unwrap()).unwrap();
        case.told().own.iter().for_each(|piece| writer.own(piece).unwrap());
        Self::branch().told().branches.iter().for_each(|branch| writer.branch(branch).unwrap());
        let file = writer.finish().unwrap();
        Case { file, ..case }
    }

    fn all() -> [Case; 2] {
        [Self::package(), Self::reply()]
    }

    pub fn sender(&self) -> &Site {
        if self.up { &self.world.laptop } else { &self.world.office }
    }

    pub fn reader(&self) -> &Party {
        if self.up { &self.world.township } else { &self.world.village }
    }

    pub fn parts(&self) -> Parts {
        Parts::of(&self.file, &self.reader().identity)
    }

    pub fn open(&self, file: &[u8]) -> Result<Opened> {
        let before: Vec<Statement> = self.known.statements().collect();
        let opened = self.reader().reader(&self.known).open(file, |token| token.as_bytes() == &[0xC0; 16]);
        assert!(self.known.statements().eq(before));
        opened
    }

    pub fn read(&self, file: &[u8]) -> Result<Told> {
        let opened = self.open(file)?;
        Ok(Told {
            manifest: opened.manifest().clone(),
            statements: opened.statements().to_vec(),
            introduced: opened.introduced().cloned(),
            receipts: opened.receipts().to_vec(),
            ranges: opened.ranges().to_vec(),
            entries: opened.entries()?.collect::<Result<_>>()?,
            supplements: opened.supplements()?.collect::<Result<_>>()?,
            own: opened.own()?.collect::<Result<_>>()?,
            branches: opened.branches().to_vec(),
        })
    }

    pub fn told(&self) -> Told {
        self.read(&self.file).unwrap()
    }

    /// What is in the file with these parts.
    pub fn sealed(&self, parts: &Parts) -> Result<Told> {
        self.read(&parts.seal(&self.reader().card, &self.sender().key))
    }

    /// No supplement, put into any entry, shows what the entry's site did not write.
    pub fn proved(&self, supplements: &[Supplement], what: &str) {
        for whole in chain(&self.world).entries.iter().chain(&answers(&self.world).entries) {
            let told = whole.withhold(by_policy, |_, _| false).unwrap();
            for complete in supplements.iter().filter_map(|one| one.complete(&told).ok()) {
                assert_eq!(complete.hash(), whole.hash(), "{what}");
                let written = |write| whole.writes().any(|known| known == write);
                assert!(complete.writes().all(written), "{what}");
            }
        }
    }
}

/// Every copy of the bytes with a byte flipped, in a bit that is another from byte to byte.
fn flipped(bytes: &[u8]) -> impl Iterator<Item = (String, Vec<u8>)> {
    (0..bytes.len()).map(|at| {
        let mut bent = bytes.to_vec();
        bent[at] ^= 1 << (at % 8);
        (format!("byte {at} of {}", bytes.len()), bent)
    })
}

/// Every beginning of the bytes but the whole.
fn cut(bytes: &[u8]) -> impl Iterator<Item = (String, Vec<u8>)> {
    (0..bytes.len()).map(|length| (format!("cut at {length} of {}", bytes.len()), bytes[..length].to_vec()))
}

fn damaged(bytes: &[u8]) -> impl Iterator<Item = (String, Vec<u8>)> {
    flipped(bytes).chain(cut(bytes))
}

#[test]
fn what_is_taken_apart_and_put_together_unchanged_opens() {
    for case in Case::all() {
        let (parts, told) = (case.parts(), case.told());
        assert_eq!(case.sealed(&parts).unwrap(), told);
        assert_eq!(case.sealed(&parts.with_sections(&parts.sections())).unwrap(), told);
        case.proved(&told.supplements, "as it was");
    }
}
