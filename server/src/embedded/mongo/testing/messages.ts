import { serialize } from 'bson';

/** An OP_MSG around sections that may be anything, right or wrong. */
export function message(sections: Uint8Array, { opCode = 2013, flags = 0 } = {}): Buffer {
  const head = Buffer.alloc(20);
  head.writeInt32LE(20 + sections.length, 0);
  head.writeInt32LE(1, 4);
  head.writeInt32LE(opCode, 12);
  head.writeUInt32LE(flags, 16);
  return Buffer.concat([head, sections]);
}

export function bodySection(document: object): Buffer {
  return Buffer.concat([Buffer.of(0), serialize(document)]);
}

export function pingMessage(): Buffer {
  return message(bodySection({ ping: 1, $db: 'admin' }));
}
