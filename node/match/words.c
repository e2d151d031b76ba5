#include "node/match/words_internal.h"

#include <string.h>

const char *dolen_words_form(const dolen_table *table, const char *word)
{
    size_t low = 0;
    size_t high = table->count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(word, table->items[middle].word);
        if (order == 0)
            return table->items[middle].form;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

bool dolen_words_has(const dolen_table *table, const char *word)
{
    return dolen_words_form(table, word) != NULL;
}

void dolen_words_append(char *out, size_t room, const char *text)
{
    const size_t used = strlen(out);
    size_t size = strlen(text);

    if (size > room - 1 - used)
        size = room - 1 - used;
    memcpy(out + used, text, size);
    out[used + size] = '\0';
}
