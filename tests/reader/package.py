"""What stands inside the seal of a package: the letter, its sections, and everything in them, verified."""

from hashlib import sha256

import zstandard

import trust
from cbor import (
    ARRAY,
    BYTES,
    SIMPLE,
    Fault,
    array,
    ascending,
    decode,
    digest,
    head,
    i64,
    ident,
    number,
    raw,
    signature,
    table,
    truth,
    tuple_of,
    u8,
    u16,
    u32,
    unpack,
    within,
)
from container import MAX_FILE
from entries import Entry, Supplement
from trust import Trust, verify

STATEMENTS, RECEIPTS, RANGE, BODIES, HEAD, SUPPLEMENTS, OWN = range(1, 8)
BRANCH = 9
MAX_MANIFEST, MAX_INFLATED, MAX_SECTION, MAX_OWN = 256 << 10, 512 << 20, 17 << 20, 17 << 20
MAX_SECTIONS, MAX_ENTRIES, MAX_CHAINS, MAX_LIST = 65_536, 1_000_000, 4_096, 100_000
MAX_BRANCH_ENTRIES = 30_000
WINDOW = 1 << 23
# A step of what is compressed: bounds what comes out of it before that is counted.
STEP = 1 << 10


def _rising(shape, most, key, what):
    """A list whose items ascend."""

    def check(value):
        items = array(shape, most)(value)
        if not ascending(items, key):
            raise Fault(f"{what} do not ascend")
        return items

    return check


def _spans(what):
    """A list of runs from-to that ascend and do not overlap."""

    def check(value):
        spans = array(tuple_of(number, number), MAX_LIST)(value)
        ends = [end for span in spans for end in span]
        apart = all(before[1] < after[0] for before, after in zip(spans, spans[1:]))
        if not apart or ends != sorted(ends) or 0 in ends:
            raise Fault(f"{what} is not told from-to in order")
        return spans

    return check


MANIFEST = table(
    {
        1: ("file", ident),
        2: ("site", ident),
        3: ("party", ident),
        4: ("recipient", ident),
        5: ("practice", truth),
        6: ("number", number),
        7: ("created", i64),
        8: ("channels", _rising(ident, MAX_CHAINS, lambda one: one, "the channels")),
        9: ("ranges", number),
        10: ("entries", number),
        11: ("supplements", number),
        12: ("inflated", number),
        13: ("schema", u32),
        14: ("reads", u16),
    }
)
CHAIN = table(
    {1: ("site", ident), 2: ("channel", ident), 3: ("upto", number), 4: ("hash", digest)},
    {
        5: ("refused", _rising(tuple_of(number, u8), MAX_LIST, lambda one: one[0], "refused entries")),
        6: ("conflict", _rising(number, MAX_LIST, lambda one: one, "entries in conflict")),
        7: ("waiting", _spans("what waits")),
        8: ("branches", _rising(tuple_of(number, digest), MAX_LIST, lambda one: one, "branches")),
        9: ("partial", _spans("what is partial")),
        10: ("rewritten", _rising(tuple_of(number, digest), MAX_LIST, lambda one: one, "branches written again")),
    },
)
RECEIPT = table(
    {
        1: ("party", ident),
        2: ("site", ident),
        3: ("number", number),
        4: ("reader", ident),
        5: ("created", i64),
        6: ("chains", _rising(CHAIN, MAX_CHAINS, lambda one: (one["channel"], one["site"]), "the chains")),
        7: ("files", _rising(tuple_of(ident, number, i64), MAX_CHAINS, lambda one: one[0], "the files")),
    }
)
PLACE = tuple_of(ident, ident, number, digest)
BRANCH_PARTS = tuple_of(
    ident, ident, number, digest, raw(), tuple_of(raw(), signature), array(raw(), MAX_CHAINS)
)
OWN_PIECE = tuple_of(ident, array(tuple_of(ident, ident, number, number), MAX_CHAINS), raw())


def inflate(compressed, most):
    """What the one zstd frame holds, at most so many bytes."""
    try:
        inflater = zstandard.ZstdDecompressor(max_window_size=WINDOW).decompressobj()
        plain = bytearray()
        for at in range(0, len(compressed), STEP):
            plain += inflater.decompress(compressed[at : at + STEP])
            if len(plain) > most:
                raise Fault(f"more than {most} bytes are compressed")
            if inflater.eof:
                break
    except zstandard.ZstdError as error:
        raise Fault("what is compressed cannot be inflated") from error
    if not inflater.eof or inflater.unused_data or at + STEP < len(compressed):
        raise Fault("what is compressed is not one frame")
    return bytes(plain)


def supplements(content):
    """The supplements of a packed list."""
    found = []
    for site, channel, items in array(tuple_of(ident, ident, array(tuple_of(number, list_of))))(unpack(content)):
        found += [Supplement(body, site, channel, seq) for seq, body in items]
    return found


def list_of(value):
    """Any list: its shape is looked at elsewhere."""
    if type(value) is not list:
        raise Fault("a list is missing")
    return value


def chained(bodies, place):
    """The entries of a list that follow one another from a place on, by their places; and the place behind them."""
    site, channel, seq, previous = place
    entries = {}
    for body in list_of(bodies):
        with within(f"entry {seq} of site {site.hex()}"):
            entry = Entry(body, site)
            entry.check_dots(seq)
            entry.check_sites()
        previous = entry.hash(channel, seq, previous)
        entries[site, channel, seq] = entry
        seq += 1
    return entries, (site, channel, seq, previous)


class Package:
    """A package that was opened and verified with what it carries, and with the statements that are known already."""

    def __init__(self, file, identity, known):
        self.file, self.identity, self.trust = file, identity, Trust()
        self.receipts, self.ranges, self.entries, self.supplements = [], [], {}, []
        self.pieces, self.opened_pieces, self.own = 0, 0, []
        self.branches, self.branch_bytes, self.branch_entries = [], 0, 0
        self.place = None
        plain = identity.open(file.body, MAX_FILE)
        if plain is None:
            raise Fault("the package is sealed to somebody else")
        with within("letter"):
            sections = self._letter(plain)
        for what, content in [*known, ("site", file.cert)]:
            self.trust.add(what, content)
        listed = list(self._sections(sections))
        self._walk(listed)
        self._finish()

    def _letter(self, plain):
        """Verifies the letter against the header; what its sections are compressed to."""
        signed, mark = plain[:-64], plain[-64:]
        if len(plain) < 68:
            raise Fault("it is cut short")
        verify(self.file.key, b"lianxin/letter/1", sha256(signed).digest(), mark, "letter")
        length = int.from_bytes(signed[:4], "big")
        if length > MAX_MANIFEST or 4 + length > len(signed):
            raise Fault(f"the manifest is cut short, or longer than {MAX_MANIFEST} bytes")
        with within("manifest"):
            self.manifest = manifest = MANIFEST(decode(signed[4 : 4 + length]))
            for field in ("file", "site", "party", "recipient", "practice"):
                if manifest[field] != getattr(self.file, field):
                    raise Fault(f"the {field} is not that of the header")
            for field, most in (("inflated", MAX_INFLATED), ("entries", MAX_ENTRIES), ("supplements", MAX_ENTRIES)):
                if manifest[field] > most:
                    raise Fault(f"{field} is beyond {most}")
        inflated = inflate(signed[4 + length :], manifest["inflated"])
        if len(inflated) != manifest["inflated"]:
            raise Fault(f"the sections have {len(inflated)} bytes; the manifest says {manifest['inflated']}")
        return inflated

    @staticmethod
    def _sections(data):
        """The known sections as number and content, in their order."""
        at, count, stage = 0, 0, 0
        while at < len(data):
            count += 1
            heads = []
            for _ in range(4):
                *one, at = head(data, at)
                heads.append(tuple(one))
            outer, (kind, which), skippable, (content_kind, length) = heads
            shaped = outer == (ARRAY, 3) and kind == 0 and skippable in ((SIMPLE, 20), (SIMPLE, 21))
            if not shaped or content_kind != BYTES:
                raise Fault(f"section {count} is malformed")
            if length > MAX_SECTION or at + length > len(data) or count > MAX_SECTIONS:
                raise Fault(f"section {count} is cut short or beyond its limit")
            content, at = data[at : at + length], at + length
            if which not in range(STATEMENTS, OWN + 1) and which != BRANCH:
                if skippable == (SIMPLE, 20):
                    raise Fault(f"a section of number {which} needs a newer reader")
                continue
            if (skippable == (SIMPLE, 21)) != (which == BRANCH):
                raise Fault(f"a section of number {which} is marked wrongly")
            place = RANGE if which in (BODIES, HEAD) else which
            if place < stage or (place == stage and place in (STATEMENTS, RECEIPTS)):
                raise Fault(f"section {count}, of number {which}, is out of order")
            stage = place
            yield which, content

    def _walk(self, sections):
        if sections and sections[0][0] == STATEMENTS:
            with within("statements"):
                for one in trust.statements(decode(sections.pop(0)[1])):
                    self.trust.add(*one)
        self._check_parties()
        for channel in self.manifest["channels"]:
            self._check_channel(channel)
        readers = {
            RECEIPTS: self._receipts,
            RANGE: self._begin,
            BODIES: self._bodies,
            HEAD: self._end,
            SUPPLEMENTS: self._supplements,
            OWN: self._own,
            BRANCH: self._branch,
        }
        for which, content in sections:
            if (which in (BODIES, HEAD)) != (self.place is not None):
                raise Fault("a range is not begun, or not ended by a head")
            with within(readers[which].__name__[1:]):
                readers[which](content)
        if self.place is not None:
            raise Fault("the last range is not ended by a head")

    def _check_parties(self):
        card = self.trust.cards.get(self.manifest["recipient"])
        if card and card["recipient"] != self.identity.recipient:
            raise Fault("the identity is not the one on the recipient's card")
        for party in (self.manifest["party"], self.manifest["recipient"]):
            if party in self.trust.cards and self.trust.cards[party]["practice"] != self.file.practice:
                raise Fault("practice and real work are mixed")

    def _check_channel(self, channel):
        """Between a village and a township only the village's channel travels; a party's own sites pass on all."""
        owner = self.trust.owner(channel)
        sender, reader = self.manifest["party"], self.manifest["recipient"]
        if sender == reader:
            fits = owner["party"] == reader or self.trust.is_granted(owner["party"], reader)
        elif owner["party"] == reader:
            fits = self.trust.is_granted(reader, sender)
        else:
            fits = owner["party"] == sender and owner["kind"] == trust.VILLAGE
        if not fits:
            raise Fault(f"the sender may not carry channel {channel.hex()} to this reader")

    def _check_listed(self, channel):
        if channel not in self.manifest["channels"]:
            raise Fault(f"channel {channel.hex()} is not in the manifest")

    def _receipts(self, content):
        for data, mark in array(tuple_of(raw(), signature), MAX_CHAINS)(decode(content)):
            receipt = RECEIPT(decode(data))
            cert = self.trust.issuer(receipt["party"], receipt["site"])
            verify(cert["key"], b"lianxin/receipt/1", data, mark, "receipt")
            if receipt["reader"] != self.manifest["recipient"]:
                raise Fault("a receipt is for somebody else")
            for chain in receipt["chains"]:
                self._check_listed(chain["channel"])
            self.receipts.append(receipt)

    def _begin(self, content):
        site, channel, seq, previous = PLACE(decode(content))
        self._check_listed(channel)
        if seq == 0 or (seq == 1) != (previous == bytes(32)):
            raise Fault("only the first entry has no predecessor, and it has none")
        if len(self.ranges) == MAX_CHAINS:
            raise Fault(f"there are more than {MAX_CHAINS} ranges")
        self.place, self.start = (site, channel, seq, previous), seq

    def _bodies(self, content):
        entries, self.place = chained(unpack(content), self.place)
        self.entries |= entries

    def _end(self, content):
        data, mark = tuple_of(raw(), signature)(decode(content))
        told = tuple(PLACE(decode(data)))
        site, channel, seq, previous = self.place
        verify(self.trust.writer(*told[:2])["key"], b"lianxin/head/1", data, mark, "head")
        if told != (site, channel, seq - 1, previous) or seq == self.start:
            raise Fault(f"the entries from {self.start} on do not lead to the head that is signed for entry {told[2]}")
        self.ranges.append({"site": site, "channel": channel, "from": self.start, "to": seq - 1, "head": previous})
        self.place = None

    def _supplements(self, content):
        for supplement in supplements(content):
            self._check_listed(supplement.place[1])
            self.supplements.append(supplement)

    def _own(self, content):
        self.pieces += 1
        opened = self._piece(content)
        if opened is not None:
            self.opened_pieces += 1
            self.own += opened

    def _piece(self, content):
        """The supplements of a sealed piece, if its reader can open it."""
        owner, covers, sealed = OWN_PIECE(decode(content))
        for _, channel, _, _ in covers:
            self._check_listed(channel)
        sender, reader = self.manifest["party"], self.manifest["recipient"]
        if owner not in (sender, reader) and sender != reader:
            raise Fault("a sealed piece belongs to neither side")
        plain = self.identity.open(sealed, MAX_SECTION) if owner == reader else None
        return None if plain is None else supplements(inflate(plain, MAX_OWN))

    def _branch(self, content):
        self.branch_bytes += len(content)
        if self.branch_bytes > MAX_SECTION:
            raise Fault(f"the branches have more than {MAX_SECTION} bytes together")
        site, channel, start, previous, bodies, (data, mark), pieces = BRANCH_PARTS(decode(content))
        self._check_listed(channel)
        if start == 0 or (start == 1) != (previous == bytes(32)):
            raise Fault("only the first entry has no predecessor, and it has none")
        entries, (_, _, seq, previous) = chained(unpack(bodies), (site, channel, start, previous))
        told = tuple(PLACE(decode(data)))
        verify(self.trust.writer(*told[:2])["key"], b"lianxin/head/1", data, mark, "head")
        if told != (site, channel, seq - 1, previous) or not entries:
            raise Fault("the entries do not lead to the head that is signed")
        for piece in pieces:
            for supplement in self._piece(piece) or []:
                if supplement.place in entries:
                    supplement.check_against(entries[supplement.place])
        self.branch_entries += len(entries)
        if self.branch_entries > MAX_BRANCH_ENTRIES:
            raise Fault(f"the branches have more than {MAX_BRANCH_ENTRIES} entries together")
        self.branches.append(
            {"site": site, "channel": channel, "from": start, "to": seq - 1, "head": previous, "pieces": len(pieces)}
        )

    def _finish(self):
        counted = (len(self.ranges), sum(one["to"] - one["from"] + 1 for one in self.ranges), len(self.supplements))
        said = tuple(self.manifest[field] for field in ("ranges", "entries", "supplements"))
        if counted != said:
            raise Fault(f"ranges, entries and supplements are {counted}; the manifest says {said}")
        for supplement in [*self.supplements, *self.own]:
            if supplement.place in self.entries:
                supplement.check_against(self.entries[supplement.place])
