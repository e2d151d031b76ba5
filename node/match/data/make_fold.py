#!/usr/bin/env python3
"""Writes fold.txt to standard output: how each character becomes ASCII. Run once when the table was made; the build
reads fold.txt only. Made with Unicode 14.0 data (Python 3.11); another version may give other lines, which would be
another normaliser version."""
import re
import sys
import unicodedata

APOSTROPHES = "`\u00b4\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8\u2018\u2019\u201a\u201b\u2032\u2035\u055a\uff07\u05f3"
LETTERS = {"AE": "ae", "OE": "oe", "SHARP S": "ss", "ETH": "d", "THORN": "th", "DOTLESS I": "i", "DOTLESS J": "j",
           "KRA": "q", "ENG": "ng", "ESH": "sh", "EZH": "zh", "SCHWA": "a", "OPEN O": "o", "OPEN E": "e",
           "REVERSED E": "e", "TURNED E": "e", "WYNN": "w", "YOGH": "y", "LONG S": "s", "AFRICAN D": "d",
           "MIDDLE-WELSH LL": "ll", "MIDDLE-WELSH V": "v", "IOTA": "i", "UPSILON": "u", "DZ DIGRAPH": "dz",
           "INSULAR D": "d", "INSULAR F": "f", "INSULAR G": "g", "INSULAR R": "r", "INSULAR S": "s",
           "INSULAR T": "t", "HV": "hv", "OI": "oi", "OU": "ou"}


def latin(character):
    match = re.match(r"LATIN (?:SMALL |CAPITAL |SMALL CAPITAL )?(?:LETTER|LIGATURE) (.+?)(?: WITH .*)?$",
                     unicodedata.name(character, ""))
    if not match:
        return None
    name = match.group(1)
    return LETTERS.get(name, name.lower() if len(name) == 1 else None)


def fold(character):
    """None: a space"""
    if character in APOSTROPHES:
        return "'"
    category = unicodedata.category(character)
    if category[0] == "M" or category == "Cf":
        return ""
    out = ""
    for part in unicodedata.normalize("NFKD", character.lower()):
        if part.isascii():
            out += part
        elif unicodedata.category(part)[0] == "M":
            continue
        else:
            letter = latin(part)
            if letter is None:
                letter = latin(part.lower()) if part.lower() != part else None
            out += letter if letter is not None else " "
    out = re.sub(r"[^a-z0-9']+", " ", out.lower())
    return None if not out.strip() or len(out) > 7 else out


def main():
    print("# code point (or first..last, all alike), then its ASCII form; - for nothing. Not listed: a space.")
    first = last = previous = None

    def flush():
        if first is not None:
            span = "%04X" % first if first == last else "%04X..%04X" % (first, last)
            print(span, previous.replace(" ", "_") if previous else "-")
    for point in range(0x80, 0x110000):
        if 0xD800 <= point < 0xE000 or unicodedata.category(chr(point)) in ("Cn", "Co", "Cc"):
            continue
        text = fold(chr(point))
        if text is None:
            continue
        if first is not None and point == last + 1 and text == previous:
            last = point
            continue
        flush()
        first = last = point
        previous = text
    flush()


sys.exit(main())
