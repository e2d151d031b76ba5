#include "node/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "node/base/text.h"

static void close_drop(const int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

#define CLOSED __attribute__((cleanup(close_drop)))

static dolen_status open_regular(const char *path, int *fd, struct stat *about, dolen_err *err)
{
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (*fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return DOLEN_FAIL(err, DOLEN_E_ABSENT, "there is no such file");
    if (*fd < 0 || fstat(*fd, about) != 0)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the file cannot be opened");
    if (!S_ISREG(about->st_mode))
        return DOLEN_FAIL(err, DOLEN_E_INPUT, "not a regular file");
    return DOLEN_OK;
}

static dolen_status read_all(int fd, dolen_arena *arena, size_t limit, dolen_bytes *out, dolen_err *err)
{
    struct stat about;

    if (fstat(fd, &about) != 0)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the file cannot be read");
    if ((uintmax_t)about.st_size > limit)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the file is larger than it may be");
    uint8_t *bytes = NULL;
    DOLEN_TRY(dolen_arena_take(arena, (size_t)about.st_size + 1, 1, &bytes, err));
    size_t size = 0;
    while (size < (size_t)about.st_size) {
        const ssize_t got = read(fd, bytes + size, (size_t)about.st_size - size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the file cannot be read");
        if (got == 0)
            break;
        size += (size_t)got;
    }
    *out = dolen_bytes_of(bytes, size);
    return DOLEN_OK;
}

dolen_status dolen_file_read(dolen_arena *arena, const char *path, size_t limit, dolen_bytes *out, dolen_err *err)
{
    CLOSED int fd = -1;
    struct stat about;

    *out = dolen_bytes_of(NULL, 0);
    DOLEN_TRY(open_regular(path, &fd, &about, err));
    return read_all(fd, arena, limit, out, err);
}

/* The service manager hands over credentials as root's files of mode 0400 with an access list for the service, which
   shows as 0440. */
static bool is_private(const struct stat *about)
{
    const bool credential = about->st_uid == 0 && about->st_gid == 0 && (about->st_mode & 07777) == 0440;

    if ((about->st_mode & 077) != 0 && !credential)
        return false;
    return about->st_uid == geteuid() || about->st_uid == 0;
}

dolen_status dolen_file_read_secret(dolen_arena *arena, const char *path, size_t limit, dolen_bytes *out,
                                    dolen_err *err)
{
    CLOSED int fd = -1;
    struct stat about;

    *out = dolen_bytes_of(NULL, 0);
    DOLEN_TRY(open_regular(path, &fd, &about, err));
    if (!is_private(&about))
        return DOLEN_FAIL(err, DOLEN_E_DENIED, "a secret file must be readable by its owner alone (chmod 600)");
    return read_all(fd, arena, limit, out, err);
}

static dolen_status write_all(int fd, dolen_bytes bytes, dolen_err *err)
{
    while (bytes.size) {
        const ssize_t put = write(fd, bytes.at, bytes.size);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the file cannot be written");
        bytes = dolen_bytes_of(bytes.at + put, bytes.size - (size_t)put);
    }
    if (fsync(fd) != 0)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the file cannot be made durable");
    return DOLEN_OK;
}

static dolen_status sync_folder_of(const char *path, dolen_err *err)
{
    char folder[PATH_MAX];

    DOLEN_TRY(dolen_text_copy(folder, sizeof folder, path, err));
    CLOSED int fd = open(dirname(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the folder cannot be made durable");
    return DOLEN_OK;
}

dolen_status dolen_file_write(const char *path, dolen_bytes bytes, unsigned int mode, dolen_err *err)
{
    char temporary[PATH_MAX];

    if ((size_t)snprintf(temporary, sizeof temporary, "%s.new", path) >= sizeof temporary)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the path is too long");
    if (unlink(temporary) != 0 && errno != ENOENT)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "an unfinished file is in the way");
    CLOSED int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);
    if (fd < 0)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the file cannot be created");
    const dolen_status written = write_all(fd, bytes, err);
    if (written != DOLEN_OK) {
        unlink(temporary);
        return written;
    }
    if (rename(temporary, path) != 0)
        return DOLEN_FAIL(err, DOLEN_E_SYSTEM, "the file cannot be put in its place");
    return sync_folder_of(path, err);
}
