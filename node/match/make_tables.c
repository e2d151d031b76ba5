/* Build tool: turns the files of node/match/data into C tables (tables.h). Refuses anything it does not understand. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 4096, ENTRIES = 4096, WORD = 48 };

typedef struct entry {
    char word[WORD];
    char form[WORD];
} entry;

typedef struct list {
    char name[WORD];
    entry *entries;
    size_t count;
} list;

static const char *source;
static size_t line_number;

static void stop(const char *why)
{
    fprintf(stderr, "%s:%zu: %s\n", source, line_number, why);
    exit(1);
}

static FILE *open_source(const char *path)
{
    FILE *in = fopen(path, "r");

    source = path;
    line_number = 0;
    if (!in)
        stop("cannot be read");
    return in;
}

static char *next_line(FILE *in, char line[LINE])
{
    while (fgets(line, LINE, in)) {
        line_number++;
        if (!strchr(line, '\n'))
            stop("the line is too long or does not end");
        line[strcspn(line, "\n")] = '\0';
        if (line[0] != '#' && line[0] != '\0')
            return line;
    }
    return NULL;
}

static void check_word(const char *word)
{
    if (!*word || strlen(word) >= WORD || strspn(word, "abcdefghijklmnopqrstuvwxyz/") != strlen(word))
        stop("a word is one to 47 letters a to z, or such letters with / between them");
}

static void add(list *to, const char *word, const char *form)
{
    check_word(word);
    check_word(form);
    for (size_t i = 0; i < to->count; i++)
        if (strcmp(to->entries[i].word, word) == 0)
            return;
    if (to->count == ENTRIES)
        stop("too many entries");
    memcpy(to->entries[to->count].word, word, strlen(word) + 1);
    memcpy(to->entries[to->count++].form, form, strlen(form) + 1);
}

static void start(list *one, const char *name)
{
    if (strlen(name) >= WORD)
        stop("the name of a list is too long");
    memcpy(one->name, name, strlen(name) + 1);
    one->count = 0;
    one->entries = calloc(ENTRIES, sizeof *one->entries);
    if (!one->entries)
        stop("out of memory");
}

static int by_word(const void *a, const void *b)
{
    const entry *left = a;
    const entry *right = b;

    return strcmp(left->word, right->word);
}

static void print_list(list *one)
{
    if (one->entries)
        qsort(one->entries, one->count, sizeof *one->entries, by_word);
    printf("static const dolen_table_word %s[] = {\n", one->name);
    for (size_t i = 0; i < one->count; i++)
        printf("    {\"%s\", \"%s\"},\n", one->entries[i].word, one->entries[i].form);
    printf("};\n\nconst dolen_table dolen_table_%s = {%s, %zu};\n\n", one->name, one->name, one->count);
    free(one->entries);
}

static void read_nicknames(const char *path)
{
    FILE *in = open_source(path);
    char line[LINE];
    list names;

    start(&names, "nicknames");
    while (next_line(in, line)) {
        char *rest = strchr(line, ':');
        if (!rest)
            stop("a line is `canonical: variants`");
        *rest++ = '\0';
        add(&names, line, line);
        for (const char *word = strtok(rest, " "); word; word = strtok(NULL, " "))
            add(&names, word, line);
    }
    fclose(in);
    print_list(&names);
}

static void read_words(const char *path)
{
    FILE *in = open_source(path);
    char line[LINE];
    list words = {0};

    while (next_line(in, line)) {
        if (line[0] == '[') {
            if (words.entries)
                print_list(&words);
            line[strcspn(line, "]")] = '\0';
            start(&words, line + 1);
            continue;
        }
        if (!words.entries)
            stop("a word outside a [list]");
        for (char *word = strtok(line, " "); word; word = strtok(NULL, " ")) {
            char *form = strchr(word, '=');
            if (form)
                *form++ = '\0';
            add(&words, word, form ? form : word);
        }
    }
    fclose(in);
    print_list(&words);
}

/* "-" nothing, "_" a space, "~" a hyphen, "?" the mark of a letter of another script (normalise.h,
 * DOLEN_NORMAL_FOREIGN). */
static void print_letter(char letter)
{
    if (letter == '?')
        fputs("\\032", stdout);
    else if (letter != '-')
        putchar(letter == '_' ? ' ' : letter == '~' ? '-' : letter);
}

static void print_fold(const char *range, const char *text)
{
    unsigned long first = strtoul(range, NULL, 16);
    const char *dots = strstr(range, "..");
    unsigned long last = dots ? strtoul(dots + 2, NULL, 16) : first;

    if (first < 0x80 || last < first || last > 0x10FFFF || strlen(text) > 7)
        stop("not a range of characters and at most 7 letters");
    printf("    {0x%lX, 0x%lX, \"", first, last);
    for (const char *letter = text; *letter; letter++)
        print_letter(*letter);
    printf("\"},\n");
}

static void read_folds(const char *path)
{
    FILE *in = open_source(path);
    char line[LINE];
    size_t count = 0;

    printf("const dolen_table_fold dolen_table_folds[] = {\n");
    while (next_line(in, line)) {
        char *text = strchr(line, ' ');
        if (!text)
            stop("a line is `range text`");
        *text++ = '\0';
        print_fold(line, text);
        count++;
    }
    fclose(in);
    printf("};\n\nconst size_t dolen_table_fold_count = %zu;\n", count);
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: make_tables nicknames.txt words.txt fold.txt > tables.c\n");
        return 2;
    }
    printf("#include \"node/match/tables.h\"\n\n");
    read_nicknames(argv[1]);
    read_words(argv[2]);
    read_folds(argv[3]);
    return ferror(stdout) || fflush(stdout) ? 1 : 0;
}
