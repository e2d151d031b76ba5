#!/usr/bin/env python3
"""make_vectors.py > vectors.tsv: random sets of agreeing kinds with the levels and probabilities that docs/matching.md says
they have, worked out here a second time, from the tables of that page and without any of the product's code."""
import random

KINDS = {  # forename, surname, born, place, sex, middle name
    2: (3, 0, 3, 0, 0, 0), 4: (2, 2, 4, 0, 0, 0), 5: (0, 3, 4, 0, 0, 0), 7: (3, 0, 3, 0, 0, 1), 9: (3, 3, 2, 0, 0, 0),
    11: (2, 2, 2, 0, 0, 0), 12: (0, 0, 4, 3, 0, 0), 15: (2, 2, 0, 3, 0, 0), 16: (1, 0, 1, 3, 1, 0), 18: (0, 0, 4, 4, 0, 0),
    19: (3, 0, 0, 4, 0, 0), 20: (0, 0, 0, 0, 0, 0), 22: (1, 1, 4, 0, 0, 0), 23: (3, 3, 0, 1, 0, 0), 24: (3, 3, 0, 2, 0, 0),
    25: (0, 3, 0, 4, 0, 0), 26: (4, 4, 4, 0, 0, 0)}
FIELD_BITS = (1, 2, 4, 8)
SAME = ((0.046, 0.036, 0.078, 0.23, 0.61),
        (0.28, 0.016, 0.11, 0.084, 0.51),
        (0.043, 0.022, 0.057, 0.094, 0.78),
        (0.27, 0.077, 0.082, 0.17, 0.4),
        (0.019, 0.98),
        (0.05, 0.95))
STRANGER = ((1.0, 0.03, 0.0031, 0.0051, 0.01),
            (1.0, 0.029, 0.0014, 0.0011, 0.0018),
            (1.0, 0.008, 0.0025, 2.8e-05, 8e-05),
            (),
            (1.0, 0.35),
            (1.0, 0.011))
RELATIVE = ((0.87, 0.077, 0.011, 0.023, 0.021),
            (0.18, 0.015, 0.02, 0.11, 0.68),
            (0.97, 0.017, 0.0071, 0.00082, 0.0076),
            (0.19, 0.05, 0.08, 0.13, 0.55),
            (0.63, 0.37),
            (0.9, 0.099))
WEAK = (1.0, 0.008, 0.001, 0.0013, 0.001)
SHARERS = (0, 16000, 930, 34, 2)
PRIOR_SAME, PRIOR_RELATIVE = 1.1, 3.1

def levels_of(kinds, fields):
    top = [max([KINDS[k][i] for k in kinds] + [0]) for i in range(6)]
    letters = kinds & {4, 11, 15}
    if letters and kinds & {2, 7, 9, 19, 23, 24}:
        top[0] = 4
    if letters and kinds & {5, 9, 23, 24, 25}:
        top[1] = 4
    if {9, 11} <= kinds or (kinds & {2, 7} and kinds & {9, 11}):
        top[2] = 4
    known = [top[i] if top[i] or fields & FIELD_BITS[i] else None for i in range(4)]
    return known + [1 if top[i] else None for i in (4, 5)]


def weigh(levels, weak, records):
    same, stranger, relative = PRIOR_SAME, float(records), PRIOR_RELATIVE
    for i, level in enumerate(levels):
        if level is None:
            continue
        same *= SAME[i][level]
        relative *= RELATIVE[i][level]
        if i == 3:
            stranger *= min(1, SHARERS[level] / records) if level else 1
        elif i == 2 and weak:
            stranger *= WEAK[level]
        else:
            stranger *= STRANGER[i][level]
    total = same + stranger + relative
    return same / total, relative / total


def main():
    dice = random.Random(21)
    print('# kinds, fields that both hold, 1 January, records, levels (- unknown), same, relative: make_vectors.py')
    for _ in range(600):
        kinds = {k for k in KINDS if dice.random() < dice.choice((.15, .4, .8))}
        fields = dice.choice((15, 15, 15, 7, 11, 13, 14, 3, 9))
        weak = fields & 4 and dice.random() < .1
        records = dice.choice((251, 5000, 100000, 1000000))
        levels = levels_of(kinds, fields)
        same, relative = weigh(levels, weak, records)
        shown = ' '.join('-' if level is None else str(level) for level in levels)
        print('%x %d %d %d %s %.17g %.17g' % (sum(1 << k for k in kinds), fields, bool(weak), records, shown, same, relative))


main()
