// A data-protection officer's own pages: what waits, integrity and alarms, coverage of publishing, the log of
// searches with its ground, findings.
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

export async function chooseGround(visit) {
  await visit.go(`/${visit.language}/audit`);
  await visit.look("audit-ground");
  assert.equal(await visit.page.locator("input[name=ground]:checked").count(), 0, "a ground is chosen already");
  await visit.press("main form button[type=submit]");
  assert.equal(await visit.page.locator(".govuk-error-summary li").count(), 1);
  await visit.look("audit-ground-faults");
  await visit.page.check("input[value=self-monitoring]");
  await visit.press("main form button[type=submit]");
  assert.equal(new URL(visit.page.url()).pathname, `/${visit.language}/audit`);
}

async function findSearches(visit) {
  await visit.look("audit");
  assert.ok((await visit.page.locator("tbody tr").count()) > 0);
  if (visit.size === "wide") await print(visit, "audit");
  if (await visit.page.locator("a[rel=next]").count()) {
    await visit.press("a[rel=next]");
    await visit.look("audit-later");
  }
  await visit.go(`/${visit.language}/audit`);
  await openDetails(visit);
  await visit.page.fill("#from", "yesterday");
  await visit.page.fill("#case_reference", 'O"Neill <b>');
  await visit.page.fill("#forenames", "Ann");
  await visit.press("button[value=find]");
  assert.equal(await visit.page.locator(".govuk-error-summary li").count(), 1);
  assert.equal(await visit.page.inputValue("#case_reference"), 'O"Neill <b>');
  await visit.look("audit-faults");
  await openDetails(visit);
  await visit.page.fill("#from", "");
  await visit.page.fill("#forenames", "");
  await visit.press("button[value=find]");
  assert.equal(await visit.page.locator("tbody tr").count(), 0);
  await visit.look("audit-none");
  await visit.press("button[value=clear]");
}

async function seeEntries(visit, isDouble) {
  const numbers = isDouble ? [0, 1, 2, 3].map((i) => `0000000${i}-0000-4000-8000-000000000000`) : [];
  await visit.load(() => visit.page.locator("tbody td a").first().click());
  await visit.look("audit-entry");
  if (visit.size === "wide") await print(visit, "audit-entry");
  for (const number of numbers) {
    await visit.go(`/${visit.language}/audit/${number}`);
    await openDetails(visit);
    await visit.look(`audit-entry-${number.slice(7, 8)}`);
  }
}

async function seeFindings(visit) {
  await see(visit, "/findings", "findings");
  for (const number of [11, 12, 13, 14, 99]) await see(visit, `/findings/one?about=${number}`, `finding-${number}`);
  await see(visit, "/findings/one?about=10", "finding");
  await visit.press("main form:not(.dolen-ground) button[type=submit]");
  assert.equal(await visit.page.locator(".govuk-error-summary li").count(), 1);
  await visit.look("finding-faults");
  await visit.page.fill("#reason", "Their sister, known to the team");
  await visit.press("main form:not(.dolen-ground) button[type=submit]");
  await visit.look("findings-closed");
}

// Who looked at alerts: a page of it, what is wrong in the form, one person's steps.
async function seeAlertSteps(visit) {
  await visit.go(`/${visit.language}/audit`);
  await visit.load(() => visit.page.locator("main a[href$='/audit/alerts']").click());
  await visit.look("audit-alerts");
  assert.equal(await visit.page.locator("tbody tr").count(), 50);
  if (visit.size === "wide") await print(visit, "audit-alerts");
  await visit.press("a[rel=next]");
  await visit.look("audit-alerts-later");
  await visit.go(`/${visit.language}/audit/alerts`);
  await visit.page.fill("#asked_by", "bryn");
  await visit.page.fill("#until", "tomorrow");
  await visit.press("button[value=find]");
  assert.equal(await visit.page.locator(".govuk-error-summary li").count(), 1);
  await visit.look("audit-alerts-faults");
  await visit.page.fill("#until", "");
  await visit.press("button[value=find]");
  assert.equal(await visit.page.locator("tbody tr").count(), 35);
  await visit.press("button[value=clear]");
}

async function readTheLog(visit, isDouble) {
  await chooseGround(visit);
  await findSearches(visit);
  await seeEntries(visit, isDouble);
  if (isDouble) await seeFindings(visit);
  await seeAlertSteps(visit);
  await see(visit, "/readings", "readings");
  await visit.press(".dolen-ground button");
  assert.equal(await visit.page.locator("input[name=ground]").count(), 5, "the ground is asked for again");
}

async function actForSubjects(visit) {
  await see(visit, "/subjects", "subjects");
  await see(visit, "/subjects/act", "subject-act");
  await visit.press("main form button[type=submit]");
  assert.equal(await visit.page.locator(".govuk-error-summary li").count(), 3);
  await visit.look("subject-act-faults");
  await visit.page.check("input[value=dispute]");
  await visit.page.fill("#case", 'SAR-8 "<b>');
  await visit.page.fill("#local_id", "A-17");
  await visit.page.selectOption("#code", "CSC.LAC");
  await visit.press("main form button[type=submit]");
  await visit.look("subject-act-confirm");
  await visit.press("main form button[type=submit]");
  assert.equal(new URL(visit.page.url()).pathname, `/${visit.language}/subjects`);
  await visit.look("subjects-done");
}

async function reportToSubject(visit) {
  await see(visit, "/subjects/report", "subject-ask");
  await visit.press("#make");
  await visit.look("subject-ask-faults");
  await visit.page.fill("#case", "SAR-9");
  await visit.page.fill("#forenames", "Ann");
  await visit.page.fill("#surname", "Broker");
  await visit.press("#make");
  assert.equal(await visit.page.inputValue("#surname"), "Broker");
  await visit.look("subject-ask-silent");
  await visit.page.fill("#surname", "Llewelyn");
  await visit.page.fill("#local_id", "A-17");
  await visit.press("#make");
  assert.equal(new URL(visit.page.url()).pathname, `/${visit.language}/subjects/shown`);
  await visit.look("subject-report");
  if (visit.size === "wide") await print(visit, "subject-report");
  await visit.press("main form button[type=submit]");
  assert.equal(new URL(visit.page.url()).pathname, `/${visit.language}/subjects`);
}

export default async function auditDay(browser, demo) {
  const node = demo.nodes.find((one) => accountOf(one, "data-protection-officer"));
  for (const look of looks("wide", "narrow", "narrow-no-scripts"))
    await withVisit(browser, node, look, async (visit) => {
      await visit.enter(accountOf(node, "data-protection-officer"));
      await visit.look("overview");
      await seeIntegrity(visit, Boolean(demo.guarded));
      await see(visit, "/coverage", "coverage");
      if (demo.guarded) {
        await actForSubjects(visit);
        await reportToSubject(visit);
      }
      if (demo.guarded) await readTheLog(visit, true); // a real node's log may be empty, and each reading stays in it
    });
}
