/**
 * A data-protection officer who visits the pages: web_visitor.h with oversight_double.h behind them.
 *
 * Use officer_set_up and officer_tear_down for each test; `*state` is the officer.
 */
#ifndef DOLEN_TESTS_SUPPORT_OFFICER_VISITOR_H
#define DOLEN_TESTS_SUPPORT_OFFICER_VISITOR_H

#include "tests/support/oversight_double.h"
#include "tests/support/web_visitor.h"

typedef struct officer {
    visitor *v;
    oversight_double double_;
} officer;

static inline void officer_sign_in(officer *o, const char *user)
{
    visitor *v = o->v;

    v->cookie = "";
    get(v, "/en/sign-in");
    post(v, "/en/sign-in", JOIN("user=", user, "&password=correct+horse+battery"));
    follow(v);
}

static inline int officer_set_up(void **state)
{
    officer *o = calloc(1, sizeof *o);
    void *made = NULL;

    set_up(&made);
    o->v = made;
    o->double_.web = o->v->site;
    const dolen_web_site site = oversight_double_site(&o->double_);
    dolen_web_free(o->v->web);
    o->v->web = dolen_web_new(&site);
    officer_sign_in(o, "officer");
    *state = o;
    return 0;
}

static inline int officer_tear_down(void **state)
{
    officer *o = *state;
    void *made = o->v;

    tear_down(&made);
    free(o);
    return 0;
}

#endif
