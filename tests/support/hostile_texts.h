/** Texts that people may type and that formats have broken on: formulas, quotes, markup, lines, control characters. */
#ifndef DOLEN_TESTS_SUPPORT_HOSTILE_TEXTS_H
#define DOLEN_TESTS_SUPPORT_HOSTILE_TEXTS_H

static const char *const hostile_texts[] = {
    "=HYPERLINK(\"http://x.example\",\"click\")",
    "+44 1792 000000",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(A1:A9)",
    "\tTab first",
    "\rReturn first",
    "\nLine first",
    "  =after spaces",
    "O'Brien, \"Bob\"; DROP TABLE search;--",
    "Two\r\nlines, three\nin all",
    "</script><script>alert(1)</script>",
    "bell \a, escape \x1b[31m and delete \x7f",
    "Llŷr ap Rhŷs \xe2\x80\xae drowsrever",
    "\\u0000 \\\" \\",
    "%00|percent",
    "",
    " ",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 🏴",
};

enum { HOSTILE_TEXTS = sizeof hostile_texts / sizeof *hostile_texts };

#endif
