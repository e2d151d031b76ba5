// A data-protection officer's day: reviews and statistics, and no search.
import assert from "node:assert/strict";
import { accountOf, looks, withVisit } from "../visit.mjs";

async function seeReviews(visit) {
  await visit.go(`/${visit.language}/reviews`);
  assert.equal(visit.status, 200);
  assert.ok((await visit.page.locator("tbody tr").count()) >= 2);
  await visit.look("reviews");
}

// Pictures, and each as a table.
async function seeStatistics(visit) {
  await visit.go(`/${visit.language}/statistics`);
  if ((await visit.page.locator(".dolen-chart").count()) > 0) {
    assert.ok((await visit.page.locator(".dolen-chart__bar").count()) > 0, "bars are drawn");
    for (const details of await visit.page.locator("details").all()) await details.evaluate((one) => (one.open = true));
  }
  await visit.look("statistics");
}

async function seeNoSearch(visit) {
  visit.allowed = 1;
  await visit.go(`/${visit.language}/search`);
  assert.ok(visit.status >= 400 || new URL(visit.page.url()).pathname !== `/${visit.language}/search`);
}

export default async function officersDay(browser, demo) {
  const node = demo.nodes.find((one) => accountOf(one, "data-protection-officer"));
  for (const look of looks("wide", "narrow", "narrow-no-scripts"))
    await withVisit(browser, node, look, async (visit) => {
      await visit.enter(accountOf(node, "data-protection-officer"));
      if (demo.guarded) await seeReviews(visit); // only the tests' own site has some to see
      await seeStatistics(visit);
      await seeNoSearch(visit);
    });
}
