// A data-protection officer's own pages: what waits, integrity and alarms, coverage of publishing.
import assert from "node:assert/strict";
import { accountOf, looks, withVisit } from "../visit.mjs";

async function see(visit, path, name) {
  await visit.go(`/${visit.language}${path}`);
  assert.equal(visit.status, 200, path);
  await visit.look(name);
}

// As on paper: what the screen needs to work with is gone, all that was found is there.
async function print(visit, name) {
  await visit.page.emulateMedia({ media: "print" });
  await visit.look(`${name}-print`);
  assert.equal(await visit.page.locator(".dolen-navigation").isVisible(), false);
  await visit.page.emulateMedia({ media: "screen" });
}

async function openDetails(visit) {
  for (const details of await visit.page.locator("details").all()) await details.evaluate((one) => (one.open = true));
}

async function closeAlarm(visit, reason) {
  await visit.go(`/${visit.language}/integrity`);
  const field = visit.page.locator("input[id^=reason-]").first();
  await field.fill(reason);
  await visit.load(() => visit.page.locator("main form button[type=submit]").first().click());
}

async function seeIntegrity(visit, isDouble) {
  await see(visit, "/integrity", "integrity");
  if (!isDouble) return;
  assert.equal(await visit.page.locator("svg.dolen-confirmations circle").count(), 11);
  await openDetails(visit);
  await visit.look("integrity-evidence");
  if (visit.size === "wide") await print(visit, "integrity");
  await closeAlarm(visit, "");
  assert.equal(await visit.page.locator(".govuk-error-summary li").count(), 1);
  const link = await visit.page.locator(".govuk-error-summary a").getAttribute("href");
  assert.equal(await visit.page.locator(link).count(), 1, "a fault leads to its field");
  await visit.look("integrity-faults");
  for (const state of ["silent", "wrong", "waiting", "sound"]) {
    await closeAlarm(visit, state);
    await visit.look(`integrity-${state}`);
  }
}

export default async function auditDay(browser, demo) {
  const node = demo.nodes.find((one) => accountOf(one, "data-protection-officer"));
  for (const look of looks("wide", "narrow", "narrow-no-scripts"))
    await withVisit(browser, node, look, async (visit) => {
      await visit.enter(accountOf(node, "data-protection-officer"));
      await visit.look("overview");
      await seeIntegrity(visit, Boolean(demo.guarded));
      await see(visit, "/coverage", "coverage");
    });
}
