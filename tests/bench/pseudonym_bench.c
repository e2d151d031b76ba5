/*
 * CPU per pseudonym, at the node and at each key holder (2 of 3, proofs made and verified), against the floor: the
 * primitive operations that the protocol needs, counted below and timed in the same run.
 * usage: pseudonym_bench [floor SIZE]
 *   floor SIZE  only the floor of a batch of SIZE: microseconds of CPU a pseudonym at the node, and at each holder
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "node/crypto/holder_share.h"
#include "node/crypto/threshold.h"

enum { THRESHOLD = 2, ROUNDS = 400 };

static double cpu_microseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* Microseconds of CPU of one primitive, straight from the library. */
typedef struct primitives {
    double hash_to_group;  /* expand_message_xmd and one-way map */
    double hash_to_scalar; /* expand_message_xmd and reduction */
    double multiply;       /* decode, variable-base multiplication, encode */
    double base_multiply;
    double add;             /* decode two, add, encode */
    double output_hash;     /* SHA-512 of the output */
    double scalar_multiply; /* three a scalar in a batched inversion */
} primitives;

static uint8_t element[32], other[32], scalar[32], wide[64], text[160];

static void do_hash_to_group(void)
{
    const dolen_bytes piece = dolen_bytes_of(text, 40);
    dolen_group_expand(&piece, 1, dolen_bytes_of(text, 40), wide);
    crypto_core_ristretto255_from_hash(other, wide);
}

static void do_hash_to_scalar(void)
{
    uint8_t reduced[32];
    const dolen_bytes piece = dolen_bytes_of(text, 145);
    dolen_group_expand(&piece, 1, dolen_bytes_of(text, 41), wide);
    crypto_core_ristretto255_scalar_reduce(reduced, wide);
}

static void do_multiply(void)
{
    DOLEN_MUST(crypto_scalarmult_ristretto255(other, scalar, element) == 0);
}

static void do_base_multiply(void)
{
    DOLEN_MUST(crypto_scalarmult_ristretto255_base(other, scalar) == 0);
}

static void do_add(void)
{
    DOLEN_MUST(crypto_core_ristretto255_add(other, element, other) == 0);
}

static void do_output_hash(void)
{
    crypto_hash_sha512(wide, text, 80);
}

static void do_scalar_multiply(void)
{
    crypto_core_ristretto255_scalar_mul(scalar, scalar, element);
}

static double time_one(void (*primitive)(void))
{
    const double before = cpu_microseconds();

    for (size_t i = 0; i < ROUNDS; i++)
        primitive();
    return (cpu_microseconds() - before) / ROUNDS;
}

static primitives time_primitives(void)
{
    crypto_core_ristretto255_random(element);
    crypto_core_ristretto255_random(other);
    crypto_core_ristretto255_scalar_random(scalar);
    return (primitives){.hash_to_group = time_one(do_hash_to_group),
                        .hash_to_scalar = time_one(do_hash_to_scalar),
                        .multiply = time_one(do_multiply),
                        .base_multiply = time_one(do_base_multiply),
                        .add = time_one(do_add),
                        .output_hash = time_one(do_output_hash),
                        .scalar_multiply = time_one(do_scalar_multiply)};
}

/* Blind; for each holder a weighted sum on both sides and the proof's own equations; add; unblind; hash. */
static double node_floor(const primitives *p, double n)
{
    const double blind = p->hash_to_group + p->multiply;
    const double check = n * (p->hash_to_scalar + 2 * p->multiply + 2 * p->add) + 3 * p->multiply + p->base_multiply;
    const double finish = (THRESHOLD - 1) * p->add + p->multiply + p->output_hash + 3 * p->scalar_multiply;

    return n * (blind + finish) + THRESHOLD * check;
}

/* Evaluate; a weighted sum on one side; the proof's own equations. */
static double holder_floor(const primitives *p, double n)
{
    return n * (2 * p->multiply + p->hash_to_scalar + p->add) + 2 * p->multiply + p->base_multiply;
}

typedef struct bench {
    dolen_joint_key key;
    dolen_holder_share *shares[THRESHOLD];
    dolen_threshold *threshold;
} bench;

static void set_up(bench *made)
{
    dolen_secret *shares = NULL;
    DOLEN_OWN(dolen_secret, joint) = dolen_secret_new(DOLEN_SCALAR_SIZE);

    dolen_scalar_random((dolen_scalar *)dolen_secret_fill(joint), 1);
    made->key = (dolen_joint_key){.federation = dolen_code_of("bench"), .epoch = 1, .threshold = 2, .holders = 3};
    DOLEN_MUST(dolen_shamir_split(joint, (dolen_shamir_plan){2, 3}, &shares, NULL, NULL) == DOLEN_OK);
    DOLEN_MUST(dolen_joint_key_fill(&made->key, shares, NULL) == DOLEN_OK);
    for (uint8_t i = 0; i < THRESHOLD; i++) {
        DOLEN_OWN(dolen_secret, one) = dolen_secret_new_copy(dolen_bytes_of(dolen_secret_bytes(shares) + i * 32U, 32));
        DOLEN_MUST(dolen_holder_share_new(&made->key, (uint8_t)(i + 1), one, &made->shares[i], NULL) == DOLEN_OK);
    }
    dolen_secret_free(shares);
    DOLEN_MUST(dolen_threshold_new(&made->key, &made->threshold, NULL) == DOLEN_OK);
}

static void tear_down(bench *made)
{
    for (size_t i = 0; i < THRESHOLD; i++)
        dolen_holder_share_free(made->shares[i]);
    dolen_threshold_free(made->threshold);
}

/* Microseconds of CPU so far on either side. */
typedef struct spent {
    double node;
    double holders;
} spent;

/* Strict decoding of what came over the wire is part of the cost. */
static void read_all(const dolen_element *from, dolen_element *to, size_t count)
{
    for (size_t i = 0; i < count; i++)
        DOLEN_MUST(dolen_element_read(dolen_bytes_of(from[i].bytes, DOLEN_ELEMENT_SIZE), &to[i], NULL) == DOLEN_OK);
}

static void run_batch(const bench *with, const dolen_bytes *inputs, size_t count, spent *sum)
{
    static dolen_element received[DOLEN_BATCH], evaluated[THRESHOLD][DOLEN_BATCH], replied[THRESHOLD][DOLEN_BATCH];
    static dolen_pseudonym pseudonyms[DOLEN_BATCH];
    const dolen_holder_set set = {{1, 2}, 2};
    dolen_holder_reply replies[THRESHOLD];
    DOLEN_OWN(dolen_blinded, batch) = NULL;

    double at = cpu_microseconds();
    DOLEN_MUST(dolen_threshold_blind(inputs, count, &batch, NULL) == DOLEN_OK);
    sum->node += cpu_microseconds() - at;
    for (uint8_t i = 0; i < THRESHOLD; i++) {
        replies[i] = (dolen_holder_reply){.holder = (uint8_t)(i + 1), .set = set, .elements = replied[i]};
        at = cpu_microseconds();
        read_all(dolen_blinded_elements(batch), received, count);
        DOLEN_MUST(dolen_holder_share_evaluate(with->shares[i], &set, received, count, evaluated[i], &replies[i].proof,
                                               NULL) == DOLEN_OK);
        sum->holders += cpu_microseconds() - at;
    }
    at = cpu_microseconds();
    for (size_t i = 0; i < THRESHOLD; i++) {
        read_all(evaluated[i], replied[i], count);
        DOLEN_MUST(dolen_threshold_check(with->threshold, batch, &replies[i], NULL) == DOLEN_OK);
    }
    DOLEN_MUST(dolen_threshold_finish(with->threshold, batch, replies, THRESHOLD, pseudonyms, NULL) == DOLEN_OK);
    sum->node += cpu_microseconds() - at;
}

static double run_size(const bench *with, size_t batches, size_t size)
{
    dolen_bytes inputs[DOLEN_BATCH];
    char texts[DOLEN_BATCH][64];
    spent sum = {0, 0};
    const double n = (double)(batches * size);

    for (size_t i = 0; i < size; i++) {
        snprintf(texts[i], sizeof texts[i], "a canonical key of usual length %zu", i);
        inputs[i] = dolen_bytes_of_string(texts[i]);
    }
    const primitives before = time_primitives();
    for (size_t i = 0; i < batches; i++)
        run_batch(with, inputs, size, &sum);
    const primitives after = time_primitives();
    const double node = (node_floor(&before, (double)size) + node_floor(&after, (double)size)) / 2 / (double)size;
    const double holder = (holder_floor(&before, (double)size) + holder_floor(&after, (double)size)) / 2 / (double)size;
    const double ratio = (sum.node + sum.holders) / n / (node + THRESHOLD * holder);
    printf("%7zu %6zu | %8.1f %8.1f %6.2f | %8.1f %8.1f %6.2f | %6.2f\n", batches, size, sum.node / n, node,
           sum.node / n / node, sum.holders / n / THRESHOLD, holder, sum.holders / n / THRESHOLD / holder, ratio);
    return ratio;
}

static int print_floor(double size)
{
    enum { TIMES = 8 };
    double node = 0;
    double holder = 0;

    DOLEN_MUST(size >= 1);
    for (int i = 0; i < TIMES; i++) {
        const primitives p = time_primitives();
        node += node_floor(&p, size) / size / TIMES;
        holder += holder_floor(&p, size) / size / TIMES;
    }
    printf("%.2f %.2f\n", node, holder);
    return 0;
}

int main(int argc, char **argv)
{
    bench with;
    double worst = 0;

    DOLEN_MUST(sodium_init() >= 0);
    if (argc == 3 && strcmp(argv[1], "floor") == 0)
        return print_floor(strtod(argv[2], NULL));
    set_up(&with);
    const primitives p = time_primitives();
    printf("microseconds of CPU: hash to group %.1f, hash to scalar %.1f, multiply %.1f, base multiply %.1f, add %.1f, "
           "output hash %.1f, scalar multiply %.2f\n\n",
           p.hash_to_group, p.hash_to_scalar, p.multiply, p.base_multiply, p.add, p.output_hash, p.scalar_multiply);
    printf("batches   size |     node    floor  ratio |   holder    floor  ratio | all processes (2 of 3)\n");
    static const struct {
        size_t batches;
        size_t size;
    } runs[] = {{40, 16}, {4, 256}, {16, 256}, {64, 256}};
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        const double ratio = run_size(&with, runs[i].batches, runs[i].size);
        worst = ratio > worst ? ratio : worst;
    }
    tear_down(&with);
    printf("\nworst ratio to the floor: %.2f (target 1.25)\n", worst);
    return 0;
}
