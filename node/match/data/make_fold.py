#!/usr/bin/env python3
"""Writes fold.txt to standard output: how each character becomes ASCII. Run once when the table was made; the build
reads fold.txt only. Made with Unicode 14.0 data (Python 3.11); another version may give other lines, which would be
another normaliser version."""
import re
import sys
import unicodedata

APOSTROPHES = ("`\u00b4\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c0\u02c1\u02c8\u02ee\u2018\u2019\u201a\u201b\u2032\u2035"
               "\u055a\uff07\uff40\u05f3\ua78b\ua78c"
               # glottal stops and clicks, which English spelling writes as an apostrophe or not at all
               "\u0241\u0242\u0294\u0295\u01c0\u01c1\u01c2\u01c3\ua722\ua723\ua724\ua725")
# Letters of other scripts that are never seen, and signs that stand for a letter that was lost or for none.
INVISIBLE = "\u115f\u1160\u3164\uffa0\ufffd\u00b7\u2027\u30fb\uff65"
LETTERS = {"AE": "ae", "OE": "oe", "SHARP S": "ss", "ETH": "d", "THORN": "th", "DOTLESS I": "i", "DOTLESS J": "j",
           "KRA": "q", "ENG": "ng", "ESH": "sh", "EZH": "zh", "SCHWA": "a", "OPEN O": "o", "OPEN E": "e",
           "REVERSED E": "e", "TURNED E": "e", "WYNN": "w", "YOGH": "y", "LONG S": "s", "AFRICAN D": "d",
           "MIDDLE-WELSH LL": "ll", "MIDDLE-WELSH V": "v", "IOTA": "i", "UPSILON": "u", "DZ DIGRAPH": "dz",
           "INSULAR D": "d", "INSULAR F": "f", "INSULAR G": "g", "INSULAR R": "r", "INSULAR S": "s",
           "INSULAR T": "t", "HV": "hv", "OI": "oi", "OU": "ou", "GAMMA": "g", "BARRED O": "o", "U BAR": "u",
           "TURNED V": "a", "ALPHA": "a", "SCRIPT A": "a", "SCRIPT G": "g", "AA": "aa", "AO": "ao", "AU": "au",
           "AV": "av", "AY": "ay", "OO": "oo", "VY": "vy", "TZ": "tz", "TS DIGRAPH": "ts", "DEZH DIGRAPH": "dzh",
           "TESH DIGRAPH": "tsh", "LEZH": "lzh", "VISIGOTHIC Z": "z", "R ROTUNDA": "r", "HALF H": "h"}
WHOLE_NAMES = {"LATIN CAPITAL LETTER O WITH MIDDLE TILDE": "o", "LATIN LETTER YR": "r"}
# What looks like a Latin letter, in the case in which it does: a word of Latin letters with one of these among them
# was meant to be Latin. Own list.
ALIKE = dict(zip("АВЕЅІЈКМНОРСТУХҮԚԜаеѕіјорсухһԁԛԝӏвнтмк"
                 "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαενορικυχγ", "abesijkmhopctyxyqwaesijopcyxhdqwlbhtmk"
                 "abezhikmnoptyxaevopikuxy"))


def latin(character):
    name = unicodedata.name(character, "")
    if name in WHOLE_NAMES:
        return WHOLE_NAMES[name]
    match = re.match(r"LATIN (?:SMALL |CAPITAL |SMALL CAPITAL )?(?:LETTER|LIGATURE) (?:SMALL CAPITAL )?"
                     r"(.+?)(?: WITH .*)?$", name)
    if not match:
        return None
    name = match.group(1)
    return LETTERS.get(name, name.lower() if len(name) == 1 else None)


def fold_part(part):
    """What one character of a decomposition becomes"""
    if part in APOSTROPHES:
        return "'"
    if part in INVISIBLE or unicodedata.category(part)[0] == "M" or unicodedata.category(part) == "Cf":
        return ""
    if part.isascii():
        return part
    digit = unicodedata.decimal(part, None)
    if digit is not None:
        return str(digit)
    letter = latin(part)
    if letter is not None:
        return letter
    if part in ALIKE:
        return "?" + ALIKE[part]
    return "?" if unicodedata.category(part)[0] == "L" or unicodedata.category(part) == "Nl" else " "


def fold(character):
    """None: a space"""
    if character in APOSTROPHES:
        return "'"
    if character in INVISIBLE or unicodedata.category(character) == "Cf":
        return ""
    if unicodedata.category(character) == "Pd" or character == "\u2212":
        return "~"
    if character in ALIKE:
        return "?" + ALIKE[character]
    small = character.lower()
    source = small if latin(small[0]) is not None or small.isascii() else character
    out = "".join(fold_part(part) for part in unicodedata.normalize("NFKD", source)).lower()
    if re.search(r"\?(?![a-z])", out):
        return "?"
    if unicodedata.category(character)[0] == "M":
        return out.strip() or ""
    out = re.sub(r"[^a-z0-9'?]+", " ", out)
    if out.startswith("?") and len(out) > 2:
        return "?"
    return None if not out.strip() and out != "" or len(out) > 7 else out


def main():
    print("# code point (or first..last, all alike), then its ASCII form; - for nothing. Not listed: a space.")
    print("# _ is a space, ~ a hyphen, ? a letter of another script, ?a one that looks like the Latin a.")
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
