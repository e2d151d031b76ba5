/* Any bytes as a federation file: the first byte chooses draft or signed by a fixed test key. Read or refused with a
   reason; what is read as signed stands under a good signature. */
#include "governance/federation/federation.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The corpus is signed with the key of this seed; it signs nothing else. */
static const uint8_t seed[DOLEN_SIGN_SEED] = "dolen fuzz federation, not a key";

static dolen_status read_signed(dolen_bytes bytes, dolen_federation **out, dolen_problems *problems)
{
    DOLEN_OWN(dolen_signing_key, key) = dolen_signing_key_new_from_seed(seed);
    dolen_note_key governance;

    DOLEN_TRY(dolen_note_make_key("test.example/governance", DOLEN_NOTE_ED25519, dolen_signing_key_public(key),
                                  &governance, NULL));
    return dolen_federation_read("fuzz", bytes, &governance, out, problems, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    DOLEN_OWN(dolen_problems, problems) = dolen_problems_new(4);
    dolen_federation *read = NULL;

    if (size < 1)
        return 0;
    const dolen_bytes bytes = dolen_bytes_of(data + 1, size - 1);
    const dolen_status status = data[0] & 1 ? read_signed(bytes, &read, problems)
                                            : dolen_federation_read_draft("fuzz", bytes, &read, problems, NULL);
    DOLEN_OWN(dolen_federation, federation) = read;
    DOLEN_MUST((status == DOLEN_OK) == (federation != NULL));
    if (federation)
        for (size_t i = 0; i < federation->member_count; i++)
            DOLEN_MUST(dolen_federation_member_of(federation, federation->members[i].code));
    return 0;
}
