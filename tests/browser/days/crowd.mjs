// Thirty agencies with names that are long, in other scripts and directions, or markup; a person searched by such a name;
// and the same result on paper. Only the tests' own site has such agencies.
import assert from "node:assert/strict";
import { join } from "node:path";
import { looks, report, searcherOf, withVisit } from "../visit.mjs";
import { searchPerson } from "./practitioner.mjs";

const hostile = {
  forenames: `<script>alert("asked")</script> \u202Eyletihw\u202C \u{1F3E0} 'O"Neill`,
  address: `=1+1\" onfocus=alert(1) ${"x".repeat(200)}`,
  postcode: "SA1 3SN",
  dob: "2009-03-27",
};

async function seeCrowd(visit, surname) {
  visit.page.on("dialog", () => visit.problem("a name ran as a script"));
  await searchPerson(visit, { ...hostile, surname });
  assert.equal(await visit.page.locator(".dolen-card").count(), 15, "half of thirty agencies are involved");
  assert.equal(await visit.page.locator("main script, main img").count(), 0, "no name became an element");
  assert.ok(!(await visit.page.textContent("main")).includes("\u202E"), "no name turns the line round");
  await visit.look("result-crowd");
  await visit.page.click("details summary");
  await visit.look("result-crowd-table");
  await visit.go(`/${visit.language}/searches`);
  await visit.look("recent-crowd");
}

// On paper: everything that counts is there, and nothing that can only be pressed.
async function seeOnPaper(visit) {
  await visit.page.goBack();
  await visit.page.emulateMedia({ media: "print" });
  const facts = await visit.page.evaluate(() => ({
    buttons: [...document.querySelectorAll("button, nav")].filter((one) => one.offsetParent !== null).length,
    cards: document.querySelectorAll(".dolen-card").length,
    text: document.body.innerText,
  }));
  assert.equal(facts.cards, 15);
  assert.equal(facts.buttons, 0, "nothing to press is printed");
  assert.match(facts.text, /[0-9a-f]{8}-[0-9a-f]{4}/, "the search's number is printed");
  assert.match(facts.text, /01632 960 100/);
  await visit.page.screenshot({ path: join(report.output, `print-crowd-${visit.language}.png`), fullPage: true });
  await visit.page.emulateMedia({ media: "screen" });
}

export default async function crowdedDay(browser, demo) {
  if (!demo.crowd) return;
  const node = demo.nodes[0];
  for (const look of looks("wide", "narrow", "narrow-no-scripts"))
    await withVisit(browser, node, look, async (visit) => {
      await visit.enter(searcherOf(node));
      await seeCrowd(visit, demo.crowd);
      if (look.size === "wide") await seeOnPaper(visit);
    });
}
