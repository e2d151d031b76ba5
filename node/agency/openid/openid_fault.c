#include "node/agency/openid/openid_fault.h"

const char *dolen_openid_fault_code(dolen_openid_fault fault)
{
    switch (fault) {
#define FAULT_CODE(name, code, status, text)                                                                           \
    case DOLEN_OPENID_##name:                                                                                          \
        return code;
        DOLEN_OPENID_FAULTS(FAULT_CODE)
#undef FAULT_CODE
    case DOLEN_OPENID_NO_FAULT:
        break;
    }
    return "";
}

dolen_status dolen_openid_fault_fail(dolen_openid_fault fault, dolen_openid_fault *out, dolen_err *err)
{
    *out = fault;
    switch (fault) {
#define FAULT_FAILURE(name, code, status, text)                                                                        \
    case DOLEN_OPENID_##name:                                                                                          \
        return DOLEN_FAIL(err, status, text);
        DOLEN_OPENID_FAULTS(FAULT_FAILURE)
#undef FAULT_FAILURE
    case DOLEN_OPENID_NO_FAULT:
        break;
    }
    return DOLEN_OK;
}
