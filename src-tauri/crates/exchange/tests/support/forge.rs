//! Genuine files taken apart, and put together again with the sender's own keys, so that damage gets as far as what is
//! read last. All of it is built from the documented bytes; nothing of the crate's own writing is used.

use exchange::{PartyCard, format};
use minicbor::{Decoder, Encoder};
use sha2::{Digest, Sha256};
use vault::{SealIdentity, SigningKey, seal};

const PREFIX: usize = 12;
const END: &[u8; 8] = b"LXCEND\r\n";
const SIGNATURE: usize = 64;

/// A file in two parts.
#[derive(Clone)]
pub struct Shell {
    /// The header, without the length of the body that it ends with.
    pub header: Vec<u8>,
    pub body: Vec<u8>,
}

impl Shell {
    pub fn of(file: &[u8]) -> Shell {
        let length = usize::from(u16::from_be_bytes([file[10], file[11]]));
        let header = &file[PREFIX..PREFIX + length];
        let mut decoder = Decoder::new(header);
        for _ in 0..decoder.map().unwrap().unwrap() {
            if decoder.u64().unwrap() == 6 {
                break;
            }
            decoder.skip().unwrap();
        }
        let body = file[PREFIX + length..file.len() - END.len() - SIGNATURE].to_vec();
        Shell { header: header[..decoder.position()].to_vec(), body }
    }

    /// The whole header.
    pub fn header(&self) -> Vec<u8> {
        let mut header = self.header.clone();
        Encoder::new(&mut header).u64(self.body.len() as u64).unwrap();
        header
    }

    pub fn sign(&self, key: &SigningKey) -> Vec<u8> {
        file(&self.header(), &self.body, key)
    }
}

/// A file with this header and body.
pub fn file(header: &[u8], body: &[u8], key: &SigningKey) -> Vec<u8> {
    let length = (header.len() as u16).to_be_bytes();
    let mut file = [b"\x89LXC\r\n\x1a\n\x00\x01".as_slice(), &length, header, body, END].concat();
    let digest: [u8; 32] = Sha256::digest(&file).into();
    file.extend(key.sign("lianxin/file/1", &digest).as_bytes());
    file
}

/// A package in its parts.
#[derive(Clone)]
pub struct Parts {
    pub shell: Shell,
    pub manifest: Vec<u8>,
    /// The sections as they are compressed.
    pub compressed: Vec<u8>,
}

impl Parts {
    pub fn of(file: &[u8], identity: &SealIdentity) -> Parts {
        let shell = Shell::of(file);
        let plain = seal::open(identity, &shell.body, format::MAX_FILE as usize).unwrap();
        let length = 4 + u32::from_be_bytes(plain[..4].try_into().unwrap()) as usize;
        let (manifest, compressed) =
            (plain[4..length].to_vec(), plain[length..plain.len() - SIGNATURE].to_vec());
        Parts { shell, manifest, compressed }
    }

    /// The sections as they stand in the letter.
    pub fn inflated(&self) -> Vec<u8> {
        zstd::decode_all(self.compressed.as_slice()).unwrap()
    }

    pub fn sections(&self) -> Vec<Section> {
        let inflated = self.inflated();
        let mut decoder = Decoder::new(&inflated);
        let mut sections = Vec::new();
        while decoder.position() < inflated.len() {
            decoder.array().unwrap();
            let (number, skippable) = (decoder.u64().unwrap(), decoder.bool().unwrap());
            sections.push(Section { number, skippable, content: decoder.bytes().unwrap().to_vec() });
        }
        sections
    }

    /// These sections in the place of what was there; the manifest names their length.
    pub fn with_sections(&self, sections: &[Section]) -> Parts {
        let mut inflated = Vec::new();
        for section in sections {
            let out = &mut Encoder::new(&mut inflated);
            out.array(3).unwrap().u64(section.number).unwrap();
            out.bool(section.skippable).unwrap().bytes(&section.content).unwrap();
        }
        self.with_inflated(&inflated)
    }

    /// The manifest names another length of the sections.
    pub fn with_length(&self, inflated: u64) -> Parts {
        Parts { manifest: renamed(&self.manifest, inflated), ..self.clone() }
    }

    /// These bytes in the place of the sections.
    pub fn with_inflated(&self, inflated: &[u8]) -> Parts {
        let compressed = zstd::bulk::compress(inflated, 3).unwrap();
        Parts { manifest: renamed(&self.manifest, inflated.len() as u64), compressed, ..self.clone() }
    }

    /// This content in the place of that of a section.
    pub fn with_content(&self, index: usize, content: Vec<u8>) -> Parts {
        let mut sections = self.sections();
        sections[index].content = content;
        self.with_sections(&sections)
    }

    /// The letter, signed.
    pub fn letter(&self, key: &SigningKey) -> Vec<u8> {
        let length = (self.manifest.len() as u32).to_be_bytes();
        signed_letter([length.as_slice(), &self.manifest, &self.compressed].concat(), key)
    }

    /// The file, sealed to whoever has this card, and signed.
    pub fn seal(&self, to: &PartyCard, key: &SigningKey) -> Vec<u8> {
        self.shell.seal(&self.letter(key), to, key)
    }
}

impl Shell {
    /// The file with this letter in the place of what was there.
    pub fn seal(&self, letter: &[u8], to: &PartyCard, key: &SigningKey) -> Vec<u8> {
        let body = seal::seal(std::slice::from_ref(&to.seal), letter).unwrap();
        Shell { body, ..self.clone() }.sign(key)
    }
}

/// Puts the signature behind the bytes of a letter.
pub fn signed_letter(mut letter: Vec<u8>, key: &SigningKey) -> Vec<u8> {
    let digest: [u8; 32] = Sha256::digest(&letter).into();
    letter.extend(key.sign("lianxin/letter/1", &digest).as_bytes());
    letter
}

/// A section as a letter carries it.
#[derive(Clone)]
pub struct Section {
    pub number: u64,
    pub skippable: bool,
    pub content: Vec<u8>,
}

/// The manifest with another length of the sections.
fn renamed(manifest: &[u8], inflated: u64) -> Vec<u8> {
    let mut decoder = Decoder::new(manifest);
    for _ in 0..decoder.map().unwrap().unwrap() {
        if decoder.u64().unwrap() == 12 {
            break;
        }
        decoder.skip().unwrap();
    }
    let mut renamed = manifest[..decoder.position()].to_vec();
    decoder.skip().unwrap();
    Encoder::new(&mut renamed).u64(inflated).unwrap();
    renamed.extend(&manifest[decoder.position()..]);
    renamed
}

/// The item that two byte strings pack.
pub fn unpack(content: &[u8]) -> Vec<u8> {
    let mut decoder = Decoder::new(content);
    decoder.array().unwrap();
    let (forms, strings) = (decoder.bytes().unwrap(), decoder.bytes().unwrap());
    let (mut item, mut rest) = (Vec::new(), strings);
    let mut walk = Decoder::new(forms);
    while walk.position() < forms.len() {
        let start = walk.position();
        let lead = forms[start];
        let width = match lead & 0x1f {
            24 => 1,
            25 => 2,
            26 => 4,
            27 => 8,
            _ => 0,
        };
        let argument = forms[start + 1..start + 1 + width]
            .iter()
            .fold(0usize, |all, byte| all << 8 | usize::from(*byte));
        let argument = if width == 0 { usize::from(lead & 0x1f) } else { argument };
        let text = if lead >> 5 == 3 { argument } else { 0 };
        item.extend(&forms[start..start + 1 + width + text]);
        walk.set_position(start + 1 + width + text);
        if lead >> 5 == 2 {
            let (string, others) = rest.split_at(argument);
            item.extend(string);
            rest = others;
        }
    }
    item
}

/// Two byte strings that pack an item.
pub fn pack(item: &[u8]) -> Vec<u8> {
    let (mut forms, mut strings) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < item.len() {
        let lead = item[at];
        let width = match lead & 0x1f {
            info @ 24..28 => 1 << (info - 24),
            _ => 0,
        };
        let head = (at + 1 + width).min(item.len());
        let wide = item[at + 1..head].iter().fold(0usize, |all, byte| all << 8 | usize::from(*byte));
        let argument = if width == 0 { usize::from(lead & 0x1f) } else { wide };
        forms.extend(&item[at..head]);
        at = head;
        if matches!(lead >> 5, 2 | 3) {
            let end = at.saturating_add(argument).min(item.len());
            let target = if lead >> 5 == 2 { &mut strings } else { &mut forms };
            target.extend(&item[at..end]);
            at = end;
        }
    }
    let mut content = Vec::new();
    Encoder::new(&mut content).array(2).unwrap().bytes(&forms).unwrap().bytes(&strings).unwrap();
    content
}
