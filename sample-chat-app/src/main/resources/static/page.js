const MAX_MESSAGES = 200;

/** The part of the page that both protocols share. */
class Panel {

  constructor(element, { namespaces, transports }) {
    element.append(document.getElementById("panel").content.cloneNode(true));
    this.parts = Object.fromEntries([...element.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]));
    fill(this.parts.transports, transports);
    fill(this.parts.namespace, namespaces);
    this.parts.namespaces.hidden = namespaces.length === 0;
    this.parts.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.parts.text.value.trim();
      if (text) {
        this.error(null);
        this.onsend({ name: nameField.value.trim(), text });
        this.parts.text.value = "";
      }
    });
  }

  onchoice(listener) {
    const changed = () => listener(this.parts.transports.value, this.parts.namespace.value);
    this.parts.transports.addEventListener("change", changed);
    this.parts.namespace.addEventListener("change", changed);
    changed();
  }

  connected() {
    this.state("connected", "connected");
    this.error(null);
    this.parts.send.disabled = false;
  }

  disconnected(text) {
    this.state("waiting", text);
    this.parts.send.disabled = true;
    this.served("–", "–");
    this.transport("–");
  }

  failed(text) {
    this.disconnected("not connected");
    this.state("failed", "not connected");
    this.error(text);
  }

  state(state, text) {
    this.parts.state.dataset.state = state;
    this.parts.state.textContent = text;
  }

  served(instance, port) {
    this.parts.instance.textContent = instance;
    this.parts.port.textContent = port;
  }

  transport(text) {
    this.parts.transport.textContent = text;
  }

  error(text) {
    this.parts.error.hidden = !text;
    this.parts.error.textContent = text ?? "";
  }

  message({ name, text, instance, port, at }) {
    const head = document.createElement("small");
    const who = document.createElement("b");
    who.textContent = name;
    head.append(who, ` · ${new Date(at).toLocaleTimeString()} · instance ${instance}, port ${port}`);
    const item = document.createElement("li");
    item.classList.toggle("own", name === nameField.value.trim());
    item.append(head, text);
    const list = this.parts.messages;
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
    list.append(item);
    if (list.children.length > MAX_MESSAGES) {
      list.firstElementChild.remove();
    }
    if (atEnd) {
      list.scrollTop = list.scrollHeight;
    }
  }

}

function fill(select, options) {
  select.append(...options.map(([value, label]) => new Option(label, value)));
}

function socketIoChat(element) {
  const panel = new Panel(element, {
    namespaces: [["/", "/"], ["/ws", "/ws"]],
    transports: [["", "polling, then websocket"], ["polling", "polling only"], ["websocket", "websocket only"]],
  });
  let socket;
  panel.onsend = (message) => socket.emit("b:message", message);
  panel.onchoice((transport, namespace) => {
    socket?.disconnect();
    panel.disconnected("connecting");
    socket = io(namespace, { forceNew: true, ...(transport ? { transports: [transport] } : {}) });
    socket.on("connect", () => {
      const engine = socket.io.engine;
      panel.connected();
      panel.transport(engine.transport.name);
      engine.once("upgrade", (upgraded) => panel.transport(`polling → ${upgraded.name}`));
    });
    socket.on("s:welcome", ({ instance, port }) => panel.served(instance, port));
    socket.on("s:message", (message) => panel.message(message));
    socket.on("s:error", ({ message }) => panel.error(message));
    socket.on("disconnect", (reason) => {
      panel.disconnected("disconnected");
      if (reason !== "io client disconnect") {
        panel.error(`Connection lost (${reason}).`);
        if (reason === "io server disconnect") {
          socket.connect();
        }
      }
    });
    socket.on("connect_error", (error) => panel.failed(`Cannot connect: ${error.message}.`));
    socket.io.on("reconnect_attempt", (attempt) => panel.state("waiting", `reconnecting (${attempt})`));
  });
}

/** Asks for the address of its instance, connects there, and asks again when that does not work (any more). */
function directChat(element, tab) {
  const panel = new Panel(element, {
    namespaces: [["/", "/"], ["/ws", "/ws"]],
    transports: [["", "polling, then websocket"], ["polling", "polling only"], ["websocket", "websocket only"]],
  });
  const MAX_DELAY_MILLIS = 10_000;
  let socket;
  let chosen = 0;
  panel.onsend = (message) => socket.emit("b:message", message);

  async function connect(choice, transport, namespace, attempt) {
    const again = (text) => {
      if (choice === chosen) {
        panel.disconnected(`asking again (${attempt})`);
        panel.error(text);
        // At random, so that not all clients of an instance that is gone come at once
        const delay = Math.min(MAX_DELAY_MILLIS, 500 * 2 ** attempt) * (0.5 + Math.random() / 2);
        setTimeout(() => choice === chosen && connect(choice, transport, namespace, attempt + 1), delay);
      }
    };
    let assignment;
    try {
      const response = await fetch("/cluster/assign", { cache: "no-store" });
      if (response.status === 404) {
        panel.failed("Start the application with --sticky.cluster.routing.mode=assign to try this.");
        return;
      }
      if (!response.ok) {
        throw new Error(`status ${response.status}`);
      }
      assignment = await response.json();
    }
    catch (error) {
      again(`No instance (${error.message}).`);
      return;
    }
    if (choice !== chosen) {
      return;
    }
    const current = io(assignment.httpUrl + namespace, {
      forceNew: true,
      reconnection: false,
      query: { assignment: assignment.token },
      ...(transport ? { transports: [transport] } : {}),
    });
    socket = current;
    current.on("connect", () => {
      attempt = 0;
      const engine = current.io.engine;
      panel.connected();
      panel.transport(engine.transport.name);
      engine.once("upgrade", (upgraded) => panel.transport(`polling → ${upgraded.name}`));
    });
    current.on("s:welcome", ({ instance, port }) => panel.served(instance, port));
    current.on("s:message", (message) => panel.message(message));
    current.on("s:error", ({ message }) => panel.error(message));
    current.on("disconnect", (reason) => again(`Connection lost (${reason}).`));
    current.on("connect_error", (error) => {
      current.disconnect();
      again(`Cannot connect: ${error.message}.`);
    });
  }

  // Not before it is looked at: it would be a second connection for nothing
  tab.addEventListener("click", () => panel.onchoice((transport, namespace) => {
    chosen++;
    socket?.disconnect();
    panel.disconnected("connecting");
    connect(chosen, transport, namespace, 0);
  }), { once: true });
}

function stompChat(element) {
  const panel = new Panel(element, {
    namespaces: [],
    transports: [["", "websocket or what works"], ["xhr-streaming", "xhr-streaming only"], ["xhr-polling", "xhr-polling only"]],
  });
  let client;
  panel.onsend = (message) => client.publish({ destination: "/app/message", body: JSON.stringify(message) });
  panel.onchoice((transport) => {
    client?.deactivate();
    panel.disconnected("connecting");
    let sockJs;
    let attempt = 0;
    const current = new StompJs.Client({
      reconnectDelay: 1000,
      maxReconnectDelay: 10000,
      reconnectTimeMode: StompJs.ReconnectionTimeMode.EXPONENTIAL,
      webSocketFactory: () => {
        sockJs = new SockJS("/stomp", null, transport ? { transports: [transport] } : {});
        return sockJs;
      },
      onConnect: () => {
        attempt = 0;
        panel.connected();
        panel.transport(sockJs.transport);
        current.subscribe("/app/welcome", (frame) => {
          const { instance, port } = JSON.parse(frame.body);
          panel.served(instance, port);
        });
        current.subscribe("/topic/messages", (frame) => panel.message(JSON.parse(frame.body)));
        current.subscribe("/user/queue/errors", (frame) => panel.error(JSON.parse(frame.body).message));
      },
      onStompError: (frame) => panel.failed(`The server refused: ${frame.headers.message}.`),
      onWebSocketClose: (event) => {
        if (client === current && current.active) {
          panel.disconnected(`reconnecting (${++attempt})`);
          panel.error(`Connection lost (${event.reason || event.code}).`);
        }
      },
    });
    client = current;
    client.activate();
  });
}

function tabs(list) {
  const all = [...list.querySelectorAll("[role=tab]")];
  const select = (tab) => all.forEach((each) => {
    const selected = each === tab;
    each.setAttribute("aria-selected", String(selected));
    each.tabIndex = selected ? 0 : -1;
    document.getElementById(each.getAttribute("aria-controls")).hidden = !selected;
  });
  all.forEach((tab) => tab.addEventListener("click", () => select(tab)));
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
      next.click();
      next.focus();
    }
  });
}

const nameField = document.getElementById("name");
nameField.value = sessionStorage.getItem("name") ?? `Guest ${100 + Math.floor(Math.random() * 900)}`;
nameField.addEventListener("change", () => sessionStorage.setItem("name", nameField.value.trim()));

tabs(document.querySelector("[role=tablist]"));
socketIoChat(document.getElementById("panel-socketio"));
stompChat(document.getElementById("panel-stomp"));
directChat(document.getElementById("panel-direct"), document.getElementById("tab-direct"));
