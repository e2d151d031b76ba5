#include "node/broker/answer_pace.h"

#include <errno.h>

enum { NANOSECONDS_OF_MILLISECOND = 1000 * 1000, NANOSECONDS_OF_SECOND = 1000 * 1000 * 1000 };

dolen_answer_pace dolen_answer_pace_begin(int64_t step)
{
    dolen_answer_pace pace = {.step = step};

    (void)clock_gettime(CLOCK_MONOTONIC, &pace.begun);
    return pace;
}

int64_t dolen_answer_pace_due(int64_t step, int64_t taken)
{
    const int64_t length = step * NANOSECONDS_OF_MILLISECOND;

    return length ? (taken / length + 1) * length : taken;
}

void dolen_answer_pace_wait(const dolen_answer_pace *pace)
{
    struct timespec now;

    if (!pace->step)
        return;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    const int64_t taken = (int64_t)(now.tv_sec - pace->begun.tv_sec) * NANOSECONDS_OF_SECOND +
                          (int64_t)(now.tv_nsec - pace->begun.tv_nsec);
    const int64_t due = pace->begun.tv_nsec + dolen_answer_pace_due(pace->step, taken);
    const struct timespec until = {.tv_sec = pace->begun.tv_sec + due / NANOSECONDS_OF_SECOND,
                                   .tv_nsec = due % NANOSECONDS_OF_SECOND};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
        continue;
}
