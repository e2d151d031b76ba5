/**
 * Memory and handles that clean themselves when they go out of scope.
 *
 * A type `T` joins by having `void T_free(T *)`, which must accept NULL, and one line `DOLEN_OWNED(T)` in its header.
 * `DOLEN_OWN(T, name)` then declares a `T *name` that is freed at the end of its scope; `DOLEN_TAKE(name)` hands it
 * over and leaves NULL behind.
 */
#ifndef DOLEN_NODE_BASE_OWN_H
#define DOLEN_NODE_BASE_OWN_H

/* A type argument cannot be parenthesised. NOLINTBEGIN(bugprone-macro-parentheses) */

/** Declare how an owned `type *` is dropped: by `type_free`. */
#define DOLEN_OWNED(type)                                                                                              \
    static inline void type##_drop(type **owned)                                                                       \
    {                                                                                                                  \
        type##_free(*owned);                                                                                           \
        *owned = 0;                                                                                                    \
    }                                                                                                                  \
    struct dolen_owned_##type

/** The same for a type of another library, dropped by any function. */
#define DOLEN_OWNED_BY(type, release)                                                                                  \
    static inline void type##_drop(type **owned)                                                                       \
    {                                                                                                                  \
        if (*owned)                                                                                                    \
            release(*owned);                                                                                           \
        *owned = 0;                                                                                                    \
    }                                                                                                                  \
    struct dolen_owned_##type

/** Declare an owned pointer; initialise it on the same line. */
#define DOLEN_OWN(type, name) __attribute__((cleanup(type##_drop))) type *name

/** Hand over an owned pointer: yields it and sets the variable to NULL. */
#define DOLEN_TAKE(name)                                                                                               \
    __extension__({                                                                                                    \
        __typeof__(name) dolen_taken = (name);                                                                         \
        (name) = 0;                                                                                                    \
        dolen_taken;                                                                                                   \
    })

/* NOLINTEND(bugprone-macro-parentheses) */

#endif
