//! The bytes of `.lxc` files, version 1, exactly. What is here is frozen: files written today open for ever.
//!
//! Numbers are big-endian. `‖` joins bytes. SHA-256 is FIPS 180-4, Ed25519 is RFC 8032 (verified strictly), zstd is
//! RFC 8878, age is [age v1](https://age-encryption.org/v1) in binary with X25519 recipients. An id has 16 bytes, a
//! hash or key 32, a signature 64. CBOR is RFC 8949 in its deterministic form (4.2.1): shortest heads, definite
//! lengths; no tags, no floats, nesting to depth 8; map keys are unsigned, ascending. `{1: a, 2?: b}` is a map of
//! which key 2 may be missing; **a reader passes over map keys that it does not know.** A signature *with context c
//! over m* is Ed25519 over `length of c (8 bytes) ‖ c ‖ m`.
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
//! A file has exactly 84 + *h* + *b* bytes. The header is `{1: kind, 2: file id, 3: certificate, 4?: recipient,
//! 5: practice, 6: b}`: kind 1 is a package, 2 an invitation; the certificate is `[bytes, signature]` of a site's
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
//! can be verified alone. A statement of an unknown number is passed over.
//!
//! | number | context | map |
//! | --- | --- | --- |
//! | 1 card | `lianxin/card/1` | `{1: kind (1 village, 2 township), 2: root key, 3: age recipient (text), 4: name, 5: division code, 6: practice, 7: number}` |
//! | 2 site | `lianxin/site/1` | `{1: root key, 2: site id, 3: site's key, 4: number, 5: reason, 6: practice, 7?: site id that it succeeds}` |
//! | 3 grant | `lianxin/grant/1` | `{1: village's root key, 2: township's root key}` |
//! | 4 policy | `lianxin/policy/1` | `{1: township's root key, 2?: channel id, 3: [group numbers, ascending], 4: own pieces wanted, 5: number}` |
//! | 5 introduction | `lianxin/introduction/1` | `{1: village's root key, 2: township's party id, 3: token (16 bytes)}` |
//!
//! Of two cards, certificates of one site, or policies for one channel, the one with the greater number stands, and
//! with equal numbers the one with the greater bytes. Reasons: 1 first, 2 restored, 3 joined, 4 copied, 5 handed over.
//!
//! # Invitation
//!
//! The body is `{1: [statements: the township's card and policy], 2: token, 3: name of the village, 4: its division
//! code, 5: created}`, at most [`MAX_INVITATION`] bytes, neither sealed nor compressed. Card, policy and the header's
//! certificate name one root key. Times here and below are milliseconds since 1970 by the writer's clock, for display.
//!
//! # Package
//!
//! The body is an age file, sealed to the recipient of the reader's card. Its plaintext, the letter, is
//!
//! | bytes | what |
//! | --- | --- |
//! | 4 | length *m* of the manifest, at most [`MAX_MANIFEST`] |
//! | *m* | manifest, CBOR |
//! | … | sections, compressed by zstd with a window of at most 2^23 bytes |
//! | 64 | signature with context `lianxin/letter/1`, by the key that signed the file, over the SHA-256 of all bytes of the letter before it |
//!
//! The manifest is `{1: file id, 2: sender's site id, 3: sender's party id, 4: recipient's party id, 5: practice,
//! 6: file number, 7: created, 8: [channel ids, ascending], 9: ranges, 10: entries, 11: supplements, 12: length of the
//! sections inflated, 13: schema, 14: newest container version that the sender reads}`. 1 to 5 equal the header's;
//! 9 to 12 count exactly what follows; 8 names every channel that a section is about.
//!
//! Inflated, the sections stand one after another, each `[number, skippable, content (bytes)]`, in ascending order
//! with 3, 4, 5 repeating. **A reader passes over an unknown section whose `skippable` is true, and refuses the file as
//! too new if it is false.** All of the following are written with false.
//!
//! | number | content |
//! | --- | --- |
//! | 1 statements, at most once | `[statement…]` |
//! | 2 receipts, at most once | `[[bytes, signature]…]` |
//! | 3 range | `[site, channel, number of the first entry, hash of its predecessor]`; for entry 1 the hash is zeros |
//! | 4 bodies | packed `[body…]`: the next entries of the range, as many as suit the writer |
//! | 5 head | `[bytes, signature]`; ends the range |
//! | 6 supplements | packed `[[site, channel, [[seq, supplement]…]]…]` |
//! | 7 own | `[owner's party id, [[site, channel, from, to]…], sealed bytes]` |
//! | 8 | reserved for blobs |
//!
//! *Packed* means `[forms, strings]`, two byte strings. Unpacked it is one CBOR item: `forms` is that item with every
//! byte string reduced to its head (text stays), `strings` is what the byte strings hold, in their order.
//!
//! ## Entries
//!
//! The crate `journal` defines an entry's body and hash; in short: a body is `[1, schema, hlc, wall − ms(hlc), author,
//! act, hlc − act id, undoes, [sites, changes], secret, parts]` where ms is `hlc >> 16`; author, undoes (`[site, id]`)
//! and secret may be null. A change is `[kind, id, [write…], seen?]`, a write `[field, value, dots?, element?]`; dots
//! are `[index, seq, …]` with index 0 for the entry's own site and *n* for the *n*-th of `sites`. A part is one of
//!
//! - `[group, [leaf…]]`, whole, its seed from the secret,
//! - `[group, [leaf…], seed]`, whole,
//! - `[group, root, count, [[index, salt, leaf, path]…]]`, withheld but for opened leaves (count is 0 if there are none),
//!
//! and a leaf `[change's index, field, value, dots?, element?]`.
//!
//! | what | how |
//! | --- | --- |
//! | hash of an entry | SHA-256(`lianxin/entry/1` ‖ SHA-256(header) ‖ SHA-256(open) ‖ for each part by group: group (1 byte) ‖ root) |
//! | header | CBOR `[1, schema, site, channel, seq, hash of the predecessor, hlc, wall, author, act, act id, undoes]` |
//! | open | CBOR `[sites, changes]` |
//! | root of a group | SHA-256(`02` ‖ number of leaves (4 bytes) ‖ top), the top of a tree split as RFC 6962, 2.1 says |
//! | node | SHA-256(`01` ‖ left ‖ right) |
//! | leaf of the tree | SHA-256(`00` ‖ salt ‖ leaf, CBOR) |
//! | salt of leaf *i* | first half of SHA-256(`lianxin/salt/1` ‖ seed ‖ *i* (4 bytes)) |
//! | seed of a group | first half of SHA-256(`lianxin/seed/1` ‖ secret ‖ group (1 byte)) |
//!
//! Each entry's predecessor hash is the hash of the entry before it, and the last one's hash is the head's. A head's
//! bytes are `[site, channel, seq, hash]`; the site signs them with context `lianxin/head/1`. A head vouches for its
//! range whoever carries it. The signing key is that of the site's certificate by the channel's owner, or else by a
//! township that the owner, a village, granted its channel.
//!
//! ## Supplements and own pieces
//!
//! A supplement is a body with stand-ins: `[1, 0, 0, 0, null, 0, 0, null, [sites of the entry, changes], secret,
//! parts]`. `changes` are `[0, index as 16 bytes, []]` for the indices from 0 to the greatest that a leaf names. Parts
//! are as in an entry. Put into the entry they replace its withheld part of the same group, or add opened leaves to
//! it, and must leave its hash as it was.
//!
//! An own piece is sealed with age to its owner; inside is zstd of packed supplements as in section 6. Between a
//! village and its township it belongs to the village; whoever does not own it keeps it unread. A later piece about
//! the same entries replaces an earlier one.
//!
//! ## Receipts
//!
//! The bytes of a receipt are `{1: issuer's party id, 2: issuer's site id, 3: number, 4: reader's party id, 5: created,
//! 6: [chain…], 7: [[site, file number, taken in at]…]}`, signed by the issuing site with context `lianxin/receipt/1`.
//! A chain is `{1: site, 2: channel, 3: upto, 4: hash of entry upto, 5?: [[seq, reason]…], 6?: [seq…] in conflict,
//! 7?: [[from, to]…] waiting, 8?: [[seq, hash]…] heads of other branches}`; reasons: 1 not certified, 2 the other
//! side's, 3 beyond the year 2100. Chains ascend by channel and site, files by site, lists by their items.
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
//! # Versions
//!
//! What older readers may miss goes into new map keys, new statements or skippable sections. What they must not miss
//! goes into sections that are not skippable, or raises the version; both end in the answer that a newer program is
//! needed. An entry of a newer version ends so too. A writer sees in the manifests that it receives which container
//! version and schema the other side knows.
//!
//! # Test vectors
//!
//! `tests/golden` holds an invitation and packages of version 1 with the keys that open them.
//!
//! # Limits
//!
//! Readers refuse what is above these, before memory or time is spent on it.

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
/// The most entries of a package.
pub const MAX_ENTRIES: u64 = 1_000_000;
/// The most chains that a receipt tells of, ranges or receipts that a package carries, and channels that it is about.
pub const MAX_CHAINS: u64 = 4_096;
/// The most items in one list of a receipt.
pub const MAX_LIST: u64 = 100_000;
/// The most statements in one section.
pub const MAX_STATEMENTS: u64 = 4_096;
/// The largest signed content of a statement, in bytes.
pub const MAX_STATEMENT: usize = 4 << 10;
/// The most bytes that an own piece inflates to.
pub const MAX_OWN_INFLATED: u64 = 32 << 20;
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
