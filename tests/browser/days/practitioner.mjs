// A practitioner's day: sign in, search, results of every kind, what can go wrong, sign out.
import assert from "node:assert/strict";
import { looks, searcherOf, withVisit } from "../visit.mjs";

let demo; // demo.json of the federation that is visited

// A person whom an agency other than the searcher's knows, and the node to search from.
export function choose(demo) {
  for (const person of demo.people)
    for (const node of demo.nodes)
      if (searcherOf(node) && person.known_to.some((agency) => agency !== node.agency)) return { person, node };
  throw new Error("demo.json names nobody whom another agency knows");
}

async function signIn(visit, account) {
  await visit.go(`/${visit.language}/sign-in`);
  await visit.look("sign-in");
  await visit.press("main button[type=submit]");
  assert.equal(await visit.page.locator(".govuk-error-summary li").count(), 2);
  await visit.look("sign-in-faults");
  await visit.page.fill("#user", account.user);
  await visit.page.fill("#password", account.password);
  await visit.press("main button[type=submit]");
  assert.equal(new URL(visit.page.url()).pathname, `/${visit.language}/search`);
}

export async function choosePurpose(visit) {
  const preferred = visit.page.locator('input[name=purpose][value="S47"]');
  assert.equal(await visit.page.locator("input[name=purpose]:checked").count(), 0, "a purpose is chosen already");
  await ((await preferred.count()) ? preferred : visit.page.locator("input[name=purpose]").first()).check();
}

async function emptySearch(visit) {
  await visit.look("search");
  await visit.page.fill("#surname", 'O"Neill <b>');
  await visit.page.fill("#nhs_number", "999 012 3455");
  await visit.press("main button[type=submit]");
  await visit.look("search-faults");
  assert.ok((await visit.page.locator(".govuk-error-summary li").count()) > 0);
  assert.equal(await visit.page.inputValue("#surname"), 'O"Neill <b>');
  for (const link of await visit.page.locator(".govuk-error-summary a").all())
    assert.equal(await visit.page.locator(await link.getAttribute("href")).count(), 1, "a fault leads to its field");
}

export async function searchPerson(visit, person) {
  const [year, month, day] = (person.dob ?? "").split("-");
  await visit.go(`/${visit.language}/search`);
  const fields = { "#case": "TEST-0012345", "#decision_maker": "Strategy meeting, T. Rees", "#forenames": person.forenames, "#surname": person.surname };
  Object.assign(fields, { "#dob": day, "#dob-month": month, "#dob-year": year });
  Object.assign(fields, { "#nhs_number": person.nhs_number, "#postcode": person.postcode, "#address": "" });
  for (const [field, text] of Object.entries(fields)) await visit.page.fill(field, text ?? "");
  if ((await visit.page.locator("input[name=purpose]:checked").count()) === 0) await choosePurpose(visit);
  await visit.press("main button[type=submit]");
}

async function seeResult(visit, person) {
  const number = /\/searches\/[0-9a-f-]{36}$/;
  await searchPerson(visit, person);
  assert.match(visit.page.url(), number);
  assert.ok((await visit.page.locator(".dolen-card").count()) > 0, "no agency is involved");
  assert.ok((await visit.page.locator("a[href^='tel:']").count()) > 0, "no telephone number is shown");
  assert.ok((await visit.page.textContent("main")).includes(person.surname));
  await visit.look("result");
  if (await visit.page.locator("details summary").count()) {
    await visit.page.click("details summary");
    await visit.look("result-table");
  }
  const address = new URL(visit.page.url()).pathname;
  const receipt = await visit.page.request.get(`${address}/receipt`);
  assert.equal(receipt.status(), 200);
  assert.match(receipt.headers()["content-disposition"], /^attachment/);
  const other = visit.language === "en" ? "cy" : "en";
  await visit.press(`a[hreflang=${other}]`);
  assert.equal(new URL(visit.page.url()).pathname, address.replace(/^\/../, `/${other}`), "the switch keeps the page");
  await visit.press(`a[hreflang=${visit.language}]`);
}

// Only the tests' own site has somebody whose record is surely protected.
async function seeProtected(visit) {
  if (!demo.guarded) return;
  await searchPerson(visit, { forenames: "Ann", surname: demo.guarded, dob: "2009-03-27" });
  assert.equal(await visit.page.locator(".dolen-card").count(), 0, "something is shown before the interruption");
  await visit.look("interruption");
  const address = new URL(visit.page.url()).pathname;
  await visit.press("main p a.govuk-link");
  assert.equal(new URL(visit.page.url()).pathname, `${address}/without`);
  assert.equal(await visit.page.locator(".govuk-tag--red").count(), 0);
  await visit.go(address);
  await visit.press("main form button[type=submit]");
  assert.equal(await visit.page.locator(".dolen-card .govuk-tag--red").count(), 1, "the protected record is marked");
  await visit.look("result-protected");
  await searchPerson(visit, { forenames: "Zebedee", surname: "Nobody", dob: "1901-01-02" });
}

async function seeUrgency(visit) {
  await visit.go(`/${visit.language}/search`);
  await visit.page.click("details.govuk-details summary");
  await visit.page.locator("#urgent_reason-02").check();
  await choosePurposeIfNone(visit);
  await visit.page.fill("#surname", "Nobody");
  await visit.press("main button[type=submit]");
  assert.equal(await visit.page.locator('.govuk-error-summary a[href="#authoriser"]').count(), 1);
  await visit.look("search-urgent");
  await visit.page.fill("#authoriser", "M. Owen");
  await visit.press("main button[type=submit]");
  await visit.look("none-urgent");
}

async function choosePurposeIfNone(visit) {
  if ((await visit.page.locator("input[name=purpose]:checked").count()) === 0) await choosePurpose(visit);
}

async function seeNothing(visit) {
  await searchPerson(visit, { forenames: "Zebedee", surname: "Nobody", dob: "1901-01-02", postcode: "SA1 3SN" });
  assert.equal(await visit.page.locator(".dolen-card").count(), 0);
  await visit.look("none");
}

async function seeTheRest(visit) {
  await visit.go(`/${visit.language}/search/address`);
  await visit.look("search-address");
  await visit.go(`/${visit.language}/searches`);
  assert.ok((await visit.page.locator("tbody tr").count()) >= 2);
  await visit.look("recent");
  await visit.go(`/${visit.language}/second-factor`);
  assert.ok(await visit.page.locator("svg.dolen-qr-code").isVisible());
  await visit.look("second-factor");
  await visit.page.fill("#code", "12 34");
  await visit.press("main button[type=submit]");
  await visit.look("second-factor-faults");
  await visit.go(`/${visit.language}/password`);
  await visit.look("password");
  await visit.press("main button[type=submit]");
  await visit.look("password-faults");
  visit.allowed = 1;
  await visit.go(`/${visit.language}/no-such-page`);
  assert.equal(visit.status, 404);
  await visit.look("missing");
}

// Only the tests' own site can be made to fail: demo.json then names who brings which trouble.
async function seeTrouble(visit) {
  for (const surname of demo.troubles ?? []) {
    visit.allowed = 1;
    await searchPerson(visit, { forenames: "Ann", surname });
    assert.ok(visit.status >= 400, `${surname} brings no trouble`);
    await visit.look(`trouble-${surname.toLowerCase()}`);
  }
  if (demo.troubles) await searchPerson(visit, { forenames: "Zebedee", surname: "Nobody", dob: "1901-01-02" });
}

// Two minutes before an unused session ends a dialogue says so, and one press keeps it. Needs scripts: a courtesy only.
async function idle(visit) {
  if (!visit.scripts) return;
  await visit.page.clock.install();
  await visit.go(`/${visit.language}/search`);
  await visit.page.clock.fastForward("12:30");
  assert.ok(!(await visit.page.locator("#idle").isVisible()), "no warning before its time");
  await visit.page.clock.fastForward("01:00");
  assert.ok(await visit.page.locator("#idle").isVisible(), "a warning before the end");
  await visit.look("idle");
  await visit.page.keyboard.press("Escape");
  assert.ok(await visit.page.locator("#idle").isVisible(), "only the button closes it");
  await visit.page.click("#idle button");
  await visit.page.locator("#idle").waitFor({ state: "hidden" });
  await visit.page.clock.fastForward("12:30");
  assert.ok(!(await visit.page.locator("#idle").isVisible()), "the time begins anew");
  await visit.page.clock.resume();
}

async function signOut(visit) {
  const cookies = await visit.page.context().cookies();
  assert.ok(cookies.every((cookie) => cookie.httpOnly && cookie.secure && cookie.sameSite === "Lax"));
  await visit.go(`/${visit.language}/search`);
  await visit.press("footer button[type=submit]");
  await visit.look("signed-out");
  await visit.page.context().addCookies(cookies);
  await visit.go(`/${visit.language}/searches`);
  assert.match(visit.page.url(), /\/sign-in/, "the old cookie must open nothing");
}

// Tab reaches the skip link first, and then every control of the form in order.
async function walkByKeyboard(visit) {
  await visit.go(`/${visit.language}/search`);
  const reached = [];
  for (let i = 0; i < 40; i++) {
    await visit.page.keyboard.press("Tab");
    reached.push(await visit.page.evaluate(() => document.activeElement.id || document.activeElement.className));
  }
  const order = ["govuk-skip-link", "purpose", "case", "forenames", "surname", "dob", "dob-month", "dob-year", "nhs_number", "address", "postcode", "govuk-button"];
  const places = order.map((name) => reached.findIndex((element) => element === name));
  assert.equal(places[0], 0, "the skip link comes first");
  assert.deepEqual(places, [...places].sort((a, b) => a - b), `keyboard order is ${reached}`);
  assert.ok(!places.includes(-1), `not reached by keyboard: ${order.filter((_, i) => places[i] === -1)}`);
}

export default async function practitionersDay(browser, federation) {
  demo = federation;
  const { person, node } = choose(demo);
  for (const look of looks("wide", "narrow", "narrow-no-scripts"))
    await withVisit(browser, node, look, async (visit) => {
      await signIn(visit, searcherOf(node));
      await emptySearch(visit);
      await seeResult(visit, person);
      await seeProtected(visit);
      await seeUrgency(visit);
      await seeNothing(visit);
      await seeTheRest(visit);
      await seeTrouble(visit);
      await walkByKeyboard(visit);
      await idle(visit);
      await signOut(visit);
    });
}
