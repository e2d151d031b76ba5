#include "node/agency/web/page.h"

#include <stdio.h>
#include <string.h>

#include "node/base/text.h"

enum { FIRST_ROOM = 16 * 1024 };

static const char replacement[] = "\xEF\xBF\xBD"; /* U+FFFD */

dolen_page dolen_page_of(dolen_arena *arena, dolen_language language)
{
    return (dolen_page){.arena = arena, .language = language};
}

dolen_status dolen_page_finish(const dolen_page *page, dolen_bytes *out, dolen_err *err)
{
    *out = (dolen_bytes){0};
    if (page->failed)
        return DOLEN_FAIL(err, DOLEN_E_LIMIT, "the page does not fit into its memory");
    *out = dolen_bytes_of(page->at, page->size);
    return DOLEN_OK;
}

static bool make_room(dolen_page *page, size_t size)
{
    if (page->failed || size <= page->room - page->size)
        return !page->failed;
    size_t room = page->room ? page->room : FIRST_ROOM;
    while (room - page->size < size && room < SIZE_MAX / 4)
        room *= 2;
    char *at = dolen_arena_make(page->arena, room, 1);
    if (!at) {
        page->failed = true;
        return false;
    }
    if (page->size)
        memcpy(at, page->at, page->size);
    page->at = at;
    page->room = room;
    return true;
}

void dolen_page_add(dolen_page *page, const char *markup, size_t size)
{
    if (!size || !make_room(page, size))
        return;
    memcpy(page->at + page->size, markup, size);
    page->size += size;
}

/* Controls, and the marks that turn the direction of what follows: U+202A to U+202E, U+2066 to U+2069. */
static bool is_unwanted(const char *at, size_t size)
{
    const unsigned char *letter = (const unsigned char *)at;

    if (size == 1)
        return (*letter < 0x20 && *letter != '\n' && *letter != '\t' && *letter != '\r') || *letter == 0x7F;
    if (size == 2)
        return letter[0] == 0xC2 && letter[1] < 0xA0;
    return size == 3 && letter[0] == 0xE2 &&
           ((letter[1] == 0x80 && letter[2] >= 0xAA && letter[2] <= 0xAE) ||
            (letter[1] == 0x81 && letter[2] >= 0xA6 && letter[2] <= 0xA9));
}

static const char *entity_of(char letter)
{
    switch (letter) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

static void add_escaped(dolen_page *page, const char *text, bool breaks)
{
    for (const char *at = text ? text : ""; *at;) {
        const size_t size = dolen_text_letter_size(at);
        const char *entity = entity_of(*at);
        if (size == 0 || is_unwanted(at, size))
            dolen_page_add(page, replacement, sizeof replacement - 1);
        else if (entity)
            dolen_page_add(page, entity, strlen(entity));
        else if (breaks && *at == '\n')
            dolen_page_markup(page, "&#10;");
        else
            dolen_page_add(page, at, size);
        at += size ? size : 1;
    }
}

void dolen_page_text(dolen_page *page, const char *text)
{
    add_escaped(page, text, false);
}

void dolen_page_attribute(dolen_page *page, const char *text)
{
    add_escaped(page, text, true);
}

bool dolen_page_is_local(const char *path)
{
    if (!path || path[0] != '/' || path[1] == '/')
        return false;
    for (const char *at = path; *at; at++)
        if ((unsigned char)*at <= 0x20 || (unsigned char)*at >= 0x7F || *at == '\\')
            return false;
    return true;
}

void dolen_page_url(dolen_page *page, const char *path)
{
    add_escaped(page, dolen_page_is_local(path) ? path : "/", true);
}

void dolen_page_url_part(dolen_page *page, const char *text)
{
    for (const char *at = text ? text : ""; *at; at++) {
        char encoded[4];
        if (dolen_text_is_token(at, 1, "-._~"))
            dolen_page_add(page, at, 1);
        else if (snprintf(encoded, sizeof encoded, "%%%02X", (unsigned int)(unsigned char)*at) == 3)
            dolen_page_add(page, encoded, 3);
    }
}

void dolen_page_number(dolen_page *page, int64_t number)
{
    char text[24];
    const int size = snprintf(text, sizeof text, "%lld", (long long)number);

    dolen_page_add(page, text, (size_t)size);
}

const char *dolen_page_message(const dolen_page *page, dolen_message message)
{
    return dolen_messages[message < DOLEN_MESSAGES ? message : DOLEN_MESSAGE_NONE][page->language];
}

const char *dolen_page_choose(const dolen_page *page, dolen_both name)
{
    const char *first = page->language == DOLEN_WELSH ? name.cy : name.en;
    const char *second = page->language == DOLEN_WELSH ? name.en : name.cy;

    return dolen_page_has(first) ? first : dolen_page_has(second) ? second : "";
}

bool dolen_page_has(const char *text)
{
    return text && *text;
}
