"""The test vectors of the format's documentation, checked with this reader alone."""

import os

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

import age
import digits
import trust
from cbor import Fault, decode, encode, unpack
from entries import Entry, leaf_hash, root_by_path, root_of, salt_of, seed_of

CRATE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../src-tauri/crates/exchange")


def documented():
    """The vectors by name: text, or bytes where the text is hexadecimal digits."""
    with open(os.path.join(CRATE, "src/format/vectors.md"), encoding="utf-8") as file:
        blocks = [block.split("```")[0] for block in file.read().split("```text\n")[1:]]
    found, last = {}, None
    for line in "".join(blocks).splitlines():
        name, value = line.split("  ", 1)
        last = name or last
        found[last] = found.get(last, "") + value.strip()
    hexadecimal = set("0123456789abcdef")
    return {name: bytes.fromhex(text) if set(text) <= hexadecimal else text for name, text in found.items()}


def _parties(vectors):
    root = vectors["root key"]
    for name in ("root key", "site key"):
        key = Ed25519PrivateKey.from_private_bytes(vectors[f"secret {name}"])
        yield name, key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    yield "party", trust.party_of(root)
    yield "channel", trust.channel_of(root)
    yield "fingerprint", digits.fingerprint(root)
    for party in ("village", "township"):
        name = f"identity of the {party}"
        secret = age.bech32_bytes(vectors[name], "age-secret-key-")
        yield name, age.bech32_text(secret, "age-secret-key-").upper()
    with open(os.path.join(CRATE, "tests/golden/package-1.lxc"), "rb") as file:
        yield "check code of package-1", digits.check_code(file.read())


def _entry(vectors):
    site, channel, secret = vectors["site"], vectors["channel"], vectors["secret"]
    for body in ("body, whole", "body, carried"):
        entry = Entry(decode(vectors[body]), site)
        yield "header", entry.header(channel, 1, bytes(32))
        yield "open", encode(entry.open)
        yield "hash of the entry", entry.hash(channel, 1, bytes(32))
        for part in entry.parts:
            yield f"root of group {part['group']}", part["root"]
    for group in (1, 2, 3):
        yield f"seed of group {group}", seed_of(secret, group)
    salt = salt_of(seed_of(secret, 1), 0)
    yield "salt of leaf 0 of group 1", salt
    yield "hash of that leaf", leaf_hash(salt, decode(vectors["leaf 0 of group 1"]))
    head = encode([site, channel, 1, vectors["hash of the entry"]])
    yield "head", head
    trust.verify(vectors["site key"], b"lianxin/head/1", head, vectors["signature of the head"], "head")


def _tree(vectors):
    leaves = [decode(vectors[f"leaf {index}"]) for index in range(3)]
    yield "root", root_of(vectors["seed"], leaves)
    for index in (0, 2):
        path = vectors[f"path of leaf {index}"]
        path = [path[at : at + 32] for at in range(0, len(path), 32)]
        yield "root", root_by_path(leaf_hash(salt_of(vectors["seed"], index), leaves[index]), index, 3, path)


def check():
    """Checks all vectors; how many there were."""
    vectors, count = documented(), 0
    made = [*_parties(vectors), *_entry(vectors), *_tree(vectors)]
    made.append(("item", encode(unpack(vectors["packed"]))))
    for count, (name, value) in enumerate(made, 1):
        if vectors[name] != value:
            raise Fault(f"the vector '{name}' does not hold")
    return count
