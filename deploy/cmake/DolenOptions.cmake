# How everything is compiled: language, profile, warnings, hardening.
set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(CMAKE_SOURCE_DIR STREQUAL CMAKE_BINARY_DIR)
    message(FATAL_ERROR "Build outside the source tree: cmake -S . -B build/dev")
endif()
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()

# -O2 in both: -O3 gains nothing here, and gcc's warnings differ between the two.
set(CMAKE_C_FLAGS_RELEASE "-O2 -DNDEBUG")

option(DOLEN_WERROR "Warnings are errors (switch off when packaging with another compiler)" ON)
set(DOLEN_SANITIZE "" CACHE STRING "Sanitizers: empty, 'address,undefined' or 'thread'")
option(DOLEN_FUZZ "Build the fuzz targets with libFuzzer (clang) instead of as replayers" OFF)

set(DOLEN_WARNINGS
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wcast-qual -Wcast-align -Wstrict-prototypes
    -Wold-style-definition -Wmissing-prototypes -Wmissing-declarations -Wredundant-decls -Wnested-externs
    -Wwrite-strings -Wformat=2 -Wundef -Wvla -Wswitch-enum -Wimplicit-fallthrough -Wnull-dereference
    -Wdouble-promotion -Wfloat-equal -Wpointer-arith -Winit-self -Walloca -Wunused-macros)
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
    list(APPEND DOLEN_WARNINGS -Wformat-signedness -Wformat-overflow=2 -Wformat-truncation=2 -Wduplicated-cond
         -Wduplicated-branches -Wlogical-op -Wjump-misses-init -Warith-conversion)
else()
    list(APPEND DOLEN_WARNINGS -Wmissing-variable-declarations -Wcomma -Wconditional-uninitialized -Wloop-analysis
         -Wshorten-64-to-32)
endif()
if(DOLEN_WERROR)
    list(APPEND DOLEN_WARNINGS -Werror)
endif()

# _GNU_SOURCE for explicit_bzero, pipe2, accept4 and SO_PEERCRED.
add_compile_definitions(_GNU_SOURCE)
add_compile_options(-fno-common -fno-delete-null-pointer-checks -fno-strict-overflow -fstack-protector-strong
                    "-fmacro-prefix-map=${CMAKE_SOURCE_DIR}/=")
if(DOLEN_SANITIZE)
    add_compile_options(-fsanitize=${DOLEN_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${DOLEN_SANITIZE})
else()
    add_compile_options(-fstack-clash-protection)
    if(CMAKE_BUILD_TYPE MATCHES "Rel")
        add_compile_definitions(_FORTIFY_SOURCE=2)
    endif()
    if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64")
        add_compile_options(-fcf-protection=full)
    endif()
    if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
        add_compile_options(-ftrivial-auto-var-init=zero)
    endif()
    add_link_options(-pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code)
endif()
if(DOLEN_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()
