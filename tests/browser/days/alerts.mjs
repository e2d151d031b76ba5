// A team's day with alerts about watched records: the inbox empty, full and overdue; one alert from whom to ring to how
// it ended; on paper. Only the tests' own site has an inbox whose contents are known.
import assert from "node:assert/strict";
import { looks, searcherOf, withVisit } from "../visit.mjs";

async function seeEmpty(visit, idler) {
  await visit.enter(idler);
  assert.ok(!(await visit.page.textContent("nav ul")).includes("("), "nothing waits");
  for (const list of ["", "/overdue", "/ended"]) {
    await visit.go(`/${visit.language}/alerts${list}`);
    assert.equal(visit.status, 200);
    assert.equal(await visit.page.locator("tbody tr").count(), 0);
    await visit.look(`alerts-none${list.replace("/", "-")}`);
  }
}

async function seeLists(visit) {
  await visit.go(`/${visit.language}/alerts`);
  assert.equal(await visit.page.locator("tbody tr").count(), 4);
  assert.equal(await visit.page.locator("main table").count(), 2, "the own team's stand first, by themselves");
  assert.match(await visit.page.textContent("nav a[aria-current=page]"), /\(4 (waiting|yn aros)\)/);
  assert.equal(await visit.page.locator("main script, main img").count(), 0, "no name became an element");
  assert.ok(!(await visit.page.textContent("main")).includes("\u202E"), "no name turns the line round");
  await visit.look("alerts");
  await visit.go(`/${visit.language}/alerts/overdue`);
  assert.equal(await visit.page.locator("tbody tr").count(), 1);
  assert.match(await visit.page.textContent("tbody .govuk-tag--red"), /Overdue|Hwyr/);
  await visit.look("alerts-overdue");
}

// Opens the alert whose row holds this text.
async function open(visit, text) {
  await visit.go(`/${visit.language}/alerts`);
  await visit.load(() => visit.page.locator("tbody tr", { hasText: text }).first().locator("a").click());
  assert.match(visit.page.url(), /\/alerts\/[0-9a-f-]{36}$/);
}

async function workOn(visit) {
  await open(visit, "L-100234");
  assert.equal(await visit.page.locator(".dolen-card").first().locator("a[href^='tel:']").count(), 1, "whom to ring first");
  await visit.look("alert");
  await visit.press("main form button[type=submit]");
  await visit.look("alert-in-hand");
  await visit.press("main form button[type=submit]");
  assert.equal(await visit.page.locator(".govuk-error-summary a[href='#outcome']").count(), 1);
  await visit.look("alert-fault");
  await visit.page.locator("input[name=outcome][value=declined]").check();
  await visit.press("main form button[type=submit]");
  assert.equal(await visit.page.locator("main form").count(), 0, "nothing is left to do");
  await visit.look("alert-ended");
  await visit.go(`/${visit.language}/alerts/ended`);
  assert.equal(await visit.page.locator("tbody tr").count(), 1);
  await visit.look("alerts-ended");
}

// Somebody opened the page, and a colleague took the alert meanwhile.
async function comeTooLate(visit, browser, node, look) {
  await open(visit, "L-100234");
  await withVisit(browser, node, look, async (other) => {
    await other.enter(node.idler);
    await other.go(new URL(visit.page.url()).pathname);
    await other.press("main form button[type=submit]");
  });
  visit.allowed = 1;
  await visit.press("main form button[type=submit]");
  assert.equal(visit.status, 409);
  assert.ok((await visit.page.textContent("main")).includes(node.idler.user), "says who has it");
  await visit.look("alert-too-late");
  await visit.press("main form button[type=submit]");
  await visit.page.locator("input[name=outcome][value=done]").check();
  await visit.press("main form button[type=submit]");
  await visit.go(`/${visit.language}/alerts/ended`);
}

async function seeOthers(visit) {
  await open(visit, "<b>L-2</b>");
  await visit.look("alert-hostile");
  await visit.go(`/${visit.language}/alerts`);
  const rows = visit.page.locator("tbody tr");
  await visit.load(() => rows.nth(3).locator("a").click());
  assert.equal(await visit.page.locator("main a[href^='tel:']").count(), 0, "a sensitive service is not named");
  await visit.look("alert-not-named");
}

async function seeOnPaper(visit) {
  await open(visit, "L-100234");
  await visit.page.emulateMedia({ media: "print" });
  const pressed = await visit.page.evaluate(
    () => [...document.querySelectorAll("main button, nav")].filter((one) => one.offsetParent !== null).length,
  );
  assert.equal(pressed, 0, "nothing to press is printed");
  assert.match(await visit.page.evaluate(() => document.body.innerText), /01792 555123/);
  await visit.look("alert-print");
  await visit.page.emulateMedia({ media: "screen" });
}

export default async function alertsDay(browser, demo) {
  if (!demo.idler) return;
  const node = { ...demo.nodes[0], idler: demo.idler };
  for (const look of looks("wide", "narrow", "narrow-no-scripts")) {
    await withVisit(browser, node, look, (visit) => seeEmpty(visit, demo.idler));
    await withVisit(browser, node, look, async (visit) => {
      await visit.enter(searcherOf(node));
      await seeLists(visit);
      await seeOthers(visit);
      await workOn(visit);
      await comeTooLate(visit, browser, node, look);
      if (look.size === "wide") await seeOnPaper(visit);
    });
  }
}
