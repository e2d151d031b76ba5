/**
 * The normaliser's frozen tables, made at build time from node/match/data by make_tables.c.
 *
 * Owns: nothing; constant data. Threads: any.
 */
#ifndef DOLEN_NODE_MATCH_TABLES_H
#define DOLEN_NODE_MATCH_TABLES_H

#include <stddef.h>
#include <stdint.h>

/** Code points from `first` to `last` all become `text`, "" for nothing. */
typedef struct dolen_table_fold {
    uint32_t first;
    uint32_t last;
    char text[8];
} dolen_table_fold;

typedef struct dolen_table_word {
    const char *word;
    const char *form; /**< what it is reduced to; the word itself in a plain list */
} dolen_table_word;

/** Words in strcmp order, none twice. */
typedef struct dolen_table {
    const dolen_table_word *items;
    size_t count;
} dolen_table;

/** In ascending order, not overlapping. */
extern const dolen_table_fold dolen_table_folds[];
extern const size_t dolen_table_fold_count;

extern const dolen_table dolen_table_nicknames;
extern const dolen_table dolen_table_titles;
extern const dolen_table dolen_table_title_surnames;
extern const dolen_table dolen_table_suffixes;
extern const dolen_table dolen_table_placeholders;
extern const dolen_table dolen_table_filler_words;
extern const dolen_table dolen_table_kin;
extern const dolen_table dolen_table_former_marks;
extern const dolen_table dolen_table_particles;
extern const dolen_table dolen_table_patronymics;
extern const dolen_table dolen_table_forename_particles;
extern const dolen_table dolen_table_arabic_articles;
extern const dolen_table dolen_table_postcode_areas;
extern const dolen_table dolen_table_units;
extern const dolen_table dolen_table_floors;
extern const dolen_table dolen_table_floor_words;
extern const dolen_table dolen_table_no_abode;
extern const dolen_table dolen_table_articles;
extern const dolen_table dolen_table_house_types;
extern const dolen_table dolen_table_english_types;
extern const dolen_table dolen_table_welsh_types;
extern const dolen_table dolen_table_welsh_words;

#endif
