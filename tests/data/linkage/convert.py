#!/usr/bin/env python3
"""convert.py FOLDER: from the original files in FOLDER (see PROVENANCE.md) to the CSV files beside this script.

The truth becomes `entity`; dates are written as they are, possible or not. FEBRL's address is its street number and
its first address line; its suburb, state and made-up social security number have no place in the header and are left
out, and so are fake_1000's city and e-mail address."""
import csv
import os
import re
import sys

HEADER = 'entity,forenames,surname,dob,sex,postcode,address,uprn,nhs_number'.split(',')
here = os.path.dirname(os.path.abspath(__file__))


def rows(path):
    with open(path, encoding='utf-8-sig') as lines:
        return list(csv.DictReader(lines, skipinitialspace=True))


def write(name, records):
    with open(os.path.join(here, name), 'w', encoding='utf-8', newline='') as out:
        writer = csv.writer(out, lineterminator='\n')
        writer.writerow(HEADER)
        writer.writerows(records)


def iso(date):
    return re.sub(r'^(\d{4})(\d\d)(\d\d)$', r'\1-\2-\3', date)


def febrl(row):
    entity = re.match(r'rec-(\d+)-', row['rec_id']).group(1)
    address = (row['street_number'] + ' ' + row['address_1']).strip()
    return [entity, row['given_name'], row['surname'], iso(row['date_of_birth']), '', row['postcode'], address, '', '']


def fake(row):
    return [row['cluster'], row['first_name'], row['surname'], iso(row['dob']), '', '', '', '', '']


def main(folder):
    everyone = rows(os.path.join(folder, 'dataset3.csv'))
    write('febrl3_index.csv', [febrl(row) for row in everyone if row['rec_id'].endswith('-org')])
    write('febrl3_query.csv', [febrl(row) for row in everyone if not row['rec_id'].endswith('-org')])
    write('febrl4_index.csv', [febrl(row) for row in rows(os.path.join(folder, 'dataset4a.csv'))])
    write('febrl4_query.csv', [febrl(row) for row in rows(os.path.join(folder, 'dataset4b.csv'))])
    seen, first, others = set(), [], []
    for row in rows(os.path.join(folder, 'fake_1000.csv')):
        (others if row['cluster'] in seen else first).append(fake(row))
        seen.add(row['cluster'])
    write('fake1000_index.csv', first)
    write('fake1000_query.csv', others)


if __name__ == '__main__':
    main(sys.argv[1])
