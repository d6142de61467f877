// Client i talks to 127.20.x.y and, thanks to this, from an address of the test's choice: no library needs to know.
import net from "node:net";

export function host(index) {
  return `127.20.${Math.floor(index / 100)}.${1 + (index % 100)}`;
}

/** Lets clients call from addresses of their own ("own"), all from the same ("one"), or from ever another ("changing"). */
export function callFrom(choice) {
  let connections = 0;
  const addresses = {
    own: (target) => target,
    one: () => "127.21.0.1",
    changing: (target) => target.replace(".20.", `.${21 + (connections++ % 200)}.`),
  };
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function (...args) {
    const options = Array.isArray(args[0]) ? args[0][0] : args[0];
    if (/^127\.20\./.test(options?.host)) {
      options.localAddress = addresses[choice](options.host);
    }
    return connect.apply(this, args);
  };
}
