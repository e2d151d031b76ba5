#include "node/agency/web/assets.h"

#include <string.h>

const dolen_asset *dolen_assets_find(const char *path)
{
    for (size_t i = 0; i < dolen_assets_count; i++)
        if (strcmp(dolen_assets_all[i].path, path) == 0)
            return &dolen_assets_all[i];
    return NULL;
}

const char *dolen_assets_path(const char *name)
{
    for (size_t i = 0; i < dolen_assets_count; i++)
        if (strcmp(dolen_assets_all[i].name, name) == 0)
            return dolen_assets_all[i].path;
    dolen_abort(__FILE__, __LINE__, "an asset of this name");
}
