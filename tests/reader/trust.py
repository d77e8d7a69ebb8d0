"""Signatures, parties, and what a set of statements decides.

Whom to believe is deliberately not decided here: that the root key is the real village's is told by comparing its
fingerprint. What is checked is that everything hangs together under the root keys that the statements name.
"""

from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from cbor import (
    Fault,
    array,
    ascending,
    decode,
    digest,
    ident,
    number,
    raw,
    signature,
    table,
    text,
    truth,
    tuple_of,
    u8,
    u64,
    within,
)

VILLAGE, TOWNSHIP = 1, 2
MAX_STATEMENT, MAX_STATEMENTS, MAX_NAME = 4 << 10, 4_096, 200

# The second coordinates of the points of small order on the curve (RFC 8032, 5.1), under either sign.
PRIME = 2**255 - 19
EIGHTH = int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little")
SMALL_ORDER = {0, 1, PRIME - 1, EIGHTH, PRIME - EIGHTH}


def _is_small(point):
    return (int.from_bytes(point, "little") & ((1 << 255) - 1)) % PRIME in SMALL_ORDER


def verify(key, context, message, signed, what):
    """Verifies a signature with a context."""
    try:
        if _is_small(key) or _is_small(signed[:32]):
            raise InvalidSignature
        bound = len(context).to_bytes(8, "big") + context + message
        Ed25519PublicKey.from_public_bytes(key).verify(signed, bound)
    except (InvalidSignature, ValueError) as error:
        raise Fault(f"{what}: the signature is not by the key {key.hex()}") from error


def party_of(root):
    """The id of the party with this root key."""
    return sha256(b"lianxin/party/1" + root).digest()[:16]


def channel_of(root):
    """The id of its channel."""
    return sha256(b"lianxin/channel/1" + root).digest()[:16]


def name(value):
    """A name that shows nothing but itself."""
    text(value)
    control = any(ord(sign) < 32 or 127 <= ord(sign) < 160 for sign in value)
    if len(value.encode()) > MAX_NAME or not value.strip() or control:
        raise Fault("a name is empty, too long, or has control characters")
    return value


def division(value):
    """A division code."""
    if len(text(value)) > 12 or not all(sign in "0123456789" for sign in value):
        raise Fault("a division code has more than 12 digits or other characters")
    return value


def _party_kind(value):
    if u8(value) not in (VILLAGE, TOWNSHIP):
        raise Fault("a party is of a kind that needs a newer reader")
    return value


def _groups(value):
    if not ascending(array(u8, 255)(value)):
        raise Fault("the groups of a policy do not ascend")
    return value


CARD = table(
    {
        1: ("kind", _party_kind),
        2: ("root", digest),
        3: ("recipient", text),
        4: ("name", name),
        5: ("code", division),
        6: ("practice", truth),
        7: ("number", number),
    }
)
SITE = table(
    {
        1: ("root", digest),
        2: ("site", ident),
        3: ("key", digest),
        4: ("number", number),
        5: ("reason", u8),
        6: ("practice", truth),
    },
    {7: ("succeeds", ident)},
)
GRANT = table(
    {1: ("root", digest), 2: ("township", digest)},
    {3: ("number", number), 4: ("groups", _groups)},
)
POLICY = table(
    {1: ("root", digest), 3: ("groups", _groups), 4: ("own", truth), 5: ("number", number)},
    {2: ("channel", ident)},
)
INTRODUCTION = table({1: ("root", digest), 2: ("township", ident), 3: ("token", ident)})

KINDS = {
    1: ("card", CARD),
    2: ("site", SITE),
    3: ("grant", GRANT),
    4: ("policy", POLICY),
    5: ("introduction", INTRODUCTION),
}


def statement(kind, data, signed):
    """A statement's name and its content, verified by the root key that it names; None if the kind is not known."""
    if kind not in KINDS:
        return None
    what, shape = KINDS[kind]
    with within(what):
        if len(data) > MAX_STATEMENT:
            raise Fault(f"it is longer than {MAX_STATEMENT} bytes")
        content = shape(decode(data))
    if what == "grant" and (content["number"] is None) != (content["groups"] is None):
        raise Fault("a grant names groups without the policy that it answers, or the other way round")
    verify(content["root"], f"lianxin/{what}/1".encode(), data, signed, what)
    content["party"], content["bytes"] = party_of(content["root"]), data
    return what, content


def statements(content):
    """The statements of `[statement…]`, decoded; unknown ones are passed over."""
    listed = array(tuple_of(u64, raw(), signature), MAX_STATEMENTS)(content)
    return [one for one in (statement(*item) for item in listed) if one is not None]


class Trust:
    """A set of statements, and the decisions that follow from it alone."""

    def __init__(self):
        self.cards, self.sites, self.grants, self.policies, self.introductions = {}, {}, set(), {}, []
        self.count = 0

    def add(self, what, content):
        """Adds a statement; of two that replace each other the newer stays."""
        party = content["party"]
        self.count += 1
        if what == "card":
            self._check_practice(party, content)
            self._replace(self.cards, party, content, ("kind", "practice"), what)
        elif what == "site":
            self._check_practice(party, content)
            self._replace(self.sites, (party, content["site"]), content, ("key",), what)
        elif what == "grant":
            self.grants.add((party, party_of(content["township"])))
        elif what == "policy":
            self._replace(self.policies, (party, content["channel"]), content, (), what)
        else:
            self.introductions.append(content)

    def _check_practice(self, party, content):
        known = [self.cards[party]] if party in self.cards else []
        known += [cert for (owner, _), cert in self.sites.items() if owner == party]
        if any(one["practice"] != content["practice"] for one in known):
            raise Fault(f"party {party.hex()} both practises and does real work")

    @staticmethod
    def _replace(kept, key, content, frozen, what):
        before = kept.get(key)
        if before and any(before[field] != content[field] for field in frozen):
            raise Fault(f"two statements of kind {what} contradict each other")
        if not before or (before["number"], before["bytes"]) < (content["number"], content["bytes"]):
            kept[key] = content

    def owner(self, channel):
        """The card of the party whose channel it is."""
        found = [card for card in self.cards.values() if channel_of(card["root"]) == channel]
        if not found:
            raise Fault(f"no card names the owner of channel {channel.hex()}")
        return found[0]

    def is_granted(self, village, township):
        """Whether a village let a township write its channel."""
        owner, other = self.cards.get(village), self.cards.get(township)
        kinds = owner and other and (owner["kind"], other["kind"]) == (VILLAGE, TOWNSHIP)
        return bool(kinds and owner["practice"] == other["practice"] and (village, township) in self.grants)

    def writer(self, site, channel):
        """The certificate by which a site writes a channel: its owner's, or else a granted township's."""
        owner = self.owner(channel)["party"]
        townships = sorted(party for party in self.cards if self.is_granted(owner, party))
        for party in [owner, *townships]:
            if (party, site) in self.sites:
                return self.sites[party, site]
        raise Fault(f"nobody who may write channel {channel.hex()} certifies site {site.hex()}")

    def issuer(self, party, site):
        """The certificate of a site by its party."""
        if (party, site) not in self.sites:
            raise Fault(f"party {party.hex()} certifies no site {site.hex()}")
        return self.sites[party, site]
