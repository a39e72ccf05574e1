// Drives the sandbox's page in a real browser, and takes screenshots of it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = new URL("../../", import.meta.url);
const path = (name) => fileURLToPath(new URL(name, root));
const shots = path("target/page/");

/** A sandbox, with what it prints at its start by name. */
async function sandbox() {
  const command = process.env.CERTWIRE ?? path("target/debug/certwire");
  const child = spawn(command, ["sandbox", "--listen", "127.0.0.1:0", "--management", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"] });
  const said = {};
  for await (const line of createInterface({ input: child.stdout })) {
    const [, name, value] = /^(.{14}) (.*)$/.exec(line) ?? [];
    if (name?.trim()) said[name.trim()] = value;
    if (name?.trim() === "stop") return { child, said };
  }
  throw new Error("the sandbox did not start");
}

/** Sends a golden order with the sandbox's own password. */
async function place(said, file) {
  const [user, password] = said["gs account"].split(" / ");
  const xml = (await readFile(path(`tests/payloads/gs/requests/${file}`), "utf8"))
    .replace(/<UserName>[^<]*/, `<UserName>${user}`)
    .replace(/<Password>[^<]*/, `<Password>${password}`);
  const answer = await (await fetch(said.GlobalSign, { method: "POST", body: xml })).text();
  return { id: /<OrderID>([^<]+)/.exec(answer)?.[1], answer };
}

const { child, said } = await sandbox();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  await mkdir(shots, { recursive: true });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: "light" });
  const page = await context.newPage();
  if (process.env.PAGE) {
    await page.route(/\/(page\.(css|js))?$/, async (route) => {
      const name = new URL(route.request().url()).pathname.slice(1) || "index.html";
      await route.fulfill({ response: await route.fetch(), body: await readFile(`${process.env.PAGE}/${name}`) });
    });
  }
  const logged = [];
  page.on("console", (message) => logged.push(message.text()));
  page.on("pageerror", (error) => logged.push(String(error)));
  page.on("request", (request) => assert.ok(request.url().startsWith(said.management), `asks elsewhere: ${request.url()}`));
  const text = (selector) => page.locator(selector).innerText();
  const open = (view) => page.getByRole("link", { name: view, exact: true }).click();

  await page.goto(said.management);
  assert.match(await text("#order-none"), /No orders yet/);
  assert.equal((await text("#now")).includes("UTC"), true);

  // An order that is placed elsewhere appears by itself, and goes on with the clock.
  const first = await place(said, "order_ps1/minimal.xml");
  assert.ok(first.id, first.answer);
  await page.locator(`tr[data-id="${first.id}"]`).waitFor();
  await page.getByRole("button", { name: first.id }).click();
  await page.locator("#order h3").first().waitFor();
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await page.getByRole("button", { name: "Run", exact: true }).waitFor();
  await page.getByLabel("Advance by").fill("2h");
  await page.getByLabel("Advance by").press("Enter");
  await page.locator("#order dd.good", { hasText: "Issue completed" }).waitFor();
  assert.ok((await page.locator("#order ol.timeline li").count()) >= 3);
  assert.equal(await page.locator("#order pre", { hasText: "BEGIN CERTIFICATE" }).count(), 1);

  // Another is issued and then revoked with its buttons, by keyboard alone.
  const second = await place(said, "order_ps1/minimal.xml");
  await page.locator(`tr[data-id="${second.id}"] button`).focus();
  await page.keyboard.press("Enter");
  await page.locator("#order h3", { hasText: second.id }).waitFor();
  await page.locator('[data-action="issue"]').focus();
  await page.keyboard.press("Enter");
  await page.locator("#order dd.good", { hasText: "Issue completed" }).waitFor();
  await page.locator('[data-action="revoke"]').focus();
  await page.keyboard.press("Space");
  await page.locator("#order dd", { hasText: "Revoked" }).first().waitFor();

  // Mails and calls are there, no call with its password.
  await open("Mails");
  await page.locator("#mail-list details").first().waitFor();
  await page.locator("#mail-list summary").first().click();
  assert.ok((await text("#mail-list pre >> nth=0")).length > 20);
  await open("Calls");
  await page.locator("#call-list details").first().waitFor();
  await page.locator("#call-list summary").first().click();
  const call = await text("#call-list details >> nth=0");
  assert.ok(call.includes("***") && !(await page.content()).includes(said["gs account"].split(" / ")[1]));

  // A payload with a fault shows it at its line; markup in it stays text.
  await open("Validate");
  const good = await readFile(path("tests/payloads/gs/requests/order_ps1/minimal.xml"), "utf8");
  const evil = good.replace(/<Year>[^<]*/, "<Year>99").replace(/<UserName>[^<]*/, "<UserName>&lt;img src=x onerror=alert(1)&gt;");
  await page.locator("#payload").fill(evil);
  await page.getByRole("button", { name: "Validate", exact: true }).click();
  await page.locator("#headline.bad").waitFor();
  const at = evil.split("\n").findIndex((line) => line.includes("<Year>")) + 1;
  assert.match(await text(`#line-${at}.hit`), /<Year>99/);
  assert.equal(await page.locator("#verdict img").count(), 0);
  await page.locator("#verdict button.link").first().click();
  await page.screenshot({ path: `${shots}validate.png`, fullPage: true });
  await page.locator("#payload").fill(good);
  await page.getByRole("button", { name: "Validate", exact: true }).click();
  await page.locator("#headline.good").waitFor();

  // The reference finds elements, codes and rules.
  await open("Reference");
  await page.getByLabel("Search").fill("OrderPS1");
  await page.locator("#reference-list summary", { hasText: "OrderPS1" }).first().click();
  await page.locator("#reference-list td", { hasText: "OrderRequestHeader/AuthToken/UserName" }).first().waitFor();
  await page.screenshot({ path: `${shots}reference.png` });
  for (const kind of ["tables", "errors", "rules", "errata", "history"]) {
    await page.getByLabel("Show").selectOption(kind);
    await page.getByLabel("Search").fill("");
    await page.locator("#reference-list summary").first().click();
  }
  await page.locator('#reference-filter [name="service"]').selectOption("tbs");
  await page.getByLabel("Show").selectOption("errors");
  await page.getByLabel("Search").fill("-265");
  await page.locator("#reference-list b", { hasText: "-265" }).first().waitFor();

  // What is wrong is said in a sentence.
  assert.deepEqual(logged, [], "the page logs nothing");
  await page.getByLabel("Advance by").fill("soon");
  await page.getByLabel("Advance by").press("Enter");
  await page.locator("#trouble", { hasText: "is no duration" }).waitFor();
  await page.getByLabel("Advance by").fill("1s");
  await page.getByLabel("Advance by").press("Enter");
  await page.locator("#trouble").waitFor({ state: "hidden" });

  for (const colorScheme of ["light", "dark"]) {
    for (const [name, width] of [["wide", 1440], ["narrow", 390]]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      for (const view of ["Orders", "Mails", "Calls", "Validate", "Reference"]) {
        await open(view);
        if (view === "Orders") {
          await page.getByRole("button", { name: first.id }).click();
          await page.locator("#order h3", { hasText: first.id }).waitFor();
        }
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(overflow <= 0, `${view} is ${overflow} px too wide at ${width} px`);
        await page.screenshot({ path: `${shots}${view.toLowerCase()}-${colorScheme}-${name}.png`, animations: "disabled", fullPage: view === "Orders" });
      }
    }
  }
  console.log("the page works; screenshots are in target/page/");
} finally {
  await browser.close();
  child.kill();
}
