// The page's tab "Direct" in headless Chromium: the page comes through the public port, its Socket.IO connection goes to
// the instance itself; the instance is killed, the page asks for another and goes on.
// Usage: node direct.mjs <base URL> <folder for screenshots>
// Prints what was seen as JSON; exits non-zero when a step does not work.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [base, screenshots] = process.argv.slice(2);
const STEP_MILLIS = 60_000;
mkdirSync(screenshots, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
try {
  const result = { pageErrors: [] };
  const context = await browser.newContext({ viewport: { width: 1100, height: 760 } });
  context.setDefaultTimeout(STEP_MILLIS);
  const page = await context.newPage();
  page.on("pageerror", (error) => result.pageErrors.push(error.message));
  const polled = new Set();
  const opened = new Set();
  // What has no assignment is of the other tabs
  page.on("request", (request) => request.url().includes("assignment=") && polled.add(new URL(request.url()).port));
  page.on("websocket", (socket) => socket.url().includes("assignment=") && opened.add(new URL(socket.url()).port));
  await page.goto(base);
  await page.getByLabel("Your name").fill("Alice");
  const panel = page.locator("#panel-direct");
  await page.getByRole("tab", { name: "Direct" }).click();
  await visit("Hello, straight to you!");
  // Not left to the upgrade, for which a busy machine may be too slow
  await panel.locator("[data-part=transports]").selectOption("websocket");
  await panel.locator("[data-part=transport]", { hasText: /^websocket$/ }).waitFor();
  result.first = await visit("Hello, by WebSocket!");
  const instance = (await (await fetch(`${base}/actuator/cluster/${result.first.instance}`)).json());
  process.kill(instance.pid, "SIGKILL");
  await panel.locator("[data-part=state]", { hasText: /asking again/ }).waitFor();
  polled.clear();
  opened.clear();
  result.second = await visit("Hello, here I am again!");
  await page.screenshot({ path: join(screenshots, "direct-wide-light.png") });
  console.log(JSON.stringify(result));

  async function visit(text) {
    await panel.locator("[data-part=state]", { hasText: /^connected$/ }).waitFor();
    await panel.locator("[data-part=port]", { hasText: /^\d+$/ }).waitFor();
    await panel.getByLabel("Message", { exact: true }).fill(text);
    await panel.getByRole("button", { name: "Send" }).click();
    await panel.locator("[data-part=messages]").getByText(text).waitFor();
    return {
      instance: await panel.locator("[data-part=instance]").textContent(),
      port: await panel.locator("[data-part=port]").textContent(),
      polled: [...polled],
      opened: [...opened],
    };
  }
}
catch (error) {
  console.error(error);
  process.exitCode = 1;
}
finally {
  await browser.close();
}
