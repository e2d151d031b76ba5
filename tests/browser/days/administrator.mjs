// The administrator's day: accounts and status, as far as nothing is changed on a real node.
import assert from "node:assert/strict";
import { accountOf, looks, withVisit } from "../visit.mjs";

async function administer(visit, account) {
  await visit.look("home-administrator");
  await visit.go(`/${visit.language}/accounts`);
  await visit.look("accounts");
  await visit.go(`/${visit.language}/accounts/new`);
  await visit.look("account-new");
  await visit.press("main button[type=submit]");
  assert.equal(await visit.page.locator(".govuk-error-summary li").count(), 6);
  await visit.look("account-new-faults");
  await visit.go(`/${visit.language}/accounts`);
  const own = account.user;
  await visit.load(() => visit.page.locator("tbody th a").filter({ hasNotText: own }).first().click());
  await visit.look("account");
  await visit.go(`/${visit.language}/accounts/change?about=${own}`);
  assert.equal(await visit.page.locator("main form").count(), 0, "nobody changes their own account");
  await visit.look("account-own");
  await visit.go(`/${visit.language}/coverage`);
  assert.ok((await visit.page.locator("tbody tr").count()) >= 2, "each member's freshness is shown");
  await visit.look("coverage-administrator");
  await visit.go(`/${visit.language}/status`);
  assert.ok((await visit.page.locator("tbody tr").count()) >= 4);
  await visit.look("status");
}

export default async function administratorsDay(browser, demo) {
  const node = demo.nodes.find((one) => accountOf(one, "administrator"));
  const account = accountOf(node, "administrator");
  for (const look of looks("wide", "narrow-no-scripts"))
    await withVisit(browser, node, look, async (visit) => {
      await visit.enter(account);
      await administer(visit, account);
    });
}
