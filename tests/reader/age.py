"""Opens age files (https://age-encryption.org/v1) with one X25519 identity. Deliberately no other recipients."""

import base64
import hashlib
import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cbor import Fault

MAX_HEADER = 16 << 10
MAX_STANZAS = 16
VERSION = b"age-encryption.org/v1\n"
CHUNK, TAG, NONCE = 64 << 10, 16, 16

# Bech32 (BIP 173).
LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def _checksum(values):
    check = 1
    for value in values:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(GENERATORS):
            check ^= generator if top >> bit & 1 else 0
    return check


def _expanded(prefix):
    return [ord(sign) >> 5 for sign in prefix] + [0] + [ord(sign) & 31 for sign in prefix]


def bech32_bytes(text, prefix):
    """The 32 bytes of a text in one case."""
    lowered = text.lower()
    start, data = lowered[: len(prefix) + 1], lowered[len(prefix) + 1 :]
    one_case = text in (lowered, text.upper())
    if not one_case or start != prefix + "1" or len(data) != 58 or set(data) - set(LETTERS):
        raise Fault(f"this is no key that begins with {prefix}1")
    values = [LETTERS.index(sign) for sign in data]
    if _checksum(_expanded(prefix) + values) != 1 or values[51] & 15:
        raise Fault(f"a key that begins with {prefix}1 is misspelt")
    bits = 0
    for value in values[:52]:
        bits = bits << 5 | value
    return (bits >> 4).to_bytes(32, "big")


def bech32_text(data, prefix):
    """The text of 32 bytes."""
    bits = int.from_bytes(data, "big") << 4
    values = [bits >> (5 * place) & 31 for place in range(51, -1, -1)]
    check = _checksum(_expanded(prefix) + values + [0] * 6) ^ 1
    values += [check >> (5 * place) & 31 for place in range(5, -1, -1)]
    return prefix + "1" + "".join(LETTERS[value] for value in values)


def _derived(secret, salt, info):
    return HKDF(SHA256(), 32, salt, info).derive(secret)


def _unpadded(text):
    try:
        data = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except ValueError as error:
        raise Fault("the seal's header is malformed") from error
    if base64.b64encode(data).rstrip(b"=") != text:
        raise Fault("the seal's header is malformed")
    return data


def _header(sealed):
    """The X25519 stanzas as (share, wrapped file key), what the MAC covers, the MAC, and the header's end."""
    window = sealed[:MAX_HEADER]
    if not window.startswith(VERSION):
        raise Fault("the body is no age file")
    at, stanzas, words, body = len(VERSION), [], None, b""
    while (end := window.find(b"\n", at)) >= 0:
        line = window[at:end]
        if line.startswith((b"-> ", b"--- ")):
            if words is not None:
                stanzas.append((words, body))
            words, body = line[3:].split(b" "), b""
        else:
            body += line
        if len(stanzas) >= MAX_STANZAS and line.startswith(b"-> "):
            break
        if line.startswith(b"--- "):
            ours = [one for one in stanzas if one[0][0] == b"X25519"]
            if any(len(kind) != 2 for kind, _ in ours):
                break
            pairs = [(_unpadded(kind[1]), _unpadded(wrapped)) for kind, wrapped in ours]
            return pairs, window[: at + 3], _unpadded(line[4:]), end + 1
        at = end + 1
    raise Fault("the seal's header is malformed or too large")


class Identity:
    """The secret half of a workspace's key."""

    def __init__(self, text):
        secret = bech32_bytes(text.strip(), "age-secret-key-")
        self.key = X25519PrivateKey.from_private_bytes(secret)
        self.public = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.recipient = bech32_text(self.public, "age")

    def _file_key(self, share, wrapped):
        if len(share) != 32 or len(wrapped) != 32:
            raise Fault("the seal's header is malformed")
        try:
            secret = self.key.exchange(X25519PublicKey.from_public_bytes(share))
            wrap = _derived(secret, share + self.public, b"age-encryption.org/v1/X25519")
            return ChaCha20Poly1305(wrap).decrypt(bytes(12), wrapped, None)
        except (InvalidTag, ValueError):
            return None

    def open(self, sealed, most):
        """The plaintext of an age file, of at most so many bytes; None if it is sealed to somebody else."""
        stanzas, covered, mac, end = _header(sealed)
        keys = (self._file_key(share, wrapped) for share, wrapped in stanzas)
        key = next((key for key in keys if key is not None), None)
        if key is None:
            return None
        if not hmac.compare_digest(hmac.digest(_derived(key, None, b"header"), covered, hashlib.sha256), mac):
            raise Fault("the seal's header was altered")
        nonce, stream = sealed[end : end + NONCE], sealed[end + NONCE :]
        count = max(1, -(-len(stream) // (CHUNK + TAG)))
        if len(stream) - count * TAG > most:
            raise Fault(f"more than {most} bytes are sealed")
        cipher, plain = ChaCha20Poly1305(_derived(key, nonce, b"payload")), bytearray()
        for index in range(count):
            chunk = stream[index * (CHUNK + TAG) : (index + 1) * (CHUNK + TAG)]
            last = index + 1 == count
            if count > 1 and len(chunk) == TAG:
                raise Fault("the seal is damaged")
            try:
                plain += cipher.decrypt(index.to_bytes(11, "big") + bytes([last]), chunk, None)
            except (InvalidTag, ValueError) as error:
                raise Fault("the seal is damaged") from error
        return bytes(plain)
