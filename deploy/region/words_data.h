/**
 * The word lists of data/, compiled in by embed.cmake: one string a line, NULL after the last.
 *
 * Use words.h. Owns: nothing. Threads: any.
 */
#ifndef DOLEN_DEPLOY_REGION_WORDS_DATA_H
#define DOLEN_DEPLOY_REGION_WORDS_DATA_H

extern const char *const dolen_words_data_surnames[];
extern const char *const dolen_words_data_forenames[];
extern const char *const dolen_words_data_surname_spellings[];
extern const char *const dolen_words_data_forename_spellings[];
extern const char *const dolen_words_data_nicknames[];
extern const char *const dolen_words_data_streets[];
extern const char *const dolen_words_data_street_types[];
extern const char *const dolen_words_data_houses[];
extern const char *const dolen_words_data_places[];
extern const char *const dolen_words_data_places_wales[];
extern const char *const dolen_words_data_forename_variants[];
extern const char *const dolen_words_data_heard[];
extern const char *const dolen_words_data_scanned[];

#endif
