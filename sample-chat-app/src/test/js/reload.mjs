// Socket.IO clients, each from its own address, that chat while the cluster is reloaded: some are official ones that
// speak, the others bare WebSockets that listen.
// Usage: node reload.mjs '{"port": 8080, "clients": 60, "listeners": 140}'
// Prints as JSON what they noticed; exits with 1 when one of them was not served any more.
import { io } from "socket.io-client";
import WebSocket from "ws";

import { callFrom, host } from "./addresses.mjs";
import { Heard, missing } from "./heard.mjs";

const plan = { clients: 60, listeners: 0, timeout: 200_000, ...JSON.parse(process.argv[2]) };
const PAUSE_MILLIS = 2000;
const RECONNECT_MILLIS = 300;
const TRANSPORTS = [undefined, ["polling"], ["websocket"]];

callFrom("own");
const report = { clients: plan.clients, status: "", served: 0, moved: 0, connects: {}, lost: 0, twice: 0, incomplete: 0, errors: {} };
setTimeout(() => end(), plan.timeout);
const clients = Array.from({ length: plan.clients }, (_, index) => open(index));
const listeners = Array.from({ length: plan.listeners }, (_, index) => listen(plan.clients + index));
const everybody = [...clients, ...listeners];
await Promise.all(clients.map((client) => answered(client, 0)));
const response = await fetch(`http://127.0.0.1:${plan.port}/actuator/cluster`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ action: "reload", wait: true }),
});
report.status = (await response.json()).status;
await Promise.all(clients.map((client) => answered(client, client.answers)));
// Who is still busy with what came before has not seen the end of the former connection yet
await until(() => everybody.every((client) => client.isOpen() && client.heard.connections.length > 1));
clients.forEach((client) => client.last = true);
await until(() => everybody.every((client) => client.heard.last.size === plan.clients));
end();

function open(index) {
  const transports = TRANSPORTS[index % TRANSPORTS.length];
  const name = `client ${index}`;
  const client = { connects: 0, answers: 0, sent: 0, last: false, instances: new Set(), waiting: [], heard: new Heard() };
  client.socket = io(`http://${host(index)}:${plan.port}`, { forceNew: true, ...(transports && { transports }) });
  client.isOpen = () => client.socket.connected;
  client.socket.on("connect", () => {
    client.connects++;
    client.heard.connected();
  });
  client.socket.on("connect_error", (error) => count(report.errors, error.message));
  client.socket.on("s:error", ({ message }) => count(report.errors, message));
  client.socket.on("s:message", (message) => {
    client.heard.message(message.name, message.text);
    if (message.name === name) {
      client.answers++;
      client.instances.add(message.instance);
      client.waiting = client.waiting.filter((waiting) => !waiting());
    }
  });
  const timer = setInterval(() => {
    if (client.socket.connected) {
      client.socket.emit("b:message", { name, text: client.last ? "last" : `${++client.sent}` });
      client.last && clearInterval(timer);
    }
  }, PAUSE_MILLIS);
  return client;
}

/** A client that only listens, and speaks no more of the protocol than that takes. */
function listen(index) {
  const client = { heard: new Heard(), isOpen: () => client.connected };
  const connect = () => {
    const socket = new WebSocket(`ws://${host(index)}:${plan.port}/socket.io/?EIO=4&transport=websocket`);
    socket.on("message", (data) => {
      const packet = data.toString();
      if (packet.startsWith("0")) {
        socket.send("40");
      }
      else if (packet === "2") {
        socket.send("3");
      }
      else if (packet.startsWith("40")) {
        client.connected = true;
        client.heard.connected();
      }
      else if (packet.startsWith("42")) {
        const [event, { name, text }] = JSON.parse(packet.slice(2));
        event === "s:message" && client.heard.message(name, text);
      }
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      client.connected = false;
      setTimeout(connect, RECONNECT_MILLIS);
    });
  };
  connect();
  return client;
}

/** Waits until a client has more answers than it had. */
function answered(client, before) {
  return new Promise((resolve) => client.waiting.push(() => client.answers > before && (resolve(), true)));
}

async function until(condition) {
  while (!condition()) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
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
  report.lost = missing(everybody.map((client) => client.heard));
  for (const { heard } of everybody) {
    report.twice += heard.twice;
    report.incomplete += heard.last.size === plan.clients ? 0 : 1;
  }
  console.log(JSON.stringify(report));
  process.exit(report.served === plan.clients ? 0 : 1);
}
