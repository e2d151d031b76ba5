/**
 * The people of a CSV file: their keys from the product's own code, and their fields for the plaintext baseline.
 *
 * Header: entity,forenames,surname,dob,sex,postcode,address,uprn,nhs_number in any order; of other columns only
 * `former_surname` is looked at. `entity` is the truth and is used for nothing but counting. Dates are ISO; a postcode
 * of four digits (Australian) is put one to one into the form A99 9AA, since the product knows British ones only.
 *
 * Owns: all that it read. Threads: one.
 */
#ifndef TESTS_BENCH_LINKAGE_SOURCE_PEOPLE_H
#define TESTS_BENCH_LINKAGE_SOURCE_PEOPLE_H

#include "node/base/status.h"
#include "node/model/subject.h"
#include "tests/bench/linkage_source/strings.h"

enum { LINKAGE_PARTS = 3 };

/** A key under a local secret: what stands for the pseudonym. */
typedef struct linkage_key {
    uint64_t value;
    uint32_t kind;
} linkage_key;

/** A record. Numbers are of strings in the shared vocabulary; 0 is "not given". */
typedef struct linkage_person {
    uint32_t entity;
    uint32_t household; /**< 0: not known */
    uint32_t twin;      /**< the twin's entity; 0: none, or not known */
    uint32_t forenames[2];
    uint32_t surname;
    uint32_t surnames[LINKAGE_PARTS]; /**< parts of a double one, the former one; none for a plain one */
    uint32_t postcode;
    uint32_t sector;
    uint32_t outcode;
    uint32_t units;
    uint32_t street;
    uint32_t dwelling; /**< units and postcode as one */
    uint32_t premises; /**< UPRN, else units and street as one */
    uint32_t nhs_number;
    uint32_t born; /**< YYYYMMDD */
    size_t first_key;
    uint8_t key_count;
    uint8_t fields; /**< DOLEN_FIELD_... */
    char sex;
} linkage_person;

/** What the baseline asks about a name, once for each different name. */
typedef struct linkage_name {
    uint32_t nickname;
    uint32_t code;   /**< phonetic, of the nickname's canonical form */
    uint32_t sound;  /**< phonetic, of the name itself */
    uint32_t prefix; /**< three letters */
    char initial;
} linkage_name;

/** Shared by both files, so that equal numbers mean equal strings. */
typedef struct linkage_vocabulary {
    linkage_strings strings;
    linkage_name *names; /**< by string number, as far as `name_count`; filled for names only */
    size_t name_count;
    linkage_strings truths;
    uint64_t kept_kinds; /**< of keys, as bits; what is not in here is not issued */
} linkage_vocabulary;

typedef struct linkage_people {
    linkage_person *items;
    size_t count;
    size_t room;
    linkage_key *keys;
    size_t key_count;
    size_t key_room;
    double key_seconds; /**< of processor time for normalising and key making */
} linkage_people;

/** An empty vocabulary; keys of all kinds are kept. */
void linkage_vocabulary_start(linkage_vocabulary *vocabulary);

/** Free what it holds. */
void linkage_vocabulary_end(linkage_vocabulary *vocabulary);

/** Read a file; on failure the line is printed to standard error. Free `*out` in any case. */
DOLEN_CHECKED dolen_status linkage_people_read(const char *path, linkage_vocabulary *vocabulary, linkage_people *out,
                                               dolen_err *err);

/**
 * Who lives with whom, for counting mistakes by whose they are: header entity,household,twin_of. Sets `household` and
 * `twin` of all records read before.
 */
DOLEN_CHECKED dolen_status linkage_people_relate(const char *path, linkage_vocabulary *vocabulary,
                                                 linkage_people *index, linkage_people *queries, dolen_err *err);

/** Free the records. */
void linkage_people_end(linkage_people *people);

#endif
