// Socket.IO clients, each from its own address, that stay while the cluster is reloaded.
// Usage: node reload.mjs '{"port": 8080, "clients": 60}'
// Prints as JSON what they noticed; exits with 1 when one of them was not served any more.
import { io } from "socket.io-client";

import { callFrom, host } from "./addresses.mjs";

const plan = { clients: 60, timeout: 200_000, ...JSON.parse(process.argv[2]) };
const PAUSE_MILLIS = 500;
const TRANSPORTS = [undefined, ["polling"], ["websocket"]];

callFrom("own");
const report = { clients: plan.clients, status: "", served: 0, moved: 0, connects: {}, errors: {} };
setTimeout(() => end(), plan.timeout);
const clients = Array.from({ length: plan.clients }, (_, index) => open(index));
await Promise.all(clients.map((client) => answered(client, 0)));
const response = await fetch(`http://127.0.0.1:${plan.port}/actuator/cluster`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ action: "reload", wait: true }),
});
report.status = (await response.json()).status;
await Promise.all(clients.map((client) => answered(client, client.answers)));
end();

function open(index) {
  const transports = TRANSPORTS[index % TRANSPORTS.length];
  const client = { connects: 0, answers: 0, instances: new Set(), waiting: [] };
  client.socket = io(`http://${host(index)}:${plan.port}`, { forceNew: true, ...(transports && { transports }) });
  client.socket.on("connect", () => client.connects++);
  client.socket.on("connect_error", (error) => count(report.errors, error.message));
  client.socket.on("s:error", ({ message }) => count(report.errors, message));
  client.socket.on("s:message", ({ name, instance }) => {
    if (name === `client ${index}`) {
      client.answers++;
      client.instances.add(instance);
      client.waiting = client.waiting.filter((waiting) => !waiting());
    }
  });
  setInterval(() => client.socket.connected && client.socket.emit("b:message", { name: `client ${index}`, text: "hi" }), PAUSE_MILLIS);
  return client;
}

/** Waits until a client has more answers than it had. */
function answered(client, before) {
  return new Promise((resolve) => client.waiting.push(() => client.answers > before && (resolve(), true)));
}

function count(table, key) {
  table[key] = (table[key] ?? 0) + 1;
}

function end() {
  for (const client of clients) {
    count(report.connects, client.connects);
    report.served += client.socket.connected ? 1 : 0;
    report.moved += client.instances.size > 1 ? 1 : 0;
  }
  console.log(JSON.stringify(report));
  process.exit(report.served === plan.clients ? 0 : 1);
}
