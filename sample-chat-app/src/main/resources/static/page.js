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
      select(next);
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
