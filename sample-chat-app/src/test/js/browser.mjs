// Two tabs of the chat page in headless Chromium talk to each other, over both protocols.
// Usage: node browser.mjs <base URL> <folder for screenshots>
// Prints what was seen as JSON; exits non-zero when a step does not work.
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [base, screenshots] = process.argv.slice(2);
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
// Longer than from one ping to the next (25 s): then an upgrade that was missed on a busy machine is made up for.
const STEP_MILLIS = 40_000;

if (!existsSync(CHROMIUM)) {
  console.error(`Chromium is missing at ${CHROMIUM}: run ./check once, it installs what the tests need.`);
  process.exit(3);
}
mkdirSync(screenshots, { recursive: true });

const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
try {
  const result = { problems: [], handshakes: [] };
  const alice = await open("Alice", { viewport: { width: 1100, height: 760 } });
  const bob = await open("Bob", { viewport: { width: 390, height: 780 }, colorScheme: "dark" });
  result.redirectedTo = new URL(alice.url()).pathname;
  result.protocols = await Promise.all([alice, bob].map((page) =>
    page.evaluate(() => performance.getEntriesByType("navigation")[0].nextHopProtocol)));
  result.socketIo = await chat("Socket.IO", "panel-socketio", "polling → websocket");
  await shoot(alice, "socketio-wide-light");
  await shoot(bob, "socketio-phone-dark");
  // A busy machine lets SockJS give up the WebSocket early and take the next transport.
  result.stomp = await chat("STOMP over SockJS", "panel-stomp", "(websocket|xhr-streaming|xhr-polling)");
  await shoot(alice, "stomp-wide-light");
  await shoot(bob, "stomp-phone-dark");
  result.phoneOverflow = await bob.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  console.log(JSON.stringify(result));

  async function open(name, options) {
    // The certificate that a test has made is signed by nobody
    const context = await browser.newContext({ ...options, ignoreHTTPSErrors: true });
    context.setDefaultTimeout(STEP_MILLIS);
    const page = await context.newPage();
    page.on("pageerror", (error) => result.problems.push(`${name}: ${error.message}`));
    page.on("console", (message) => message.type() === "error" && result.problems.push(`${name}: ${message.text()} ${message.location().url}`));
    page.on("requestfailed", (request) => {
      if (!request.failure()?.errorText.includes("ERR_ABORTED")) {
        result.problems.push(`${name}: ${request.url()} ${request.failure()?.errorText}`);
      }
    });
    const devTools = await context.newCDPSession(page);
    // 101 to the upgrade of HTTP/1.1, 200 to the extended CONNECT of HTTP/2
    devTools.on("Network.webSocketHandshakeResponseReceived", ({ response }) => result.handshakes.push(response.status));
    await devTools.send("Network.enable");
    await page.goto(base);
    await page.getByLabel("Your name").fill(name);
    return page;
  }

  async function chat(tab, panelId, transport) {
    const panels = [];
    for (const page of [alice, bob]) {
      await page.getByRole("tab", { name: tab }).click();
      const panel = page.locator(`#${panelId}`);
      await panel.locator("[data-part=state]", { hasText: /^connected$/ }).waitFor();
      await panel.locator("[data-part=transport]", { hasText: new RegExp(`^${transport}$`) }).waitFor();
      await panel.locator("[data-part=port]", { hasText: /^\d+$/ }).waitFor();
      panels.push(panel);
    }
    await say(panels[0], panels[1], `Hello over ${tab}, Bob!`);
    await say(panels[1], panels[0], "Hello Alice, I see you. <b>Not bold</b>.");
    return Promise.all(panels.map(async (panel) => ({
      instance: await panel.locator("[data-part=instance]").textContent(),
      port: await panel.locator("[data-part=port]").textContent(),
      messages: await panel.locator("[data-part=messages] li").count(),
    })));
  }

  async function say(from, to, text) {
    await from.getByLabel("Message", { exact: true }).fill(text);
    await from.getByRole("button", { name: "Send" }).click();
    await from.locator("[data-part=messages]").getByText(text).waitFor();
    await to.locator("[data-part=messages]").getByText(text).waitFor();
  }

  async function shoot(page, name) {
    await page.screenshot({ path: join(screenshots, `${name}.png`) });
  }
}
catch (error) {
  console.error(error);
  process.exitCode = 1;
}
finally {
  await browser.close();
}
