#include "node/keyholder/share_loading.h"

#include "node/crypto/key_files.h"

dolen_status dolen_share_loading_add(const char *path, const dolen_federation *federation, dolen_evaluator *evaluator,
                                     dolen_err *err)
{
    DOLEN_SHARE_FILE(file);
    DOLEN_OWN(dolen_holder_share, share) = NULL;

    DOLEN_TRY(dolen_key_files_read_share(path, &file, err));
    if (!dolen_code_same(file.federation, federation->name))
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the share belongs to another federation");
    const dolen_joint_key *key = dolen_federation_epoch_of(federation, file.epoch);
    if (!key)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the federation file does not have the share's epoch");
    if (file.threshold != key->threshold || file.holders != key->holders)
        return DOLEN_FAIL(err, DOLEN_E_CONFLICT, "the share was made for another threshold or number of holders");
    DOLEN_TRY(dolen_holder_share_new(key, file.number, file.secret, &share, err));
    return dolen_evaluator_add(evaluator, &share, err);
}
