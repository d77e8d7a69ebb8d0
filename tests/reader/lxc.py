#!/usr/bin/python3 -B
"""Reads a .lxc package, or an invitation, and checks all of it: seal, signatures, chains, roots.

    lxc.py FILE [--identity KEYFILE] [--known STATEMENTS]
    lxc.py --self-test

KEYFILE holds the reader's age identity (AGE-SECRET-KEY-1...); lines with # are passed over. STATEMENTS holds what the
reader knows already, in the form of section 1, for files that lean on it. What was found is printed as JSON. With
anything wrong, one line on the standard error says what, and the exit code is 1.

This reader was written from the documentation of the format (crate `exchange`, module `format`), and shares no code with
the program, so that each of the two proves the other. Deliberately no decision whom to trust, and no meaning of fields.
"""

import argparse
import json
import sys

sys.dont_write_bytecode = True

import trust
import vectors
from age import Identity
from cbor import Fault, decode
from container import INVITATION, File, invitation
from digits import check_code, fingerprint
from package import Package


def party(card):
    """What is shown of a party."""
    return {
        "party": card["party"],
        "kind": "village" if card["kind"] == trust.VILLAGE else "township",
        "name": card["name"],
        "code": card["code"],
        "practice": card["practice"],
        "channel": trust.channel_of(card["root"]),
        "fingerprint": fingerprint(card["root"]),
    }


def outside(file, data):
    """What is shown of every file."""
    return {
        "kind": "invitation" if file.kind == INVITATION else "package",
        "file": file.file,
        "practice": file.practice,
        "check_code": check_code(data),
        "sender": {"party": file.party, "site": file.site, "fingerprint": fingerprint(file.key)},
    }


def of_invitation(file):
    """What an invitation says. Its token is a secret."""
    card, policy, said = invitation(file)
    return {
        "township": party(card),
        "groups": policy["groups"],
        "own": policy["own"],
        "name": said["name"],
        "code": said["code"],
        "created": said["created"],
    }


def marks(chain):
    """How many entries of a chain a receipt says were received, are in conflict, refused, or waiting."""
    spans = chain["waiting"] or []
    waits = lambda seq: any(first <= seq <= last for first, last in spans)
    held = lambda seq: 0 < seq <= chain["upto"] and not waits(seq)
    refused = {seq for seq, _ in chain["refused"] or [] if held(seq)}
    conflict = {seq for seq in chain["conflict"] or [] if held(seq)} - refused
    early = sum(min(last, chain["upto"]) - max(first, 1) + 1 for first, last in spans if first <= chain["upto"])
    return {
        "received": chain["upto"] - early - len(refused) - len(conflict),
        "conflict": len(conflict),
        "refused": len(refused),
        "waiting": sum(last - first + 1 for first, last in spans),
    }


def receipt(one):
    """What is shown of a receipt."""
    chains = [
        {key: chain[key] for key in ("site", "channel", "upto", "hash")}
        | {"marks": marks(chain), "branches": len(chain["branches"] or [])}
        | {"partial": chain["partial"] or [], "rewritten": len(chain["rewritten"] or [])}
        for chain in one["chains"]
    ]
    files = [{"site": site, "number": number, "taken": taken} for site, number, taken in one["files"]]
    return {key: one[key] for key in ("party", "site", "number", "created")} | {"chains": chains, "files": files}


def of_package(package):
    """What a package carries."""
    manifest, entries = package.manifest, package.entries.values()
    parts = [part for entry in entries for part in entry.parts]
    withheld = [part for part in parts if not part["whole"]]
    return {
        "recipient": manifest["recipient"],
        "parties": [party(card) for _, card in sorted(package.trust.cards.items())],
        "statements": package.trust.count,
        "introduced": bool(package.trust.introductions),
        "channels": manifest["channels"],
        "number": manifest["number"],
        "created": manifest["created"],
        "schema": manifest["schema"],
        "reads": manifest["reads"],
        "ranges": package.ranges,
        "entries": len(entries),
        "changes": sum(len(entry.changes) for entry in entries),
        "groups": {
            "whole": len(parts) - len(withheld),
            "withheld": len(withheld),
            "opened_leaves": sum(part["leaves"] for part in withheld),
        },
        "supplements": len(package.supplements),
        "own": {"pieces": package.pieces, "opened": package.opened_pieces, "supplements": len(package.own)},
        "branches": package.branches,
        "receipts": [receipt(one) for one in package.receipts],
    }


def read(data, identity=None, known=()):
    """What a file says, verified."""
    file = File(data)
    if file.kind == INVITATION:
        return outside(file, data) | of_invitation(file)
    if identity is None:
        raise Fault("a package opens only with --identity")
    return outside(file, data) | of_package(Package(file, identity, known))


def _bytes(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise Fault(f"{path}: {error.strerror}") from error


def _identity(path):
    lines = _bytes(path).decode(errors="replace").splitlines()
    keys = [line for line in lines if line.strip() and not line.startswith("#")]
    if len(keys) != 1:
        raise Fault(f"{path} holds {len(keys)} identities instead of one")
    return Identity(keys[0])


def main():
    """The command."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("file", nargs="?")
    asked.add_argument("--identity", metavar="KEYFILE")
    asked.add_argument("--known", metavar="STATEMENTS")
    asked.add_argument("--self-test", action="store_true")
    asked = asked.parse_args()
    try:
        if asked.self_test:
            print(f"{vectors.check()} test vectors hold")
            return
        if not asked.file:
            raise Fault("no file is named")
        known = trust.statements(decode(_bytes(asked.known))) if asked.known else []
        found = read(_bytes(asked.file), asked.identity and _identity(asked.identity), known)
    except Fault as fault:
        print(fault, file=sys.stderr)
        sys.exit(1)
    print(json.dumps(found, ensure_ascii=False, indent=1, default=bytes.hex))


if __name__ == "__main__":
    main()
