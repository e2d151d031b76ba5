// The officer's workbench on a real federation: what the practitioner's day left in the log is found, opened with its
// proof, taken out as a file, and every reading of it is listed. The tests' own site has days/audit.mjs.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { accountOf, looks, searcherOf, withVisit } from "../visit.mjs";
import { chooseGround } from "./audit.mjs";
import { searchPerson } from "./practitioner.mjs";

const unheardOf = { forenames: "Zebedee", surname: "Workbench", dob: "1931-01-02" };

async function makeSomething(browser, node, look) {
  await withVisit(browser, node, look, async (visit) => {
    await visit.enter(searcherOf(node));
    await searchPerson(visit, unheardOf);
    assert.equal(await visit.page.locator(".dolen-card").count(), 0);
  });
}

async function findByStaff(visit, user) {
  await visit.page.fill("#asked_by", user);
  await visit.press("button[value=find]");
  assert.ok((await visit.page.locator("tbody tr").count()) > 0, `no search by ${user} is found`);
  await visit.look("workbench-found");
}

async function openEntry(visit) {
  await visit.load(() => visit.page.locator("tbody td a").first().click());
  assert.equal(visit.status, 200);
  const text = await visit.page.textContent("main");
  assert.ok(text.includes(unheardOf.surname), "the officer sees who was searched");
  assert.ok((await visit.page.locator(".govuk-tag--green").count()) > 0, "the entry's proof holds");
  await visit.look("workbench-entry");
}

async function takeOut(visit) {
  await visit.go(`/${visit.language}/audit`);
  const [download] = await Promise.all([visit.page.waitForEvent("download"), visit.page.click("button[value=csv]")]);
  const lines = readFileSync(await download.path(), "utf8").trimEnd().split("\r\n");
  assert.ok(lines.length >= 2, "the file holds what was found");
  assert.ok(!lines.join("").includes(unheardOf.surname), "no file names who was searched");
}

async function seeReadings(visit) {
  await visit.go(`/${visit.language}/readings`);
  assert.ok((await visit.page.locator("tbody tr").count()) >= 3, "list, entry and file are readings");
  await visit.look("workbench-readings");
}

async function reportToSubject(visit, person) {
  await visit.go(`/${visit.language}/subjects/report`);
  await visit.page.fill("#case", "SAR-0012345");
  await visit.page.fill("#forenames", person.forenames);
  await visit.page.fill("#surname", person.surname);
  const [year, month, day] = person.dob.split("-");
  for (const [field, text] of [["#dob", day], ["#dob-month", month], ["#dob-year", year]]) await visit.page.fill(field, text);
  await visit.press("#make");
  assert.equal(new URL(visit.page.url()).pathname, `/${visit.language}/subjects/shown`);
  await visit.look("workbench-report");
}

export default async function workbenchDay(browser, demo) {
  if (demo.guarded) return;
  const node = demo.nodes.find((one) => accountOf(one, "data-protection-officer") && searcherOf(one));
  const officer = accountOf(node, "data-protection-officer");
  for (const look of looks("wide")) {
    await makeSomething(browser, node, look);
    await withVisit(browser, node, look, async (visit) => {
      await visit.enter(officer);
      await chooseGround(visit);
      await findByStaff(visit, searcherOf(node).user);
      await openEntry(visit);
      await takeOut(visit);
      await seeReadings(visit);
      await visit.go(`/${visit.language}/findings`);
      assert.equal(visit.status, 200);
      await visit.look("workbench-findings");
      await reportToSubject(visit, demo.people[0]);
    });
  }
}
