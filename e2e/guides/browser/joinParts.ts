type Client = new (serverUrl: string) => object;

/**
 * A class that the guide gives in pieces, put together: each piece goes on where the one before it ended, and what a
 * method of both does is done one after the other. It runs in the browser.
 */
export function joinParts(first: Client, ...further: readonly { prototype: object }[]): Client {
  class Whole extends first {}
  for (const { prototype } of further) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (name === 'constructor') continue;
      const before: unknown = Reflect.get(Whole.prototype, name);
      Object.defineProperty(Whole.prototype, name, {
        value(this: object, ...given: readonly unknown[]): unknown {
          if (typeof before === 'function') before.apply(this, given);
          return value.apply(this, given);
        },
      });
    }
  }
  return Whole;
}
