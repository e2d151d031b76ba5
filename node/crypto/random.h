/**
 * Unpredictable bytes from the operating system.
 *
 * Owns: nothing. Threads: any.
 */
#ifndef DOLEN_NODE_CRYPTO_RANDOM_H
#define DOLEN_NODE_CRYPTO_RANDOM_H

#include <stddef.h>

/** Fill `size` bytes. Never fails: aborts when the system has no randomness. */
void dolen_random_bytes(void *out, size_t size);

#endif
