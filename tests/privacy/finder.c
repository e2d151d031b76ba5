/*
 * finder NEEDLES FILE...: where in the files does anything about a person stand?
 *
 * NEEDLES holds one line a fact: a name, date of birth, NHS number, postcode. Each is looked for as it is (in any case,
 * as a word of its own), without its spaces and dashes, and as the first half of its unkeyed SHA-256, SHA-1 and MD5 in
 * raw bytes, hexadecimal and base64. A hit prints the file, the place and the form, never the fact. Exit 0: nothing
 * found; 1: something; 2: wrong usage or unreadable.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>

enum { KEY = 6, SLOTS = 1 << 22, NEEDLE_MOST = 64, HITS_MOST = 50, DIGEST_PART = 10 };

typedef struct needle {
    uint8_t bytes[NEEDLE_MOST];
    uint8_t size;
    bool is_word;
    const char *form;
    size_t line; /* of the needles' file */
    struct needle *next;
} needle;

typedef struct finder {
    needle **slots;
    size_t hits;
} finder;

static size_t slot_of(const uint8_t *key)
{
    uint64_t value = 1469598103934665603U;

    for (int i = 0; i < KEY; i++)
        value = (value ^ (uint8_t)tolower(key[i])) * 1099511628211U;
    return (size_t)(value ^ (value >> 29)) % SLOTS;
}

static void add(finder *to, const void *bytes, size_t size, bool is_word, const char *form, size_t line)
{
    if (size < KEY || size > NEEDLE_MOST)
        return;
    needle *made = calloc(1, sizeof *made);
    if (!made)
        abort();
    memcpy(made->bytes, bytes, size);
    made->size = (uint8_t)size;
    made->is_word = is_word;
    made->form = form;
    made->line = line;
    const size_t slot = slot_of(made->bytes);
    made->next = to->slots[slot];
    to->slots[slot] = made;
}

static void add_digest(finder *to, const char *text, const EVP_MD *digest, const char *const forms[3], size_t line)
{
    uint8_t raw[EVP_MAX_MD_SIZE], base64[2 * EVP_MAX_MD_SIZE];
    char hex[2 * DIGEST_PART + 1];

    if (EVP_Digest(text, strlen(text), raw, NULL, digest, NULL) != 1)
        abort();
    for (int i = 0; i < DIGEST_PART; i++)
        snprintf(hex + 2 * i, 3, "%02x", raw[i]);
    EVP_EncodeBlock(base64, raw, EVP_MD_size(digest));
    add(to, raw, DIGEST_PART, false, forms[0], line);
    add(to, hex, 2 * DIGEST_PART, false, forms[1], line);
    add(to, base64, DIGEST_PART * 4 / 3, false, forms[2], line);
}

static void add_digests(finder *to, const char *text, size_t line)
{
    static const char *const sha256[] = {"its SHA-256", "its SHA-256 in hexadecimal", "its SHA-256 in base64"};
    static const char *const sha1[] = {"its SHA-1", "its SHA-1 in hexadecimal", "its SHA-1 in base64"};
    static const char *const md5[] = {"its MD5", "its MD5 in hexadecimal", "its MD5 in base64"};

    add_digest(to, text, EVP_sha256(), sha256, line);
    add_digest(to, text, EVP_sha1(), sha1, line);
    add_digest(to, text, EVP_md5(), md5, line);
}

static void add_fact(finder *to, const char *fact, size_t line)
{
    char bare[128], upper[128], lower[128];
    size_t size = 0;

    for (const char *at = fact; *at && size < sizeof bare - 1; at++)
        if (*at != ' ' && *at != '-')
            bare[size++] = *at;
    bare[size] = '\0';
    for (size_t i = 0; i <= size; i++) {
        upper[i] = (char)toupper((unsigned char)bare[i]);
        lower[i] = (char)tolower((unsigned char)bare[i]);
    }
    add(to, fact, strlen(fact), true, "as it is", line);
    add_digests(to, fact, line);
    if (strcmp(bare, fact) != 0) {
        add(to, bare, size, true, "without spaces or dashes", line);
        add_digests(to, bare, line);
    }
    if (strcmp(upper, bare) != 0)
        add_digests(to, upper, line);
    if (strcmp(lower, bare) != 0)
        add_digests(to, lower, line);
}

static int read_needles(finder *to, const char *path)
{
    FILE *file = fopen(path, "r");
    char fact[128];
    size_t line = 0;

    if (!file)
        return -1;
    while (fgets(fact, sizeof fact, file)) {
        fact[strcspn(fact, "\n")] = '\0';
        add_fact(to, fact, ++line);
    }
    fclose(file);
    return line > 0 ? 0 : -1;
}

static bool is_here(const needle *one, const uint8_t *bytes, size_t size, size_t at)
{
    if (size - at < one->size)
        return false;
    if (!one->is_word)
        return memcmp(bytes + at, one->bytes, one->size) == 0;
    for (size_t i = 0; i < one->size; i++)
        if (tolower(bytes[at + i]) != tolower(one->bytes[i]))
            return false;
    return (at == 0 || !isalnum(bytes[at - 1])) && (at + one->size == size || !isalnum(bytes[at + one->size]));
}

static void search(finder *with, const char *path, const uint8_t *bytes, size_t size)
{
    for (size_t at = 0; at + KEY <= size; at++)
        for (const needle *one = with->slots[slot_of(bytes + at)]; one; one = one->next)
            if (is_here(one, bytes, size, at) && ++with->hits <= HITS_MOST)
                printf("%s: byte %zu: fact %zu, %s\n", path, at, one->line, one->form);
}

static int search_file(finder *with, const char *path)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat about;

    if (fd < 0 || fstat(fd, &about) != 0) {
        fprintf(stderr, "finder: %s: %s\n", path, strerror(errno));
        return -1;
    }
    if (about.st_size > 0) {
        uint8_t *bytes = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (bytes == MAP_FAILED)
            return -1;
        search(with, path, bytes, (size_t)about.st_size);
        munmap(bytes, (size_t)about.st_size);
    }
    close(fd);
    return 0;
}

int main(int argc, char **argv)
{
    finder with = {.slots = calloc(SLOTS, sizeof(needle *))};

    if (argc < 3 || !with.slots || read_needles(&with, argv[1]) != 0) {
        fprintf(stderr, "usage: finder NEEDLES FILE...\n");
        return 2;
    }
    for (int i = 2; i < argc; i++)
        if (search_file(&with, argv[i]) != 0)
            return 2;
    printf("%zu hits in %d files\n", with.hits, argc - 2);
    return with.hits > 0;
}
