"""Deterministic CBOR as the format has it, packed items, and the shapes that decoded values must have.

cbor2 decodes. What it lets through is looked at here before: heads that are not the shortest, indefinite lengths, keys
out of order, tags, floats, too much nesting, and lengths that are only claimed.
"""

import cbor2

MAX_DEPTH = 8
# What the shapes inside packed items come to, with room to spare.
MAX_PACKED_DEPTH = 16
BYTES, TEXT, ARRAY, MAP, SIMPLE = 2, 3, 4, 5, 7
SIMPLE_VALUES = (20, 21, 22)


class Fault(Exception):
    """What is wrong with a file, in one line."""


def head(data, at):
    """One head: its major type, its argument, and where it ends."""
    if at >= len(data):
        raise Fault("CBOR ends early")
    major, argument = data[at] >> 5, data[at] & 31
    at += 1
    if argument < 24:
        return major, argument, at
    if argument > 27 or at + (width := 1 << (argument - 24)) > len(data):
        raise Fault("CBOR has an indefinite length or a head that is cut")
    argument = int.from_bytes(data[at : at + width], "big")
    if argument < (24 if width == 1 else 1 << (4 * width)):
        raise Fault("CBOR has a head that is not the shortest")
    return major, argument, at + width


def _walk(data, at, depth):
    if depth == 0:
        raise Fault("CBOR is nested too deeply")
    major, argument, at = head(data, at)
    if major in (BYTES, TEXT):
        at += argument
    elif major == ARRAY:
        for _ in range(argument):
            at = _walk(data, at, depth - 1)
    elif major == MAP:
        least = 0
        for _ in range(argument):
            kind, key, at = head(data, at)
            if kind != 0 or key < least:
                raise Fault("CBOR has map keys that do not ascend")
            least = key + 1
            at = _walk(data, at, depth - 1)
    elif major == 6 or (major == SIMPLE and argument not in SIMPLE_VALUES):
        raise Fault("CBOR has a tag, a float or a simple value that is not in use")
    if at > len(data):
        raise Fault("CBOR ends early")
    return at


def _loads(data):
    try:
        return cbor2.loads(data)
    except Exception as error:
        # Its errors are of many types, such as that of text which is not UTF-8.
        raise Fault(f"CBOR cannot be decoded: {type(error).__name__}") from error


def encode(value):
    """The bytes of a value without maps: cbor2 writes the shortest heads."""
    return cbor2.dumps(value)


def decode(data):
    """The value of an input that is one item in deterministic form, to its end."""
    if _walk(data, 0, MAX_DEPTH) != len(data):
        raise Fault("CBOR is followed by something")
    return _loads(data)


def unpack(content):
    """The value of a packed item, `[forms, strings]`."""
    forms, strings = tuple_of(raw(), raw())(decode(content))
    item, at, taken, pending = bytearray(), 0, 0, [1]
    while pending:
        if len(pending) > MAX_PACKED_DEPTH:
            raise Fault("a packed item is nested too deeply")
        start, (major, argument, at) = at, head(forms, at)
        item += forms[start:at]
        inside = 0
        if major == BYTES:
            item += strings[taken : taken + argument]
            taken += argument
        elif major == TEXT:
            item += forms[at : at + argument]
            at += argument
        elif major in (ARRAY, MAP):
            inside = argument * (1 if major == ARRAY else 2)
        elif major > MAP and not (major == SIMPLE and argument in SIMPLE_VALUES):
            raise Fault("a packed item has a tag, a float or a simple value that is not in use")
        if at > len(forms) or taken > len(strings):
            raise Fault("a packed item ends early")
        pending[-1] -= 1
        if inside:
            pending.append(inside)
        while pending and pending[-1] == 0:
            pending.pop()
    if at != len(forms) or taken != len(strings):
        raise Fault("a packed item is followed by something")
    return _loads(bytes(item))


# Shapes: functions that hand back a decoded value, or what they make of it, unless it is out of shape.


def whole(bits, signed=False):
    """A whole number of so many bits."""
    least, most = (-1 << (bits - 1), (1 << (bits - 1)) - 1) if signed else (0, (1 << bits) - 1)

    def check(value):
        if type(value) is not int or not least <= value <= most:
            raise Fault("a number is missing or beyond its bounds")
        return value

    return check


u8, u16, u32, u64, i64 = whole(8), whole(16), whole(32), whole(64), whole(64, signed=True)
# What a table of a database can hold.
number = whole(63)


def raw(length=None):
    """A byte string, of a certain length if one is given."""

    def check(value):
        if type(value) is not bytes or (length is not None and len(value) != length):
            raise Fault("a byte string is missing or has another length")
        return value

    return check


ident, digest, signature = raw(16), raw(32), raw(64)


def text(value):
    if type(value) is not str:
        raise Fault("a text is missing")
    return value


def truth(value):
    if type(value) is not bool:
        raise Fault("a truth value is missing")
    return value


def nullable(shape):
    """A value or null."""
    return lambda value: None if value is None else shape(value)


def array(shape, most=None):
    """A list of at most so many."""

    def check(value):
        if type(value) is not list:
            raise Fault("a list is missing")
        if most is not None and len(value) > most:
            raise Fault(f"a list has {len(value)} items and may have {most}")
        return [shape(item) for item in value]

    return check


def tuple_of(*shapes):
    """A list of exactly these."""

    def check(value):
        if type(value) is not list or len(value) != len(shapes):
            raise Fault(f"a list of {len(shapes)} is missing")
        return [shape(item) for shape, item in zip(shapes, value)]

    return check


def table(required, optional=()):
    """A map with these keys, as a dict by name. Other keys are passed over."""
    optional = dict(optional)

    def check(value):
        if type(value) is not dict:
            raise Fault("a map is missing")
        found = {}
        for key, (name, shape) in {**required, **optional}.items():
            if key in value:
                found[name] = shape(value[key])
            elif key in optional:
                found[name] = None
            else:
                raise Fault(f"key {key} ({name}) is missing")
        return found

    return check


def ascending(items, key=lambda item: item):
    """Whether each item is greater than the one before it."""
    keys = [key(item) for item in items]
    return all(before < after for before, after in zip(keys, keys[1:]))


class within:
    """Says of every fault inside a `with` where it is."""

    def __init__(self, where):
        self.where = where

    def __enter__(self):
        return self

    def __exit__(self, kind, fault, trace):
        if isinstance(fault, Fault):
            raise Fault(f"{self.where}: {fault}") from fault
