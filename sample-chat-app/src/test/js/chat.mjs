// One chat over all instances: each client, from its own address, says one thing when all are there, and must hear what
// every other client of its protocol has said, once.
// Usage: node chat.mjs '{"port": 8080, "socketio": 140, "stomp": 60}'
// Prints a report as JSON; exits with 1 when a client has not heard everything.
import { Client as StompClient } from "@stomp/stompjs";
import { io } from "socket.io-client";
import SockJS from "sockjs-client";

import { callFrom, host } from "./addresses.mjs";

const plan = { socketio: 140, stomp: 60, timeout: 120_000, ...JSON.parse(process.argv[2]) };
const SOCKETIO_TRANSPORTS = [["websocket"], undefined, ["polling"]];
const STOMP_TRANSPORTS = ["websocket", "xhr-streaming", "xhr-polling"];

callFrom("own");
const report = { clients: plan.socketio + plan.stomp, complete: 0, twice: 0, instances: {}, errors: {} };
setTimeout(end, plan.timeout);
const rooms = [room(plan.socketio, socketio), room(plan.stomp, stomp)];
await Promise.all(rooms.flat().map((client) => client.ready));
rooms.flat().forEach((client) => client.say());
await Promise.all(rooms.flat().map((client) => client.done));
// What came twice would come about now
await new Promise((resolve) => setTimeout(resolve, 500));
end();

function room(size, connect) {
  return Array.from({ length: size }, (_, index) => {
    const client = { name: `${connect.name} ${index}`, heard: new Map() };
    client.done = new Promise((resolve) => (client.finish = resolve));
    client.hear = ({ name, instance }) => {
      client.heard.set(name, (client.heard.get(name) ?? 0) + 1);
      if (name === client.name) {
        report.instances[instance] = (report.instances[instance] ?? 0) + 1;
      }
      client.isComplete() && client.finish();
    };
    client.isComplete = () => client.heard.size === size;
    client.ready = new Promise((resolve) => connect(client, index, resolve));
    return client;
  });
}

function socketio(client, index, ready) {
  const transports = SOCKETIO_TRANSPORTS[index % SOCKETIO_TRANSPORTS.length];
  const socket = io(`http://${host(index)}:${plan.port}`, { forceNew: true, ...(transports && { transports }) });
  socket.on("s:welcome", ready);
  socket.on("s:message", client.hear);
  socket.on("connect_error", failed);
  client.say = () => socket.emit("b:message", { name: client.name, text: "hello" });
}

function stomp(client, index, ready) {
  const transports = [STOMP_TRANSPORTS[index % STOMP_TRANSPORTS.length]];
  const stompClient = new StompClient({
    reconnectDelay: 0,
    webSocketFactory: () => new SockJS(`http://${host(index)}:${plan.port}/stomp`, null, { transports }),
    onStompError: (frame) => failed(frame.headers),
    onWebSocketClose: ({ reason }) => failed({ message: reason }),
  });
  stompClient.onConnect = () => {
    // The application answers a subscription, the broker does not: what comes first may have been handled last
    stompClient.subscribe("/topic/messages", (frame) => {
      const message = JSON.parse(frame.body);
      message.text === "probe" ? message.name === client.name && ready() : client.hear(message);
    });
    const probe = setInterval(() => stompClient.publish({ destination: "/app/message", body: JSON.stringify({ name: client.name, text: "probe" }) }), 500);
    client.ready.then(() => clearInterval(probe));
  };
  client.say = () => stompClient.publish({ destination: "/app/message", body: JSON.stringify({ name: client.name, text: "hello" }) });
  stompClient.activate();
}

function failed({ message }) {
  report.errors[message] = (report.errors[message] ?? 0) + 1;
}

function end() {
  for (const client of rooms.flat()) {
    report.complete += client.isComplete() ? 1 : 0;
    client.heard.forEach((times) => (report.twice += times > 1 ? 1 : 0));
  }
  console.log(JSON.stringify(report));
  process.exit(report.complete === report.clients ? 0 : 1);
}
