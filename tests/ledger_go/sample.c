/* Writes a sample ledger, with everything that the Go verifier looks at, into a folder; prints the keys to trust.
 */
#include "governance/audit/cosignature.h"
#include "governance/audit/lines.h"
#include "governance/audit/proof_file.h"
#include "tests/support/ledger_data.h"

enum { ARENA = 1024 * 1024, SIZE = 530, EARLIER = 300, INDEX = 301, WITNESSES = 3 };

static const char origin[] = "broker.example/ledger";
static const char *const witnesses[WITNESSES] = {"police.example/w1", "council.example/w1", "health.example/w1"};

static const char *cosign(dolen_arena *arena, const char *checkpoint)
{
    const size_t room = 4096;
    char *text = dolen_arena_make(arena, room, 1);
    dolen_writer writer = dolen_writer_of(text, room);
    dolen_note note;

    DOLEN_MUST(dolen_note_read(arena, dolen_bytes_of_string(checkpoint), &note, NULL) == DOLEN_OK);
    dolen_writer_add(&writer, dolen_bytes_of_string(checkpoint));
    for (uint8_t i = 0; i < WITNESSES; i++) {
        DOLEN_OWN(dolen_signing_key, key) = data_key((uint8_t)(2 + i));
        const char *line = NULL;
        DOLEN_MUST(dolen_cosignature_make(arena, note.text, witnesses[i], key, 1790000000, &line, NULL) == DOLEN_OK);
        dolen_writer_add(&writer, dolen_bytes_of_string(line));
    }
    return text;
}

static bool name_everybody(void *context, dolen_code agency)
{
    (void)context;
    (void)agency;
    return true;
}

/* The same receipt as a member that was disclosed has it, with its part of the entry. */
static void write_part(const char *folder, dolen_arena *arena, const dolen_ledger_place *place, const char *whole)
{
    const dolen_ledger_audience audience = {.member = dolen_code_of("police-west"), .may_name = name_everybody};
    dolen_proof_file file;
    const char *text;

    DOLEN_MUST(dolen_proof_file_read(arena, dolen_bytes_of_string(whole), &file, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_ledger_opening_project(arena, place->salt, place->entry, &audience, &file.opening, NULL) ==
               DOLEN_OK);
    DOLEN_MUST(dolen_proof_file_write(arena, &file, &text, NULL) == DOLEN_OK);
    data_write(folder, "part.tlog-proof", dolen_bytes_of_string(text));
}

static void write_receipt(const char *folder, data_tree *tree, const char *checkpoint)
{
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_ledger_entry entry = data_entry(INDEX);
    dolen_ledger_place place = {.index = INDEX, .size = SIZE, .leaf = data_commitment(INDEX), .checkpoint = checkpoint};
    dolen_merkle_proof proof;
    const char *text;

    DOLEN_MUST(dolen_ledger_entry_write(arena, &entry, &place.entry, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_merkle_proof_make_inclusion(INDEX, SIZE, (dolen_merkle_source){data_fetch, tree}, &proof, NULL) ==
               DOLEN_OK);
    place.proof = proof.hashes;
    place.proof_count = proof.count;
    data_salt(INDEX, place.salt);
    DOLEN_MUST(dolen_proof_file_of_place(arena, &place, &text, NULL) == DOLEN_OK);
    data_write(folder, "one.tlog-proof", dolen_bytes_of_string(text));
    write_part(folder, arena, &place, text);
}

static void write_consistency(const char *folder, data_tree *tree)
{
    char text[DOLEN_PROOF_HASHES * (DOLEN_LINES_HASH_TEXT + 1)];
    dolen_writer writer = dolen_writer_of(text, sizeof text);
    dolen_merkle_proof proof;
    char line[DOLEN_LINES_HASH_TEXT];

    DOLEN_MUST(dolen_merkle_proof_make_consistency(EARLIER, SIZE, (dolen_merkle_source){data_fetch, tree}, &proof,
                                                   NULL) == DOLEN_OK);
    for (size_t i = 0; i < proof.count; i++) {
        dolen_lines_write_hash(&proof.hashes[i], line);
        dolen_writer_add(&writer, dolen_bytes_of_string(line));
        dolen_writer_u8(&writer, '\n');
    }
    data_write(folder, "consistency", dolen_writer_bytes(&writer));
}

int main(int argc, char **argv)
{
    static data_tree tree;
    DOLEN_OWN(dolen_arena, arena) = dolen_arena_new(ARENA);
    const dolen_note_key log_key = data_public(1, origin, DOLEN_NOTE_ED25519);
    char text[DOLEN_NOTE_KEY_TEXT];

    if (argc != 2)
        return 2;
    data_fill_entries(&tree, SIZE);
    const char *checkpoint = cosign(arena, data_checkpoint(arena, &tree, SIZE, origin, 1));
    data_write_log(argv[1], &tree, SIZE, checkpoint);
    data_write(argv[1], "earlier", dolen_bytes_of_string(data_checkpoint(arena, &tree, EARLIER, origin, 1)));
    write_receipt(argv[1], &tree, checkpoint);
    write_consistency(argv[1], &tree);
    dolen_note_write_key(&log_key, text);
    puts(text);
    for (uint8_t i = 0; i < WITNESSES; i++) {
        const dolen_note_key key = data_public((uint8_t)(2 + i), witnesses[i], DOLEN_NOTE_COSIGNATURE);
        dolen_note_write_key(&key, text);
        printf("%s%s", i ? "," : "", text);
    }
    putchar('\n');
    return 0;
}
