//! The bytes of `.lxc` files, version 1, exactly. What is here is frozen: files written today open for ever.
//!
//! Whoever has this page can read a package without this program's code; `tests/reader` does it in Python, written
//! from here. What kinds, fields, acts and groups *mean* is declared in the crate `domain`, and what a set of entries
//! comes to is told by the crate `journal`; neither is needed to read and check a file. An invitation is the same
//! kind of file and is called `.lxi`, so that nobody takes one for the other.
//!
//! # Conventions
//!
//! Numbers are big-endian. `‖` joins bytes; contexts and magics are ASCII, without a zero behind. SHA-256 is FIPS
//! 180-4, zstd is RFC 8878. An id has 16 bytes, a hash or key 32, a signature 64.
//!
//! A signature *with context c over m* is Ed25519 (RFC 8032) over `length of c (8 bytes) ‖ c ‖ m`. It is verified
//! strictly: without the cofactor, and neither the key nor the signature's first half may be a point of small order.
//!
//! CBOR is RFC 8949 in its deterministic form (4.2.1): shortest heads, definite lengths; no tags, no floats, of the
//! simple values only false, true and null; map keys are unsigned, ascending, each once. An item is nested to depth 8
//! at most, itself and a number in it included; packed items (below) are as deep as their shapes say. `{1: a, 2?: b}`
//! is a map of which key 2 may be missing; **a reader passes over map keys that it does not know**, but a list has
//! exactly the items that are named. Numbers are unsigned and below 2^63 unless something else is said; times are
//! signed, of 64 bits, in milliseconds since 1970 by the writer's clock, for display only. Texts are UTF-8.
//!
//! A name has 1 to [`MAX_NAME`] bytes, no control characters and not blanks alone. A division code has up to 12 ASCII
//! digits, perhaps none.
//!
//! A seal is an [age v1](https://age-encryption.org/v1) file in binary with X25519 recipients. Its header has at most
//! 16 KiB and 16 stanzas. A recipient (`age1…`, Bech32) stands in its one spelling, in lower case, and is no point of
//! small order.
//!
//! # The file
//!
//! | offset | bytes | what |
//! | --- | --- | --- |
//! | 0 | 8 | `89 4C 58 43 0D 0A 1A 0A` (`\x89LXC\r\n\x1a\n`: a text conversion changes it) |
//! | 8 | 2 | version of the container: 1 |
//! | 10 | 2 | length *h* of the header, at most [`MAX_HEADER`] |
//! | 12 | *h* | header, CBOR |
//! | 12 + *h* | *b* | body |
//! | 12 + *h* + *b* | 8 | `LXCEND\r\n` |
//! | 20 + *h* + *b* | 64 | signature with context `lianxin/file/1`, by the key of the header's certificate, over the SHA-256 of all bytes before it |
//!
//! A file has exactly 84 + *h* + *b* bytes. The header is `{1: kind, 2: file id, 3: certificate, 4?: recipient, 5:
//! practice, 6: b}`: kind 1 is a package, 2 an invitation; the certificate is `[bytes, signature]` of a site's
//! certificate (below); recipient is the id of the reader's party, present in packages only; practice is a truth
//! value and equals the certificate's. Nothing else stands outside the seal.
//!
//! # Parties and statements
//!
//! A party's id is the first half of SHA-256(`lianxin/party/1` ‖ root key), its channel's id the first half of
//! SHA-256(`lianxin/channel/1` ‖ root key).
//!
//! A statement is `[number, bytes, signature]`: the signature is the root key's, with the context below, over the
//! bytes, which are a map of at most [`MAX_STATEMENT`] bytes. Key 1 or 2 names that root key, so that every statement
//! can be verified alone. A statement of an unknown number is passed over, and deliberately neither kept nor passed
//! on: without its context nobody can say who made it, so whoever writes a file could fill all stores with what no
//! party said, and without its meaning nobody can say which older one it replaces. Whoever made it carries it in later
//! files again, so it arrives once the readers are new enough; what old readers must not lose goes into new keys of
//! the statements above, whose bytes are kept as they were signed.
//!
//! | number | context | map |
//! | --- | --- | --- |
//! | 1 card | `lianxin/card/1` | `{1: kind (1 village, 2 township), 2: root key, 3: age recipient (text), 4: name, 5: division code, 6: practice, 7: number}` |
//! | 2 site | `lianxin/site/1` | `{1: root key, 2: site id, 3: site's key, 4: number, 5: reason (1 byte), 6: practice, 7?: site id that it succeeds}` |
//! | 3 grant | `lianxin/grant/1` | `{1: village's root key, 2: township's root key, 3?: number of a policy, 4?: [group numbers, ascending]}` |
//! | 4 policy | `lianxin/policy/1` | `{1: township's root key, 2?: channel id, 3: [group numbers, ascending], 4: own pieces wanted, 5: number}` |
//! | 5 introduction | `lianxin/introduction/1` | `{1: village's root key, 2: township's party id, 3: token (16 bytes)}` |
//!
//! Of two cards, certificates of one site, policies for one channel, or grants to one township, the one with the
//! greater number stands (a grant without key 3 has 0), and with equal numbers the one with the greater bytes. Of a
//! policy for a village's channel and the one for all, that with the greater number stands, and with equal numbers the
//! former. Keys 3 and 4 of a grant stand there both or neither: the groups that the village agreed to when it answered
//! the policy of that number. A village tells the groups that the standing policy names and that it agreed to. A party that changes its kind or its practice mark, or gives a
//! site another key, contradicts itself, and the file is refused. Reasons: 1 first, 2 restored, 3 joined, 4 copied, 5
//! handed over. A township is granted a channel if a grant of its owner, a village, names it, and both cards are
//! known and have one practice mark.
//!
//! # Invitation
//!
//! The body is `{1: [statements: the township's card and policy], 2: token, 3: name of the village, 4: its division
//! code, 5: created}`, at most [`MAX_INVITATION`] bytes, neither sealed nor compressed. Card, policy and the header's
//! certificate name one root key, and the card's kind is 2. Whoever holds the token can be taken in; it is not for
//! display.
//!
//! # Package
//!
//! The body is an age file, sealed to the recipient of the reader's card. Its plaintext, the letter, is
//!
//! | bytes | what |
//! | --- | --- |
//! | 4 | length *m* of the manifest, at most [`MAX_MANIFEST`] |
//! | *m* | manifest, CBOR |
//! | … | sections, compressed: one zstd frame, with a window of at most 2^23 bytes |
//! | 64 | signature with context `lianxin/letter/1`, by the key that signed the file, over the SHA-256 of all bytes of the letter before it |
//!
//! The manifest is `{1: file id, 2: sender's site id, 3: sender's party id, 4: recipient's party id, 5: practice, 6:
//! file number, 7: created, 8: [channel ids, ascending], 9: ranges, 10: entries, 11: supplements, 12: length of the
//! sections inflated, 13: schema (4 bytes), 14: newest container version that the sender reads (2 bytes)}`. 1 to 5
//! equal the header's; 9 to 12 count exactly what follows; 8 names every channel that a section is about (of
//! receipts, each chain's; of own pieces, each that they cover), and may name more. File numbers count the sender's
//! files for this reader, from 1.
//!
//! Inflated, the sections stand one after another, each `[number, skippable, content (bytes)]`, in ascending order
//! but for 3, 4, 5, which alternate: each range is a 3, its 4s and a 5. 6, 7 and 9 may stand there several times. **A
//! reader passes over an unknown section, wherever it stands, whose `skippable` is true, and refuses the file as too
//! new if it is false.** Of the following, 9 is written with true and all others with false; a reader that knows the
//! number refuses a section with the other mark.
//!
//! | number | content |
//! | --- | --- |
//! | 1 statements, at most once | `[statement…]` |
//! | 2 receipts, at most once | `[[bytes, signature]…]` |
//! | 3 range | `[site, channel, number of the first entry, hash of its predecessor]`; for entry 1, and for it alone, the hash is zeros |
//! | 4 bodies | packed `[body…]`: the next entries of the range, as many as suit the writer |
//! | 5 head | `[bytes, signature]`; ends the range, which has an entry at least |
//! | 6 supplements | packed `[[site, channel, [[seq, supplement]…]]…]` |
//! | 7 own | `[owner's party id, [[site, channel, from, to]…], sealed bytes]` |
//! | 8 | reserved for blobs |
//! | 9 branch | `[site, channel, number of the first entry, hash of its predecessor, packed [body…], [head's bytes, signature], [own piece as in section 7, as bytes…]]` |
//!
//! *Packed* means `[forms, strings]`, two byte strings. Unpacked it is one CBOR item: `forms` is that item with every
//! byte string reduced to its head (text stays), `strings` is what the byte strings hold, in their order. Neither has
//! bytes left over.
//!
//! ## Entries
//!
//! An entry's body is `[1, schema, hlc, wall − ms(hlc), author, act, hlc − act id, undoes, [sites, changes], secret,
//! parts]` where ms is `hlc >> 16`; author (an id), undoes (`[site, act id]`) and secret (16 bytes) may be null.
//! Schema and act have 4 bytes; wall is signed, and so is its difference. A change is `[kind, id, [write…], seen?]`,
//! a write `[field, value, dots?, element?]`; kinds and fields have 2 bytes, a value or element is null, a truth
//! value, a signed number of 64 bits, text or bytes. Dots, and `seen`, are `[index, seq, …]` with index 0 for the
//! entry's own site and *n* for the *n*-th of `sites`; there seq may use all of 64 bits, as may the act id of undoes.
//! A part is one of
//!
//! - `[group, [leaf…]]`, whole, its seed from the secret,
//! - `[group, [leaf…], seed]`, whole, if its seed does not follow from the secret or that is null,
//! - `[group, root, count, [[index, salt, leaf, path]…]]`, withheld but for opened leaves (count is 0 if there are none, else
//!   the number of all leaves),
//!
//! and a leaf `[change's index, field, value, dots?, element?]`. Groups are 1 to 255; 0 is what is open, and no part.
//! **The secret is null once a part is withheld or erased**: all salts follow from it, and with them short values
//! could be guessed. If it stands, there is a part at least, and every part's seed follows from it. A reader refuses
//! any other entry or supplement.
//!
//! One entry has one form, and a reader refuses any other: `sites` ascend without the own one; changes, of which
//! there is one at least, ascend by kind and id; writes by field and element, leaves by change's index, field and
//! element; elements come in the order none, false, true, numbers by value, texts and bytes byte by byte; dots by
//! index and seq, each once; parts by group; opened leaves by index. A whole part has a leaf at least. `dots` are missing if
//! there are none and no element; `seen` is missing if it is empty, and `element` if there is none. An entry names no
//! dot of its own site from its own number on, and no index beyond its sites; if no part of it is withheld, every one
//! of its sites is named by a dot. Hence a reader that encodes an entry
//! anew has the bytes that it read.
//!
//! | what | how |
//! | --- | --- |
//! | hash of an entry | SHA-256(`lianxin/entry/1` ‖ SHA-256(header) ‖ SHA-256(open) ‖ for each part by group: group (1 byte) ‖ root) |
//! | header | CBOR `[1, schema, site, channel, seq, hash of the predecessor, hlc, wall, author, act, act id, undoes]` |
//! | open | CBOR `[sites, changes]` |
//! | root of a group | SHA-256(`02` ‖ number of leaves (4 bytes) ‖ top), the top of a tree split as RFC 6962, 2.1 says |
//! | node | SHA-256(`01` ‖ left ‖ right) |
//! | leaf of the tree | SHA-256(`00` ‖ salt ‖ leaf, CBOR) |
//! | path of a leaf | the hashes beside its way to the top, from the bottom (RFC 6962, 2.1.1) |
//! | salt of leaf *i* | first half of SHA-256(`lianxin/salt/1` ‖ seed ‖ *i* (4 bytes)) |
//! | seed of a group | first half of SHA-256(`lianxin/seed/1` ‖ secret ‖ group (1 byte)) |
//!
//! Each entry's predecessor hash is the hash of the entry before it, and the last one's hash is the head's. A head's
//! bytes are `[site, channel, seq, hash]`; the site signs them with context `lianxin/head/1`. A head vouches for its
//! range whoever carries it. The signing key is that of the site's certificate by the channel's owner, or else by a
//! township that is granted the channel.
//!
//! ## Supplements and own pieces
//!
//! A supplement is a body with stand-ins: `[1, 0, 0, 0, null, 0, 0, null, [sites of the entry, changes], secret,
//! parts]`. `changes` are `[0, index as 16 bytes, []]` for the indices from 0 to the greatest that a leaf names.
//! Parts, of which there is one at least, are as in an entry. Put into the entry they replace its withheld part of
//! the same group, or add opened leaves to it, and must leave its hash as it was: each leads to the root that the
//! entry has. The entry stands in this file or came earlier.
//!
//! When a file is opened, a supplement is proved only as far as it goes by itself: its form, and that its opened leaves
//! lead to the root that it names. Whether that is the entry's root shows when it is put in. A reader does so before
//! anything of it is shown or kept, within the one transaction that takes the file in, and drops one that does not fit:
//! another branch of the chain is there. If the entry is not there, it drops the supplement too.
//!
//! An own piece is sealed with age to its owner; inside is one zstd frame, bounded as the sections' is, of packed supplements as in section 6, there with the
//! entry's secret. Its owner is the sender or the reader (of any party between sites of one). Between a village and
//! its township it belongs to the village; whoever does not own it keeps it unread. Its spans name every entry that
//! was looked at, also those that withhold nothing; pieces that later ones, taken together, are about whole are replaced
//! by them. So a piece without supplements, after an erasure, replaces one that had some. Since anybody can seal to its owner, a supplement in it proves nothing by itself
//! either; one that does not fit its entry is dropped by its owner, and the rest put in.
//!
//! ## Branches
//!
//! If a laptop was copied, or put back to an older state, two branches of one chain may be written. Whoever takes in a
//! file and does not take the branch in it keeps that for the party that wrote it, and gives it back in section 9 of its
//! files for that party, until a receipt of it says that it was written again. A branch is consecutive entries of one
//! chain, one at least, up to a head that their site signed, as a range is; but the manifest does not count them, and
//! they are not entries of the reader's copy of the chain. They are as visible as their keeper has them; the pieces say
//! the rest to their owner. The first one's predecessor stands in both branches, unless the keeper does not have it. The
//! sections 9 of a file have no more than [`MAX_SECTION`] bytes and [`MAX_BRANCH_ENTRIES`] entries together; what is
//! beyond that waits for a later file, and a branch that is longer by itself stays with its keeper. Between laptops of
//! one party they are passed on.
//!
//! A sender's own receipt tells of the head of each branch that it gives back, under key 8: a reader passes over one of
//! which it does not, since that may stand with the sender. Who writes a branch again under a new name, with new stamps,
//! is for its party to decide: this program does where it goes on from the laptop that wrote it, or once it is half a
//! year old.
//!
//! ## Receipts
//!
//! The bytes of a receipt are `{1: issuer's party id, 2: issuer's site id, 3: number, 4: reader's party id, 5:
//! created, 6: [chain…], 7: [[site, file number, taken in at]…]}`, signed by the issuing site with context
//! `lianxin/receipt/1`. The reader's party is that of the file. A chain is `{1: site, 2: channel, 3: upto, 4: hash of
//! entry upto, 5?: [[seq, reason]…], 6?: [seq…] in conflict, 7?: [[from, to]…] waiting, 8?: [[seq, hash]…] heads of
//! other branches, 9?: [[from, to]…] partial, 10?: [[seq, hash]…] rewritten}`; reasons (1 byte): 0 not told, 1 not certified, 2 the other side's, 3
//! beyond the year 2100. If upto is 0 the hash is zeros. Chains ascend by channel and site, files by site, lists by
//! their items; one entry is refused for one reason, and neither what waits nor what is partial overlaps.
//!
//! A receipt gives each entry one mark: *waiting* if it lies in 7; else *missing* beyond upto; else *refused* if it
//! stands in 5, *in conflict* if in 6, and *received*. It says nothing where the reader's own copy of the chain has
//! another hash at upto. Besides, an entry may be *partial*: the issuer's party wrote it, and the issuer, to whom it came
//! back from the other party, holds no more of it than that party may see. Another site of the issuer's party carries
//! it once more, whole; the other party adds the own pieces about it that it keeps. *Rewritten* are heads of branches, up
//! to which the issuer wrote all entries again under a name of its own: nobody needs to keep them any more.
//!
//! # Digits
//!
//! A fingerprint stands for a key (a party's root key, a site's key) and is compared by telephone; a check code
//! stands for a whole file and finds mistakes, no forger. Both are groups of six digits, 5 for a fingerprint and 2
//! for a check code: the first 16 bytes of SHA-256(context ‖ `00` ‖ key or file) as a number, modulo 10^(5 × groups),
//! written with leading zeros and cut into fives; each is followed by H. M. Damm's check digit. That begins at the
//! number of the group, from 0, and takes for each digit *d* the *d*-th of the row where it is:
//!
//! ```text
//! 0317598642 7092154863 4206871359 1750983426 6123045978 3674209581 5869720134 8945362017 9438617205 2581436790
//! ```
//!
//! The contexts are `lianxin/fingerprint/1` and `lianxin/check-code/1`.
//!
//! # What a reader checks, in this order
//!
//! Length, magic, version, header; the certificate's signature; the file's signature; that reader and practice mark
//! are its own, and that the sender's party is known (or may introduce itself); the seal; the letter's signature; the
//! manifest against the header; statements; the introduction of a sender that is not known; that the sender may carry
//! each channel (a village its own to its township, a township a village's back to it, sites of one party all that
//! their party writes); every entry's form, every chain, head, receipt and supplement; the counts. Only then anything
//! is used.
//!
//! A file carries the statements that its reader needs to check it, but may lean on what the reader knows. Sites of
//! the reader's own party vouch for anybody; of others, only what they say of themselves and what known parties say
//! is heard, and the rest left out.
//!
//! # Versions
//!
//! What older readers may miss goes into new map keys, new statements or skippable sections. What they must not miss
//! goes into sections that are not skippable, or raises the version. A writer sees in the manifests that it receives
//! which container version and schema the other side knows. What an older program does with what it does not know:
//!
//! | what is new | what an older program does |
//! | --- | --- |
//! | version of the container, kind of file, section that is not skippable, version of an entry, kind of party | refuses the whole file and says that a newer program is needed; nothing is taken in |
//! | map key | passes over it; in what is signed its bytes are kept, and go on with it |
//! | statement | passes over it, and does not pass it on |
//! | skippable section | passes over it, and does not pass it on |
//! | kind, field, act or group of an entry | takes the entry in, keeps and passes on all of it; it is shown after the upgrade |
//! | reason of a certificate or of a refusal | keeps the number |
//! | schema | nothing: it is told, not asked |
//!
//! Reserved are section 8, and every number, map key and context that is not used above. Version 0 of anything is
//! damage. A number that was in use is never given another meaning.
//!
//! # Limits
//!
//! Readers refuse what is above these, before memory or time is spent on it.
//!
//! | limit | value | of what |
//! | --- | --- | --- |
//! | [`MAX_FILE`] | 67108864 | bytes of a file, and of a letter |
//! | [`MAX_HEADER`] | 8192 | bytes of a header |
//! | [`MAX_INVITATION`] | 65536 | bytes of an invitation's body |
//! | [`MAX_MANIFEST`] | 262144 | bytes of a manifest |
//! | [`MAX_INFLATED`] | 536870912 | bytes of all sections, inflated |
//! | [`MAX_SECTION`] | 17825792 | bytes of a section's content, and of an own piece unsealed |
//! | [`MAX_SECTIONS`] | 65536 | sections, unknown ones included |
//! | [`MAX_ENTRIES`] | 1000000 | entries of a package, and supplements |
//! | [`MAX_CHAINS`] | 4096 | channels, ranges, receipts of a package; chains, files of a receipt; spans of an own piece |
//! | [`MAX_LIST`] | 100000 | items of one list of a receipt's chain |
//! | [`MAX_BRANCH_ENTRIES`] | 30000 | entries of all branches in a file |
//! | [`MAX_STATEMENTS`] | 4096 | statements of a package or an invitation |
//! | [`MAX_STATEMENT`] | 4096 | bytes of a statement |
//! | [`MAX_OWN_INFLATED`] | 17825792 | bytes of an own piece, inflated |
//! | [`MAX_NAME`] | 200 | bytes of a name |
//! | [`WINDOW_LOG_MAX`] | 23 | bits of zstd's window |
//! | [`journal::MAX_ENTRY_BYTES`] | 16777216 | bytes of an entry's body, and of a supplement |
//! | [`journal::MAX_CHANGES`] | 100000 | changes of an entry |
//!
//! A policy names at most 255 groups. An entry beyond the year 2100 ([`journal::MAX_HLC`]) is read, and refused in
//! the receipt.
//!
//! # Test vectors
//!
#![doc = include_str!("format/vectors.md")]

#[cfg(test)]
mod vectors;

/// The version of the container that this program writes, and the newest that it reads.
pub const VERSION: u16 = 1;
/// The largest file, in bytes.
pub const MAX_FILE: u64 = 64 << 20;
/// The largest header, in bytes.
pub const MAX_HEADER: usize = 8 << 10;
/// The largest body of an invitation, in bytes.
pub const MAX_INVITATION: usize = 64 << 10;
/// The largest manifest, in bytes.
pub const MAX_MANIFEST: usize = 256 << 10;
/// The most bytes that the sections of a package inflate to.
pub const MAX_INFLATED: u64 = 512 << 20;
/// The largest section, in bytes before compression: room for one entry of the largest size.
pub const MAX_SECTION: u64 = 17 << 20;
/// The most sections of a package.
pub const MAX_SECTIONS: u64 = 65_536;
/// The most entries of a package, and the most supplements.
pub const MAX_ENTRIES: u64 = 1_000_000;
/// The most chains that a receipt tells of, ranges or receipts that a package carries, and channels that it is about.
pub const MAX_CHAINS: u64 = 4_096;
/// The most items in one list of a receipt.
pub const MAX_LIST: u64 = 100_000;
/// The most entries of all branches in a file: more than a village writes in a year.
pub const MAX_BRANCH_ENTRIES: u64 = 30_000;
/// The most statements in one section.
pub const MAX_STATEMENTS: u64 = 4_096;
/// The largest signed content of a statement, in bytes.
pub const MAX_STATEMENT: usize = 4 << 10;
/// The most bytes that an own piece inflates to: room for one supplement of the largest size.
pub const MAX_OWN_INFLATED: u64 = 17 << 20;
/// The longest name, in bytes.
pub const MAX_NAME: usize = 200;
/// The largest window that a reader of compressed bytes grants: 2^23 bytes.
pub const WINDOW_LOG_MAX: u32 = 23;

/// The deepest nesting of CBOR.
pub(crate) const MAX_DEPTH: u8 = 8;

/// The level of compression that this program writes with.
pub(crate) const LEVEL: i32 = 3;
/// How many bytes of bodies make a section.
pub(crate) const CHUNK: usize = 256 << 10;
/// How many bytes of supplements make an own piece.
pub(crate) const OWN_GATHERED: usize = 8 << 20;

pub(crate) const MAGIC: &[u8; 8] = b"\x89LXC\r\n\x1a\n";
pub(crate) const END: &[u8; 8] = b"LXCEND\r\n";
/// Magic, version and length of the header.
pub(crate) const PREFIX: usize = 12;
pub(crate) const SIGNATURE: usize = 64;
pub(crate) const SIGNATURE_AND_END: usize = END.len() + SIGNATURE;

pub(crate) const PARTY_CONTEXT: &str = "lianxin/party/1";
pub(crate) const CHANNEL_CONTEXT: &str = "lianxin/channel/1";
pub(crate) const FILE_CONTEXT: &str = "lianxin/file/1";
pub(crate) const LETTER_CONTEXT: &str = "lianxin/letter/1";
