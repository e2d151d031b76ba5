// pages.mjs DEMO.JSON OUTPUT-FOLDER [DAY...]: the days of those who work with the pages (days/*.mjs; all of them unless
// named), in Debian's chromium, in English and Welsh, wide and narrow, with and without scripts. Every page must be free of
// axe-core violations, valid HTML, free of console and policy errors, and readable at 320 pixels without scrolling sideways.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { report } from "./visit.mjs";

const [demoFile, output, ...wanted] = process.argv.slice(2);
const demo = JSON.parse(readFileSync(demoFile, "utf8"));
const firstVisitLimit = 250_000;
const pageLimit = 150_000; // bytes of one page as sent, without its style

mkdirSync(output, { recursive: true });
report.output = output;

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
  const bytes = await weighFirstVisit(browser, demo.nodes[0].url);
  const days = readdirSync(new URL("days/", import.meta.url)).map((file) => file.replace(/\.mjs$/, "")).sort();
  assert.ok(wanted.every((day) => days.includes(day)), `the days are ${days.join(", ")}`);
  for (const day of days.filter((one) => wanted.length === 0 || wanted.includes(one)))
    await (await import(`./days/${day}.mjs`)).default(browser, demo);
  const heaviest = Object.entries(report.weights).sort((a, b) => b[1] - a[1]);
  for (const [name, weight] of heaviest) if (weight > pageLimit) report.problems.push(`${name} weighs ${weight} bytes`);
  writeFileSync(join(output, `weights${wanted.map((day) => `-${day}`).join("")}.txt`), heaviest.map(([name, weight]) => `${weight} ${name}\n`).join(""));
  console.log(`heaviest pages as sent: ${heaviest.slice(0, 5).map(([name, weight]) => `${name} ${weight}`).join(", ")}`);
  for (const line of report.measured) console.log(line);
  for (const problem of [...new Set(report.problems)]) console.error(problem);
  console.log(`${report.pagesChecked} pages checked, ${report.problems.length} problems, first visit ${bytes} bytes`);
} finally {
  await browser.close();
}
process.exitCode = report.problems.length > 0 || report.pagesChecked === 0 ? 1 : 0;
