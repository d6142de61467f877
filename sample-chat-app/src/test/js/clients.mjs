// Many clients of one protocol, each from its own address, that send messages and note which instance answers.
// Usage: node clients.mjs '{"port": 8080, "protocol": "socketio", "transport": "default", "namespace": "/", "clients": 200}'
//   protocol   socketio, sockjs, stomp or session (HTTP requests with a session cookie)
//   timeout    milliseconds that a client has
//   from       own: each client has an address; one: all have the same, as behind a NAT; changing: each connection of
//              a client has another, as when it changes its network
//   transport  socketio: default, polling, websocket; sockjs and stomp: xhr-polling, xhr-streaming, websocket
// Prints a report as JSON; exits with 1 when a client failed or saw more than one instance.
import { Client as StompClient } from "@stomp/stompjs";
import { io } from "socket.io-client";
import SockJS from "sockjs-client";

import { callFrom, host } from "./addresses.mjs";

const plan = { from: "own", transport: "default", namespace: "/", clients: 200, messages: 3, atOnce: 50, timeout: 30_000, ...JSON.parse(process.argv[2]) };

callFrom(plan.from);

const protocols = { socketio, sockjs, stomp, session };
const report = { clients: plan.clients, stayed: 0, moved: 0, failed: 0, sessionIdUnknown: 0, instances: {}, errors: {} };
const waiting = Array.from({ length: plan.clients }, (_, index) => index);
await Promise.all(Array.from({ length: plan.atOnce }, async () => {
  for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
    await client(index);
  }
}));
console.log(JSON.stringify(report));
process.exit(report.stayed === plan.clients ? 0 : 1);

async function client(index) {
  const cleanup = [];
  let timer;
  const expired = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("timeout")), plan.timeout);
  });
  try {
    const run = protocols[plan.protocol](`http://${host(index)}:${plan.port}`, `client ${index}`, cleanup);
    const instances = new Set(await Promise.race([run, expired]));
    report[instances.size === 1 ? "stayed" : "moved"]++;
    instances.forEach((instance) => count(report.instances, instance));
  }
  catch (error) {
    report.failed++;
    count(report.errors, error.message);
  }
  finally {
    clearTimeout(timer);
    cleanup.forEach((close) => close());
  }
}

function count(table, key) {
  table[key] = (table[key] ?? 0) + 1;
}

/** Sends message after message, each when the one before was answered; gives the instances that answered. */
function converse(name, send) {
  const instances = [];
  let done;
  const finished = new Promise((resolve) => (done = resolve));
  const next = () => (instances.length < plan.messages ? send(`${name}, message ${instances.length}`) : done(instances));
  return {
    finished,
    start: next,
    answered(text, instance) {
      if (text === `${name}, message ${instances.length}`) {
        instances.push(instance);
        next();
      }
    },
  };
}

function socketio(base, name, cleanup) {
  return new Promise((resolve, reject) => {
    const transports = plan.transport === "default" ? {} : { transports: [plan.transport] };
    const socket = io(base + plan.namespace, { forceNew: true, reconnection: false, ...transports });
    cleanup.push(() => socket.disconnect());
    const fail = (what, error) => {
      if (String(error?.context?.responseText).includes("Session ID unknown")) {
        report.sessionIdUnknown++;
      }
      reject(new Error(`${what}: ${error?.message ?? error}`));
    };
    const talk = converse(name, (text) => socket.emit("b:message", { name, text }));
    socket.on("s:message", ({ text, instance }) => talk.answered(text, instance));
    socket.on("s:error", ({ message }) => fail("refused", message));
    socket.on("connect_error", (error) => fail("connect_error", error));
    socket.on("disconnect", (reason, details) => {
      if (reason !== "io client disconnect") {
        fail(`disconnect (${reason})`, details ?? "");
      }
    });
    socket.on("connect", () => {
      const engine = socket.io.engine;
      engine.on("upgradeError", (error) => fail("upgrade", error));
      if (plan.transport === "default" && engine.transport.name !== "websocket") {
        engine.once("upgrade", talk.start);
      }
      else {
        talk.start();
      }
    });
    talk.finished.then((instances) => {
      const expected = plan.transport === "default" ? "websocket" : plan.transport;
      const actual = socket.io.engine.transport.name;
      return actual === expected ? resolve(instances) : fail("transport", actual);
    });
  });
}

function sockjs(base, name, cleanup) {
  return new Promise((resolve, reject) => {
    const socket = new SockJS(`${base}/sockjs`, null, { transports: [plan.transport] });
    cleanup.push(() => socket.close());
    const talk = converse(name, (text) => socket.send(text));
    socket.onopen = talk.start;
    socket.onmessage = ({ data }) => {
      const { message, instance } = JSON.parse(data);
      talk.answered(message, instance);
    };
    socket.onclose = ({ code, reason }) => reject(new Error(`closed: ${code} ${reason}`));
    talk.finished.then((instances) => {
      return socket.transport === plan.transport ? resolve(instances) : reject(new Error(`transport ${socket.transport}`));
    });
  });
}

function stomp(base, name, cleanup) {
  return new Promise((resolve, reject) => {
    let socket;
    const client = new StompClient({
      reconnectDelay: 0,
      webSocketFactory: () => (socket = new SockJS(`${base}/stomp`, null, { transports: [plan.transport] })),
      onStompError: (frame) => reject(new Error(`refused: ${frame.headers.message}`)),
      onWebSocketClose: ({ code, reason }) => reject(new Error(`closed: ${code} ${reason}`)),
    });
    cleanup.push(() => client.deactivate());
    const talk = converse(name, (text) => {
      client.publish({ destination: "/app/message", body: JSON.stringify({ name, text }) });
    });
    client.onConnect = () => {
      client.subscribe("/topic/messages", (frame) => {
        const { text, instance } = JSON.parse(frame.body);
        talk.answered(text, instance);
      });
      // The subscription and the first message may overtake each other, the answer to this cannot.
      client.subscribe("/app/welcome", talk.start);
    };
    talk.finished.then((instances) => {
      return socket.transport === plan.transport ? resolve(instances) : reject(new Error(`transport ${socket.transport}`));
    });
    client.activate();
  });
}

async function session(base) {
  const instances = [];
  let cookie;
  for (let visit = 1; visit <= plan.messages; visit++) {
    const response = await fetch(`${base}/who?session=true`, { headers: cookie ? { cookie } : {} });
    const who = await response.json();
    if (who.session.visits !== visit) {
      throw new Error("session lost");
    }
    cookie ??= response.headers.get("set-cookie").split(";")[0];
    instances.push(who.instance);
  }
  return instances;
}
