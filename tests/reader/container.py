"""What every file looks like from outside, and what can be verified of it without a key; invitations, too."""

from hashlib import sha256

import trust
from cbor import (
    Fault,
    decode,
    i64,
    ident,
    number,
    raw,
    signature,
    table,
    truth,
    tuple_of,
    u8,
    within,
)

MAGIC, END = b"\x89LXC\r\n\x1a\n", b"LXCEND\r\n"
VERSION = 1
MAX_FILE, MAX_HEADER, MAX_INVITATION = 64 << 20, 8 << 10, 64 << 10
PACKAGE, INVITATION = 1, 2

HEADER = table(
    {
        1: ("kind", u8),
        2: ("file", ident),
        3: ("certificate", tuple_of(raw(), signature)),
        5: ("practice", truth),
        6: ("length", number),
    },
    {4: ("recipient", ident)},
)
BODY = table(
    {
        1: ("statements", trust.statements),
        2: ("token", ident),
        3: ("name", trust.name),
        4: ("code", trust.division),
        5: ("created", i64),
    }
)


class File:
    """A file whose outer signature is verified."""

    def __init__(self, data):
        if len(data) > MAX_FILE:
            raise Fault(f"the file is longer than {MAX_FILE} bytes")
        if data[:8] != MAGIC:
            raise Fault("the file does not begin as an .lxc file")
        if (version := int.from_bytes(data[8:10], "big")) != VERSION:
            raise Fault(f"the container has version {version}; this reader knows version {VERSION}")
        length = int.from_bytes(data[10:12], "big")
        if length > MAX_HEADER:
            raise Fault(f"the header is longer than {MAX_HEADER} bytes")
        with within("header"):
            for name, value in HEADER(decode(data[12 : 12 + length])).items():
                setattr(self, name, value)
            self._check_header()
        end = 12 + length + self.length
        if len(data) != end + len(END) + 64 or data[end : end + 8] != END:
            raise Fault("the file is cut short, or has bytes in excess")
        trust.verify(self.key, b"lianxin/file/1", sha256(data[:-64]).digest(), data[-64:], "file")
        self.body = data[12 + length : end]

    def _check_header(self):
        if self.kind not in (PACKAGE, INVITATION):
            raise Fault(f"files of kind {self.kind} need a newer reader")
        _, self.cert = trust.statement(2, *self.certificate)
        if (self.recipient is None) == (self.kind == PACKAGE):
            raise Fault("packages have a recipient, and only they")
        if self.practice != self.cert["practice"]:
            raise Fault("practice and real work are mixed")
        self.key, self.site, self.party = self.cert["key"], self.cert["site"], self.cert["party"]


def invitation(file):
    """The township's card, its policy, and what the invitation says."""
    with within("invitation"):
        if len(file.body) > MAX_INVITATION:
            raise Fault(f"it is longer than {MAX_INVITATION} bytes")
        said = BODY(decode(file.body))
        found = dict(said["statements"])
        card, policy = found.get("card"), found.get("policy")
        if not card or not policy or card["kind"] != trust.TOWNSHIP:
            raise Fault("a township's card or its policy is missing")
        if not card["party"] == policy["party"] == file.party:
            raise Fault("card, policy and certificate are of several parties")
        if card["practice"] != file.practice:
            raise Fault("practice and real work are mixed")
        return card, policy, said
