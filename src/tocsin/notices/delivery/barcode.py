"""The Intelligent Mail barcode: 31 digits as 65 bars and back (USPS-B-3200 Rev H, 2015-04-20).

A code is the 20 digits of tracking (barcode identifier 2, service type 3, mailer 6 or 9, serial 9 or 6) and
0, 5, 9 or 11 digits of routing (ZIP Code, ZIP+4, delivery point). Bars are written from left to right with a
letter each: A ascender, D descender, F full, T tracker.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product

TRACKING = 20
BARS = 65
UNREADABLE = "?"
MOST_UNREADABLE = 4
"""More bars than this are not guessed: the check of 11 bits would no longer tell one guess from another."""

_CRC_BITS = 11
_CRC_GENERATOR = 0x735
_CRC_START = 0x7FF
_FIVE, _TWO = 1287, 78
_SIDES = "ABCDEFGHIJ"
LETTERS = "TDAF"
LAST = 636
FIRST = 659
BASE = 1365
_ROUTING_STARTS = ((11, 1_000_100_001), (9, 100_001), (5, 1))
"""Routing of n digits is counted on from here, so that 00000 is not the same as none (spec 2.2.1)."""

_MAPPING = (
    "H2E3 B10A0 J12C8 F5G11 I9D1 A1F12 C5B8 E4J11 G3I10 D9H6 F11B4 I5C12 J10A2 H1G7 D6E9 A3I6 G4C7 "
    "B1J9 H10F2 E0D8 G2A4 I11B0 J8D12 C6H7 F1E10 B12G9 H3I0 F8J7 E6C10 D4A5 I4F7 H11B9 G0J6 A6E8 "
    "C1D2 F9I12 E11G1 J5H4 D3B2 A7C0 B3E1 G10D5 I7J4 C11F6 A8H12 E2I1 F10D0 J3A9 G5C4 H8B7 F0E5 "
    "C3A10 G12J2 D11B6 I8H9 F4A11 B5C2 J1E12 I3G6 H0D7 E7H5 A12B11 C9J0 G8F3 D10I2"
)
"""For each bar the character and bit of its descender and of its ascender (spec, table of bar positions)."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a code says. mailer has six or nine digits, serial nine or six; routing may be empty."""

    identifier: str
    service: str
    mailer: str
    serial: str
    routing: str


def code(mailer: str, serial: int, service: str, routing: str = "", identifier: str = "00") -> str:
    """The digits of one piece. Raises ValueError for a part that does not fit.

    mailer: 6 digits, or 9 that begin with 9. serial: counts from 0. service: the service type identifier.
    """
    if not mailer.isascii() or not mailer.isdigit() or len(mailer) != (9 if mailer[0] == "9" else 6):
        raise ValueError("a mailer id has 6 digits, or 9 digits that begin with 9")
    room = 15 - len(mailer)
    if not 0 <= serial < 10**room:
        raise ValueError(f"a serial number of this mailer has at most {room} digits")
    made = f"{identifier}{service}{mailer}{serial:0{room}d}{routing}"
    _check(made)
    return made


def parts(digits: str) -> Parts:
    """Take a code apart. Raises ValueError if it is not one."""
    _check(digits)
    end = 14 if digits[5] == "9" else 11
    return Parts(digits[:2], digits[2:5], digits[5:end], digits[end:TRACKING], digits[TRACKING:])


def bars(digits: str) -> str:
    """The 65 bars of a code of 20, 25, 29 or 31 digits. Raises ValueError if it is not one."""
    value = payload(digits)
    crc = frame_check(value)
    rest, last = divmod(value, LAST)
    codewords = [2 * last]
    for _ in range(8):
        rest, codeword = divmod(rest, BASE)
        codewords.append(codeword)
    codewords.append(rest + FIRST * (crc >> 10))
    known = characters()
    painted = 0
    for side, codeword in zip(range(9, -1, -1), codewords, strict=True):
        character = known[codeword]
        if crc >> side & 1:
            character ^= 0x1FFF
        painted |= _strokes()[side][character]
    quads = _quads()
    return "".join([quads[byte] for byte in painted.to_bytes(17, "big")])[-BARS:]


def payload(digits: str) -> int:
    """The code as one number of 102 bits (spec 2.2.1). Raises ValueError if it is none."""
    _check(digits)
    value = _routing_value(digits[TRACKING:]) * 10 + int(digits[0])
    return (value * 5 + int(digits[1])) * 10**18 + int(digits[2:TRACKING])


def read(seen: str) -> str:
    """The digits of 65 bars as a scanner saw them; up to four may be ``?``. Raises ValueError if none fit."""
    seen = seen.strip().upper()
    unclear = seen.count(UNREADABLE)
    if len(seen) != BARS or set(seen) - set(LETTERS + UNREADABLE):
        raise ValueError("a barcode has 65 bars, written A, D, F, T or ? for one that cannot be read")
    if unclear > MOST_UNREADABLE:
        raise ValueError(f"{unclear} bars cannot be read; more than {MOST_UNREADABLE} are not guessed")
    found = set()
    for guess in product(LETTERS, repeat=unclear):
        filled = iter(guess)
        digits = _decode("".join(next(filled) if bar == UNREADABLE else bar for bar in seen))
        if digits is not None:
            found.add(digits)
    if len(found) != 1:
        raise ValueError("the bars fit more than one code" if found else "the bars are no valid code")
    return found.pop()


def _check(digits: str) -> None:
    if not (digits.isascii() and digits.isdigit()) or len(digits) - TRACKING not in (0, 5, 9, 11):
        raise ValueError("a code has 20, 25, 29 or 31 digits")
    if digits[1] > "4":
        raise ValueError("the second digit of the barcode identifier is 0 to 4")


def _routing_value(routing: str) -> int:
    return 0 if not routing else int(routing) + dict(_ROUTING_STARTS)[len(routing)]


def _routing_digits(value: int) -> str | None:
    for length, start in _ROUTING_STARTS:
        if value >= start:
            return f"{value - start:0{length}d}" if value - start < 10**length else None
    return ""


def _decode(seen: str) -> str | None:
    """The digits of fully seen bars, None if they break a rule of the code."""
    characters = [0] * 10
    for bar, (low, high) in zip(seen, positions(), strict=True):
        if bar in "DF":
            characters[low[0]] |= 1 << low[1]
        if bar in "AF":
            characters[high[0]] |= 1 << high[1]
    crc, value = 0, 0
    words = _codewords()
    for side, character in enumerate(characters):
        flipped = character.bit_count() in (8, 11)
        crc |= flipped << side
        codeword = words.get(character ^ 0x1FFF if flipped else character)
        if codeword is None:
            return None
        if side == 0:
            crc |= (codeword >= FIRST) << 10
            value = codeword % FIRST if codeword < 2 * FIRST else -1
        elif side < 9:
            value = value * BASE + codeword
        else:
            value = value * LAST + codeword // 2 if not codeword % 2 and codeword < 2 * LAST else -1
        if value < 0:
            return None
    if value >> 102 or frame_check(value) != crc:
        return None
    rest, tail = divmod(value, 10**18)
    rest, second = divmod(rest, 5)
    rest, first = divmod(rest, 10)
    routing = _routing_digits(rest)
    return None if routing is None else f"{first}{second}{tail:018d}{routing}"


def frame_check(value: int) -> int:
    """11-bit frame check over the 102 bits (spec, appendix of the CRC), eleven bits at a time."""
    table = _crc_table()
    check = _crc_steps(_CRC_START ^ (value >> 99 << 8), 3)
    for shift in range(88, -1, -_CRC_BITS):
        check = table[check ^ (value >> shift & 0x7FF)]
    return check


def _crc_steps(register: int, steps: int) -> int:
    for _ in range(steps):
        register = (register << 1 ^ (_CRC_GENERATOR if register & 0x400 else 0)) & 0x7FF
    return register


@cache
def _crc_table() -> list[int]:
    return [_crc_steps(register, _CRC_BITS) for register in range(1 << _CRC_BITS)]


@cache
def characters() -> list[int]:
    """The 13-bit character of each codeword: five of thirteen bits set, then two of thirteen."""
    return [*_n_of_13(5, _FIVE), *_n_of_13(2, _TWO)]


@cache
def _codewords() -> dict[int, int]:
    return {character: codeword for codeword, character in enumerate(characters())}


def _n_of_13(set_bits: int, length: int) -> list[int]:
    """Characters with this many bits set, mirror pairs first, the symmetric last (spec)."""
    table = [0] * length
    low, high = 0, length - 1
    for character in range(1 << 13):
        if character.bit_count() != set_bits:
            continue
        mirrored = int(f"{character:013b}"[::-1], 2)
        if mirrored == character:
            table[high] = character
            high -= 1
        elif mirrored > character:
            table[low], table[low + 1] = character, mirrored
            low += 2
    return table


@cache
def positions() -> tuple[tuple[tuple[int, int], tuple[int, int]], ...]:
    """(character, bit) of descender and ascender of each bar."""
    found = []
    for pair in _MAPPING.split():
        cut = next(at for at in range(1, len(pair)) if pair[at] in _SIDES)
        low, high = pair[:cut], pair[cut:]
        found.append(((_SIDES.index(low[0]), int(low[1:])), (_SIDES.index(high[0]), int(high[1:]))))
    return tuple(found)


@cache
def _strokes() -> list[list[int]]:
    """For each of ten characters and each value: its strokes, two bits a bar, first bar highest."""
    bit_at = [[0] * 13 for _ in _SIDES]
    for bar, (low, high) in enumerate(positions()):
        bit_at[low[0]][low[1]] = 1 << 2 * (BARS - 1 - bar)
        bit_at[high[0]][high[1]] = 2 << 2 * (BARS - 1 - bar)
    strokes = []
    for own in bit_at:
        painted = [0] * (1 << 13)
        for character in range(1, 1 << 13):
            painted[character] = (
                painted[character & character - 1] | own[(character & -character).bit_length() - 1]
            )
        strokes.append(painted)
    return strokes


@cache
def _quads() -> list[str]:
    """Four bars for each byte."""
    return ["".join(LETTERS[byte >> shift & 3] for shift in (6, 4, 2, 0)) for byte in range(256)]
