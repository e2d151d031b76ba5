/* Runs a fuzz target over the files of its corpus, and over every one-byte change of the short ones. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "node/base/arena.h"
#include "node/base/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FILE_LIMIT = 4 * 1024 * 1024, SHORT = 512 };

static void run_with_changes(dolen_bytes input)
{
    LLVMFuzzerTestOneInput(input.at, input.size);
    if (input.size > SHORT)
        return;
    uint8_t copy[SHORT];
    if (input.size)
        memcpy(copy, input.at, input.size);
    for (size_t i = 0; i < input.size; i++) {
        copy[i] ^= 0x55;
        LLVMFuzzerTestOneInput(copy, input.size);
        copy[i] ^= 0x55;
    }
}

static int run_file(const char *folder, const char *name)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(FILE_LIMIT + 1024);
    char path[4096];
    dolen_bytes input;

    if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, name) >= sizeof path)
        return 0;
    if (dolen_file_read(arena, path, FILE_LIMIT, &input, NULL) != DOLEN_OK)
        return 0;
    run_with_changes(input);
    return 1;
}

int main(int argc, char **argv)
{
    int runs = 0;

    for (int i = 1; i < argc; i++) {
        DIR *folder = opendir(argv[i]);
        for (struct dirent *entry = folder ? readdir(folder) : NULL; entry; entry = readdir(folder))
            if (entry->d_name[0] != '.')
                runs += run_file(argv[i], entry->d_name);
        if (folder)
            closedir(folder);
    }
    printf("%d inputs replayed\n", runs);
    return runs ? 0 : 1;
}
