// How many keys a person presses from the sign-in page to the first telephone number, names and numbers included: by
// keyboard alone, nothing clicked.
import assert from "node:assert/strict";
import { looks, report, searcherOf, withVisit } from "../visit.mjs";
import { choose } from "./practitioner.mjs";

const most = 60; // keys besides the text that is typed

class Keyboard {
  constructor(page) {
    this.page = page;
    this.keys = 0; // Tab, Space, Enter
    this.typed = 0; // characters of names, numbers and dates
  }

  async press(key) {
    this.keys++;
    await this.page.keyboard.press(key);
  }

  async type(text) {
    this.typed += text.length;
    await this.page.keyboard.type(text);
  }

  async reach(id) {
    for (let i = 0; i < 60; i++) {
      if (await this.page.evaluate((wanted) => document.activeElement.id === wanted, id)) return;
      await this.press("Tab");
    }
    assert.fail(`${id} is not reached by keyboard`);
  }

  async enter() {
    this.keys++;
    await Promise.all([this.page.waitForNavigation({ waitUntil: "load" }), this.page.keyboard.press("Enter")]);
  }
}

async function fromSignInToTelephone(visit, account, person) {
  const keyboard = new Keyboard(visit.page);
  const [year, month, day] = person.dob.split("-");
  await visit.go(`/${visit.language}/sign-in`);
  await keyboard.reach("user");
  await keyboard.type(account.user);
  await keyboard.press("Tab");
  await keyboard.type(account.password);
  await keyboard.enter();
  await keyboard.reach("purpose");
  await keyboard.press("Space");
  for (const [field, text] of [["case", "TEST-0012345"], ["decision_maker", "T. Rees"], ["forenames", person.forenames],
    ["surname", person.surname], ["dob", day], ["dob-month", month], ["dob-year", year]]) {
    await keyboard.reach(field);
    await keyboard.type(text);
  }
  await keyboard.enter();
  assert.ok(await visit.page.locator("a[href^='tel:']").first().isVisible(), "a telephone number is on the page");
  return keyboard;
}

export default async function keystrokes(browser, demo) {
  const { person, node } = choose(demo);
  for (const look of looks("wide"))
    await withVisit(browser, node, look, async (visit) => {
      const { keys, typed } = await fromSignInToTelephone(visit, searcherOf(node), person);
      assert.ok(keys <= most, `${keys} keys besides the text`);
      report.measured.push(`${look.language}: ${keys} keys and ${typed} typed characters from sign-in to a telephone number`);
    });
}
