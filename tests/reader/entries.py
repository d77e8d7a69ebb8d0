"""Entries of the journal: their form, and the hash that holds whatever is withheld."""

from hashlib import sha256

from cbor import (
    Fault,
    array,
    ascending,
    digest,
    encode,
    i64,
    ident,
    nullable,
    number,
    tuple_of,
    u8,
    u16,
    u32,
    u64,
)

VERSION = 1
MAX_BYTES, MAX_CHANGES = 16 << 20, 100_000


def half(*parts):
    """The first half of a hash."""
    return sha256(b"".join(parts)).digest()[:16]


def seed_of(secret, group):
    return half(b"lianxin/seed/1", secret, bytes([group]))


def salt_of(seed, index):
    return half(b"lianxin/salt/1", seed, index.to_bytes(4, "big"))


def leaf_hash(salt, leaf):
    return sha256(b"\0" + salt + encode(leaf)).digest()


def _node(left, right):
    return sha256(b"\1" + left + right).digest()


def _split(count):
    return 1 << ((count - 1).bit_length() - 1)


def _top(leaves):
    if len(leaves) == 1:
        return leaves[0]
    left = _split(len(leaves))
    return _node(_top(leaves[:left]), _top(leaves[left:]))


def _close(count, top):
    return sha256(b"\2" + count.to_bytes(4, "big") + top).digest()


def root_of(seed, leaves):
    """The root of a group that is whole."""
    return _close(len(leaves), _top([leaf_hash(salt_of(seed, index), leaf) for index, leaf in enumerate(leaves)]))


def root_by_path(leaf, index, count, path):
    """The root that an opened leaf leads to; its path is told from the bottom."""

    def climb(index, count, path):
        if count == 1:
            if path:
                raise Fault("the path of an opened leaf is too long")
            return leaf
        if not path:
            raise Fault("the path of an opened leaf is too short")
        left, beside, below = _split(count), path[-1], path[:-1]
        if index < left:
            return _node(climb(index, left, below), beside)
        return _node(beside, climb(index - left, count - left, below))

    if index >= count:
        raise Fault("an opened leaf lies outside its group")
    return _close(count, climb(index, count, path))


def value(item):
    """A value: null, a truth value, a whole number, text or bytes."""
    if type(item) is int:
        return i64(item)
    if item is not None and type(item) not in (bool, str, bytes):
        raise Fault("a value is of no known type")
    return item


def _order(element):
    """Elements come in the order none, truth values, numbers, texts, bytes."""
    if element is None:
        return (0, 0)
    ranks = {bool: 1, int: 2, str: 3, bytes: 4}
    return (ranks[type(element)], element.encode() if type(element) is str else element)


class Entry:
    """An entry, or a supplement, which has the same form."""

    def __init__(self, body, site):
        if type(body) is not list or not body:
            raise Fault("it is no list")
        if u64(body[0]) > VERSION:
            raise Fault(f"it has version {body[0]}, which needs a newer reader")
        if body[0] != VERSION or len(body) != 11:
            raise Fault("it is malformed")
        if len(encode(body)) > MAX_BYTES:
            raise Fault(f"it is longer than {MAX_BYTES} bytes")
        self.site, self.open, self.named = site, body[8], []
        self.schema, self.hlc = u32(body[1]), number(body[2])
        self.wall = i64((self.hlc >> 16) + i64(body[3]))
        self.author = nullable(ident)(body[4])
        self.act, self.since = u32(body[5]), u64(body[6])
        if self.since > self.hlc:
            raise Fault("its act began before 1970")
        self.undoes = nullable(tuple_of(ident, u64))(body[7])
        self.sites, self.changes = tuple_of(array(ident), array(self._change, MAX_CHANGES))(body[8])
        if not ascending(self.sites) or site in self.sites:
            raise Fault("its sites do not ascend, or it is among them itself")
        if not self.changes or not ascending(self.changes, lambda change: (change[0], change[1])):
            raise Fault("its changes are none or do not ascend")
        self.secret = nullable(ident)(body[9])
        self.parts = array(self._part)(body[10])
        if not ascending(self.parts, lambda part: part["group"]) or any(not part["group"] for part in self.parts):
            raise Fault("its groups do not ascend")
        if any(index > len(self.sites) for index, _ in self.named):
            raise Fault("it names a site that it does not list")
        if self.secret and not (self.parts and all(part["derived"] for part in self.parts)):
            raise Fault("it tells its secret although a group is withheld or does not follow from it")

    def _dots(self, item):
        flat = array(u64)(item)
        dots = list(zip(flat[::2], flat[1::2]))
        if len(flat) % 2 or not ascending(dots):
            raise Fault("dots are no pairs, not in order, or there twice")
        self.named += dots
        return dots

    def _write(self, item):
        """Field and element, by which writes are ordered."""
        if type(item) is not list or not 2 <= len(item) <= 4:
            raise Fault("a write is malformed")
        u16(item[0])
        value(item[1])
        dots = self._dots(item[2]) if len(item) > 2 else []
        element = value(item[3]) if len(item) > 3 else None
        if (len(item) == 3 and not dots) or (len(item) == 4 and element is None):
            raise Fault("a write is not in its shortest form")
        return (item[0], _order(element))

    def _change(self, item):
        if type(item) is not list or len(item) not in (3, 4):
            raise Fault("a change is malformed")
        writes = array(self._write)(item[2])
        if not ascending(writes):
            raise Fault("the writes of a change do not ascend")
        if len(item) == 4 and not self._dots(item[3]):
            raise Fault("a change is not in its shortest form")
        return (u16(item[0]), ident(item[1]), len(writes))

    def _leaf(self, item):
        if type(item) is not list or not item or u32(item[0]) >= len(self.changes):
            raise Fault("a leaf belongs to no change")
        return (item[0], *self._write(item[1:]))

    def _part(self, item):
        if type(item) is not list or not 2 <= len(item) <= 4:
            raise Fault("a group is malformed")
        group = u8(item[0])
        with_root = len(item) == 4
        return {"group": group, **(self._withheld(*item[1:]) if with_root else self._whole(group, *item[1:]))}

    def _whole(self, group, leaves, seed=None):
        order = array(self._leaf)(leaves)
        if not order or not ascending(order):
            raise Fault(f"the leaves of group {group} are none or do not ascend")
        derived = self.secret and seed_of(self.secret, group)
        if seed is None and derived is None:
            raise Fault(f"group {group} has no seed")
        if seed is not None and ident(seed) == derived:
            raise Fault(f"group {group} tells a seed that follows from the secret")
        return {"root": root_of(seed or derived, leaves), "leaves": len(leaves), "whole": True, "derived": seed is None}

    def _withheld(self, root, count, opened):
        digest(root)
        u32(count)
        opened = array(tuple_of(u32, ident, lambda leaf: (self._leaf(leaf), leaf)[1], array(digest)))(opened)
        if bool(opened) != bool(count) or not ascending(opened, lambda one: one[0]):
            raise Fault("the opened leaves of a group do not ascend, or their number is told without need")
        for index, salt, leaf, path in opened:
            if root_by_path(leaf_hash(salt, leaf), index, count, path) != root:
                raise Fault(f"opened leaf {index} does not lead to the root of its group")
        return {"root": root, "leaves": len(opened), "whole": False, "derived": False}

    def check_sites(self):
        """A site that no dot names is not listed; what is withheld may name it."""
        whole = all(part["whole"] for part in self.parts)
        if whole and {index for index, _ in self.named if index} != set(range(1, len(self.sites) + 1)):
            raise Fault("it lists a site that no dot names")

    def check_dots(self, seq):
        """An entry that named itself or what its site writes later could never be decided."""
        if any(index == 0 and named >= seq for index, named in self.named):
            raise Fault("it names itself or what comes after it")

    def header(self, channel, seq, previous):
        """The CBOR that the hash covers beside the open part."""
        act_id = self.hlc - self.since
        place = [self.site, channel, seq, previous]
        return encode(
            [VERSION, self.schema, *place, self.hlc, self.wall, self.author, self.act, act_id, self.undoes]
        )

    def hash(self, channel, seq, previous):
        """The hash of the entry at this place."""
        whole = sha256(b"lianxin/entry/1")
        whole.update(sha256(self.header(channel, seq, previous)).digest())
        whole.update(sha256(encode(self.open)).digest())
        for part in self.parts:
            whole.update(bytes([part["group"]]) + part["root"])
        return whole.digest()


class Supplement(Entry):
    """Withheld groups or single values of an entry that came, or comes, without them."""

    def __init__(self, body, site, channel, seq):
        super().__init__(body, site)
        self.check_dots(seq)
        self.place = (site, channel, seq)
        stand_ins = [[0, index.to_bytes(16, "big"), []] for index in range(len(self.changes))]
        if body[1:8] != [0, 0, 0, None, 0, 0, None] or body[8][1] != stand_ins or not self.parts:
            raise Fault("a supplement says more, or less, than what it supplements")
        leaves = [leaf for part in body[10] for leaf in (part[1] if len(part) < 4 else [one[2] for one in part[3]])]
        if len(self.changes) != max([leaf[0] for leaf in leaves], default=0) + 1:
            raise Fault("a supplement has stand-ins that it does not need")

    def check_against(self, entry):
        """What it supplies must be the original: it leads to the root that the entry has."""
        roots = {part["group"]: part["root"] for part in entry.parts}
        fits = self.sites == entry.sites and len(self.changes) <= len(entry.changes)
        if not fits or any(roots.get(part["group"]) != part["root"] for part in self.parts):
            raise Fault(f"the supplement of entry {self.place[2]} is not what was withheld of it")
