// pages.mjs DEMO.JSON OUTPUT-FOLDER: a practitioner's day in Debian's chromium, in English and Welsh, wide and narrow,
// and once more in each language with scripts switched off. Every page must be free of axe-core violations, valid HTML, free of console and policy errors, and
// readable at 320 pixels without scrolling sideways.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";

const [demoFile, output] = process.argv.slice(2);
const demo = JSON.parse(readFileSync(demoFile, "utf8"));
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const validator = new HtmlValidate({
  extends: ["html-validate:recommended"],
  rules: { "void-style": "off", "no-trailing-whitespace": "off", "long-title": "off", "tel-non-breaking": "off" },
});
const searchers = ["practitioner", "duty-desk", "supervisor"];
const sizes = { wide: { width: 1280, height: 900 }, narrow: { width: 320, height: 640 } };
const firstVisitLimit = 250_000;
const problems = [];
let pagesChecked = 0;

mkdirSync(output, { recursive: true });

function accountOf(node) {
  return node.accounts.find((account) => searchers.includes(account.role));
}

// A person whom an agency other than the searcher's knows, and the node to search from.
function choose() {
  for (const person of demo.people)
    for (const node of demo.nodes)
      if (accountOf(node) && person.known_to.some((agency) => agency !== node.agency)) return { person, node };
  throw new Error("demo.json names nobody whom another agency knows");
}

class Visit {
  constructor(page, language, size, scripts) {
    this.page = page;
    this.scripts = scripts; // axe-core needs them; the pages do not

    this.language = language;
    this.size = size;
    this.problem = (what) => problems.push(`${language} ${size} ${new URL(page.url()).pathname}: ${what}`);
    this.allowed = 0;
    page.on("pageerror", (error) => this.problem(`page error ${error.message}`));
    page.on("console", (message) => {
      if (message.type() !== "error") return;
      if (/status of [45]\d\d/.test(message.text()) && this.allowed > 0) this.allowed--;
      else this.problem(`console: ${message.text()}`);
    });
  }

  async look(name) {
    pagesChecked++;
    const file = `${name}-${this.language}-${this.size}${this.scripts ? "" : "-no-scripts"}.png`;
    await this.page.screenshot({ path: join(output, file), fullPage: true });
    const facts = await this.page.evaluate(() => ({
      scripts: [...document.scripts].filter((one) => !/\/assets\/idle\.[0-9a-f]{16}\.js$/.test(one.src)).length,
      width: document.documentElement.scrollWidth,
      language: document.documentElement.lang,
      headings: document.querySelectorAll("h1").length,
    }));
    if (facts.scripts !== 0) this.problem("the page has a script other than the idle dialogue");
    if (facts.width > sizes[this.size].width) this.problem(`scrolls sideways: ${facts.width} pixels`);
    if (facts.language !== this.language) this.problem(`says its language is ${facts.language}`);
    if (facts.headings !== 1) this.problem(`has ${facts.headings} first headings`);
    if (this.scripts) await this.checkWithAxe();
    await this.validate();
  }

  async checkWithAxe() {
    await this.page.evaluate(axeSource);
    const violations = await this.page.evaluate(async () => (await globalThis.axe.run(document)).violations);
    for (const violation of violations)
      this.problem(`axe ${violation.id}: ${violation.nodes.map((node) => node.html).join(" ")}`);
  }

  async validate() {
    const report = await validator.validateString(this.html);
    for (const result of report.results)
      for (const message of result.messages) this.problem(`html ${message.ruleId} line ${message.line}: ${message.message}`);
  }

  // Runs an action that loads a page and keeps the HTML as the server sent it.
  async load(action) {
    const [response] = await Promise.all([this.page.waitForNavigation({ waitUntil: "load" }), action()]);
    this.html = await response.text();
    this.status = response.status();
  }

  async go(path) {
    await this.load(() => this.page.goto(path));
  }

  async press(selector) {
    await this.load(() => this.page.click(selector));
  }
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

async function choosePurpose(visit) {
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

async function searchPerson(visit, person) {
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

// An officer has no search; only the pages of the desk.
async function seeReviews(browser, node, language, size, scripts) {
  const officer = node.accounts.find((account) => account.role === "data-protection-officer");
  if (!officer || !demo.guarded) return;
  const context = await browser.newContext({
    baseURL: node.url, ignoreHTTPSErrors: true, javaScriptEnabled: scripts, viewport: sizes[size],
  });
  const visit = new Visit(await context.newPage(), language, size, scripts);
  await visit.go(`/${language}/sign-in`);
  await visit.page.fill("#user", officer.user);
  await visit.page.fill("#password", officer.password);
  await visit.press("main button[type=submit]");
  await visit.go(`/${language}/reviews`);
  assert.equal(visit.status, 200);
  assert.ok((await visit.page.locator("tbody tr").count()) >= 2);
  await visit.look("reviews");
  await context.close();
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

async function weighFirstVisit(browser, url) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, baseURL: url });
  const page = await context.newPage();
  const sizes = [];
  page.on("response", (response) => {
    if (response.status() < 300) sizes.push(response.body().then((body) => body.length));
  });
  await page.goto("/en/sign-in", { waitUntil: "networkidle" });
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  await context.close();
  assert.ok(sizes.length >= 2, "the page and its style are loaded");
  assert.ok(bytes > 0 && bytes < firstVisitLimit, `the first visit takes ${bytes} bytes`);
  return bytes;
}

async function spendADay(browser, node, person, language, size, scripts) {
  const context = await browser.newContext({
    baseURL: node.url,
    ignoreHTTPSErrors: true,
    javaScriptEnabled: scripts,
    viewport: sizes[size],
  });
  const visit = new Visit(await context.newPage(), language, size, scripts);
  await signIn(visit, accountOf(node));
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
  await context.close();
}

// The administrator's day: accounts and status, as far as nothing is changed on a real node.
async function administer(browser, node, language, size, scripts) {
  const account = node.accounts.find((one) => one.role === "administrator");
  const context = await browser.newContext({ baseURL: node.url, ignoreHTTPSErrors: true, javaScriptEnabled: scripts, viewport: sizes[size] });
  const visit = new Visit(await context.newPage(), language, size, scripts);
  await visit.go(`/${language}/sign-in`);
  await visit.page.fill("#user", account.user);
  await visit.page.fill("#password", account.password);
  await visit.press("main button[type=submit]");
  await visit.look("home-administrator");
  await visit.go(`/${language}/accounts`);
  await visit.look("accounts");
  await visit.go(`/${language}/accounts/new`);
  await visit.look("account-new");
  await visit.press("main button[type=submit]");
  assert.equal(await visit.page.locator(".govuk-error-summary li").count(), 6);
  await visit.look("account-new-faults");
  await visit.go(`/${language}/accounts`);
  const own = account.user;
  await visit.load(() => visit.page.locator("tbody th a").filter({ hasNotText: own }).first().click());
  await visit.look("account");
  await visit.go(`/${language}/accounts/change?about=${own}`);
  assert.equal(await visit.page.locator("main form").count(), 0, "nobody changes their own account");
  await visit.look("account-own");
  await visit.go(`/${language}/status`);
  assert.ok((await visit.page.locator("tbody tr").count()) >= 4);
  await visit.look("status");
  await context.close();
}

// Who audits looks at the statistics: pictures, and each as a table.
async function readStatistics(browser, node, language, size, scripts) {
  const account = node.accounts.find((one) => one.role === "data-protection-officer");
  const context = await browser.newContext({ baseURL: node.url, ignoreHTTPSErrors: true, javaScriptEnabled: scripts, viewport: sizes[size] });
  const visit = new Visit(await context.newPage(), language, size, scripts);
  await visit.go(`/${language}/sign-in`);
  await visit.page.fill("#user", account.user);
  await visit.page.fill("#password", account.password);
  await visit.press("main button[type=submit]");
  await visit.go(`/${language}/statistics`);
  if ((await visit.page.locator(".dolen-chart").count()) > 0) {
    assert.ok((await visit.page.locator(".dolen-chart__bar").count()) > 0, "bars are drawn");
    for (const details of await visit.page.locator("details").all()) await details.evaluate((one) => (one.open = true));
  }
  await visit.look("statistics");
  await context.close();
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  ],
});
try {
  const { person, node } = choose();
  const bytes = await weighFirstVisit(browser, node.url);
  for (const language of ["en", "cy"])
    for (const [size, scripts] of [["wide", true], ["narrow", true], ["narrow", false]])
      await spendADay(browser, node, person, language, size, scripts);
  for (const language of ["en", "cy"])
    for (const [size, scripts] of [["wide", true], ["narrow", true], ["narrow", false]])
      await seeReviews(browser, node, language, size, scripts);
  for (const language of ["en", "cy"]) {
    await administer(browser, node, language, "wide", true);
    await administer(browser, node, language, "narrow", false);
    await readStatistics(browser, node, language, "wide", true);
    await readStatistics(browser, node, language, "narrow", false);
  }
  for (const problem of [...new Set(problems)]) console.error(problem);
  console.log(`${pagesChecked} pages checked, ${problems.length} problems, first visit ${bytes} bytes`);
} finally {
  await browser.close();
}
process.exitCode = problems.length > 0 || pagesChecked === 0 ? 1 : 0;
