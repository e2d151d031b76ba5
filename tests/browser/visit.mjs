// One person's visit to a node's pages: a browser context that looks at each page it is shown.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { HtmlValidate } from "html-validate";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const validator = new HtmlValidate({
  extends: ["html-validate:recommended"],
  rules: { "void-style": "off", "no-trailing-whitespace": "off", "long-title": "off", "tel-non-breaking": "off" },
});
const searchers = ["practitioner", "duty-desk", "supervisor"];

export const sizes = { wide: { width: 1280, height: 900 }, narrow: { width: 320, height: 640 } };

// What all visits found together; `output` is the folder of the pictures.
export const report = { problems: [], measured: [], weights: {}, pagesChecked: 0, output: "" };

export function searcherOf(node) {
  return node.accounts.find((account) => searchers.includes(account.role));
}

export function accountOf(node, role) {
  return node.accounts.find((account) => account.role === role);
}

export class Visit {
  constructor(page, language, size, scripts) {
    this.page = page;
    this.scripts = scripts; // axe-core needs them; the pages do not

    this.language = language;
    this.size = size;
    this.problem = (what) => report.problems.push(`${language} ${size} ${new URL(page.url()).pathname}: ${what}`);
    this.allowed = 0;
    page.on("pageerror", (error) => this.problem(`page error ${error.message}`));
    page.on("console", (message) => {
      if (message.type() !== "error") return;
      if (/status of [45]\d\d/.test(message.text()) && this.allowed > 0) this.allowed--;
      else this.problem(`console: ${message.text()}`);
    });
  }

  async look(name) {
    report.pagesChecked++;
    report.weights[name] = Math.max(report.weights[name] ?? 0, this.bytes ?? 0);
    const file = `${name}-${this.language}-${this.size}${this.scripts ? "" : "-no-scripts"}.png`;
    await this.page.screenshot({ path: join(report.output, file), fullPage: true });
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
    const found = await validator.validateString(this.html);
    for (const result of found.results)
      for (const message of result.messages) this.problem(`html ${message.ruleId} line ${message.line}: ${message.message}`);
  }

  // Runs an action that loads a page and keeps the HTML as the server sent it.
  async load(action) {
    const [response] = await Promise.all([this.page.waitForNavigation({ waitUntil: "load" }), action()]);
    this.html = await response.text();
    this.bytes = (await response.request().sizes()).responseBodySize;
    this.status = response.status();
  }

  async go(path) {
    await this.load(() => this.page.goto(path));
  }

  async press(selector) {
    await this.load(() => this.page.click(selector));
  }

  // Sign in with right words, without looking at the page.
  async enter(account) {
    await this.go(`/${this.language}/sign-in`);
    await this.page.fill("#user", account.user);
    await this.page.fill("#password", account.password);
    await this.press("main button[type=submit]");
  }
}

// A visit of one's own context: `look` is { language, size, scripts }. Closed when `during` is over.
export async function withVisit(browser, node, look, during) {
  const context = await browser.newContext({
    baseURL: node.url,
    ignoreHTTPSErrors: true,
    javaScriptEnabled: look.scripts,
    viewport: sizes[look.size],
  });
  try {
    await during(new Visit(await context.newPage(), look.language, look.size, look.scripts));
  } finally {
    await context.close();
  }
}

// Both languages; every size with and without scripts that `kinds` names: "wide", "narrow", "narrow-no-scripts".
export function* looks(...kinds) {
  for (const language of ["en", "cy"])
    for (const kind of kinds) yield { language, size: kind.split("-")[0], scripts: !kind.endsWith("no-scripts") };
}
