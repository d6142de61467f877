/**
 * What one client has heard of the others. Those who speak number their messages; a connection that has heard two of
 * them must have heard all that were said to anybody in between, and none of them twice. The next connection may hear
 * again what the former one did: it is with another generation, which may be behind.
 */
export class Heard {

  twice = 0;
  last = new Set();
  connections = [];
  seen = new Map();

  connected() {
    this.connections.push(new Map());
  }

  message(name, text) {
    if (text === "last") {
      this.twice += this.last.has(name) ? 1 : 0;
      this.last.add(name);
      return;
    }
    const number = Number(text);
    const seen = this.seen.get(name) ?? new Set();
    this.seen.set(name, seen.add(number));
    const connection = this.connections.at(-1);
    const { first, last, heard } = connection.get(name) ?? { first: number, last: number, heard: new Set() };
    this.twice += heard.has(number) ? 1 : 0;
    connection.set(name, { first: Math.min(first, number), last: Math.max(last, number), heard: heard.add(number) });
  }

}

/** Counts what somebody has heard, but others who were connected have not. */
export function missing(everybody) {
  const said = new Map();
  for (const { seen } of everybody) {
    seen.forEach((numbers, name) => said.set(name, new Set([...(said.get(name) ?? []), ...numbers])));
  }
  let missing = 0;
  for (const { connections, seen } of everybody) {
    for (const connection of connections) {
      connection.forEach(({ first, last }, name) => {
        for (let number = first; number <= last; number++) {
          missing += said.get(name).has(number) && !seen.get(name).has(number) ? 1 : 0;
        }
      });
    }
  }
  return missing;
}
