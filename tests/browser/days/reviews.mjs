// Reviews: each on a page of its own, closed with an outcome, what follows and a note.
import assert from "node:assert/strict";
import { accountOf, looks, withVisit } from "../visit.mjs";

// The one that nobody has closed yet, and which can be closed.
async function openFirst(visit) {
  await visit.go(`/${visit.language}/reviews`);
  await visit.load(() => visit.page.locator("tbody th a").first().click());
  await visit.look("review");
}

async function closeWithFaults(visit) {
  await visit.page.fill("#note", "Said on the telephone\nthat the case was transferred.");
  await visit.press("main form button[type=submit]");
  assert.equal(await visit.page.locator(".govuk-error-summary li").count(), 2);
  assert.match(await visit.page.inputValue("#note"), /\nthat the case/);
  await visit.look("review-faults");
  await visit.page.click(".govuk-error-summary a >> nth=0");
  assert.equal(await visit.page.evaluate(() => document.activeElement.id), "outcome");
}

async function close(visit) {
  await visit.page.check("input[name=outcome][value=referred]");
  await visit.page.check("input[name=follow_up][value=training]");
  await visit.press("main form button[type=submit]");
  assert.equal(new URL(visit.page.url()).pathname, `/${visit.language}/reviews`);
}

async function seeClosed(visit) {
  await visit.go(`/${visit.language}/reviews/closed`);
  assert.ok((await visit.page.locator("tbody tr").count()) >= 1);
  await visit.look("reviews-closed");
  await visit.load(() => visit.page.locator("tbody th a").last().click());
  assert.equal(await visit.page.locator("main form").count(), 0);
  await visit.look("review-closed");
}

export default async function reviewsDay(browser, demo) {
  if (!demo.guarded) return; // only the tests' own site has some to see
  const node = demo.nodes.find((one) => accountOf(one, "data-protection-officer"));
  let closed = false;
  for (const look of looks("wide", "narrow", "narrow-no-scripts"))
    await withVisit(browser, node, look, async (visit) => {
      await visit.enter(accountOf(node, "data-protection-officer"));
      await openFirst(visit);
      await closeWithFaults(visit);
      if (!closed) await close(visit);
      closed = true;
      await seeClosed(visit);
    });
}
