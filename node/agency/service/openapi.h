/** openapi.json as part of the program; made at build time. */
#ifndef DOLEN_NODE_AGENCY_SERVICE_OPENAPI_H
#define DOLEN_NODE_AGENCY_SERVICE_OPENAPI_H

#include <stddef.h>

extern const unsigned char dolen_openapi_document[];
extern const size_t dolen_openapi_document_size;

#endif
