//! Packages by senders who hold real keys and write what no honest program writes.

use crate::container::{Frame, Header};
use crate::package::{Letter, Section, number, pack};
use crate::support::*;
use crate::*;

mod branches;
mod chains;
mod contents;
mod passed_on;

/// A package taken apart, to be put together wrongly and signed properly.
#[derive(Clone)]
struct Forgery {
    header: Header,
    manifest: Manifest,
    sections: Vec<(u64, bool, Vec<u8>)>,
}

impl Forgery {
    /// Takes apart what an honest program wrote for the township.
    fn of(world: &World, file: &[u8]) -> Forgery {
        let frame = Frame::parse(file).unwrap();
        let letter = open_letter(&world.township, file);
        let mut sections = Vec::new();
        let mut walk = letter.sections().unwrap();
        while let Some(section) = walk.next().unwrap() {
            sections.push((section.number, section.skippable, section.content));
        }
        drop(walk);
        Forgery { header: frame.header, manifest: letter.manifest, sections }
    }

    /// An honest package with entries 1 to 4 of the first laptop, in two ranges.
    fn honest(world: &World) -> Forgery {
        let chain = world.chain(4);
        let mut writer = Writer::new(world.laptop.sender(), &world.township.card, 1, NOW).unwrap();
        chain.put(&mut writer, &world.laptop, (1, 3), by_policy);
        chain.put(&mut writer, &world.laptop, (4, 4), by_policy);
        Self::of(world, &writer.finish().unwrap())
    }

    fn section(&mut self, number: u64) -> &mut Vec<u8> {
        &mut self.sections.iter_mut().find(|section| section.0 == number).unwrap().2
    }

    fn inflated(&self) -> Vec<u8> {
        let section = |(number, skippable, content): &(u64, bool, Vec<u8>)| {
            [Section::lead(*number, *skippable, content.len()).unwrap(), content.clone()].concat()
        };
        self.sections.iter().flat_map(section).collect()
    }

    fn seal(&self, world: &World) -> Vec<u8> {
        let inflated = self.inflated();
        let manifest = Manifest { inflated: inflated.len() as u64, ..self.manifest.clone() };
        let compressed = zstd::bulk::compress(&inflated, 3).unwrap();
        seal(world, &self.header, &manifest, &compressed)
    }

    fn open(&self, world: &World) -> Error {
        world.receive(&self.seal(world)).unwrap_err()
    }
}

/// Seals compressed sections under this header and manifest, signed by the first laptop.
fn seal(world: &World, header: &Header, manifest: &Manifest, compressed: &[u8]) -> Vec<u8> {
    let letter = Letter::build(manifest, compressed, &world.laptop.key).unwrap();
    sealed_letter(header, &letter, &world.township.card, &world.laptop.key)
}

fn sealed_letter(header: &Header, letter: &[u8], to: &PartyCard, key: &vault::SigningKey) -> Vec<u8> {
    let body = vault::seal::seal(std::slice::from_ref(&to.seal), letter).unwrap();
    Frame::build(header.clone(), &body, key).unwrap()
}

/// The plaintext of a package for this party.
fn letter_bytes(party: &Party, file: &[u8]) -> Vec<u8> {
    let frame = Frame::parse(file).unwrap();
    vault::seal::open(&party.identity, frame.body, usize::MAX).unwrap()
}

fn open_letter(party: &Party, file: &[u8]) -> Letter {
    Letter::parse(letter_bytes(party, file), &Frame::parse(file).unwrap().header).unwrap()
}

/// Bodies as a section carries them.
fn packed(bodies: &[Vec<u8>]) -> Vec<u8> {
    let mut item = cbor::bytes(|out| {
        out.array(bodies.len() as u64)?;
        Ok(())
    })
    .unwrap();
    item.extend(bodies.concat());
    pack(&item).unwrap()
}

/// The bodies of these entries as the township gets them.
fn bodies(chain: &Chain, seqs: impl IntoIterator<Item = u64>) -> Vec<Vec<u8>> {
    let body = |seq| chain.entry(seq).withhold(by_policy, |_, _| false).unwrap().body().unwrap();
    seqs.into_iter().map(body).collect()
}

#[test]
fn what_is_taken_apart_and_put_together_unchanged_opens() {
    let world = World::new();
    let opened = world.receive(&Forgery::honest(&world).seal(&world)).unwrap();
    assert_eq!(opened.entries().unwrap().count(), 4);
}
