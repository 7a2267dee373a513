import type { BinaryNode } from 'baileys/lib/WABinary/index.js';

export type Stanza = BinaryNode;
export type Attributes = Record<string, string | undefined>;

/** Where the server's own stanzas come from. */
export const serverJid = '@s.whatsapp.net';

/** Builds a stanza; attributes that are `undefined` are left out. */
export function stanza(tag: string, attributes: Attributes = {}, content?: Stanza[] | Uint8Array): Stanza {
  const attrs: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) {
      attrs[name] = value;
    }
  }
  return content === undefined ? { tag, attrs } : { tag, attrs, content };
}

export function children(node: Stanza | undefined, tag?: string): Stanza[] {
  const all = Array.isArray(node?.content) ? node.content : [];
  return tag === undefined ? all : all.filter((child) => child.tag === tag);
}

export function child(node: Stanza | undefined, tag: string): Stanza | undefined {
  return children(node, tag)[0];
}

/** The bytes that a child (or the node itself, without `tag`) carries. */
export function bytesOf(node: Stanza | undefined, tag?: string): Buffer | undefined {
  const content = (tag === undefined ? node : child(node, tag))?.content;
  return content instanceof Uint8Array ? Buffer.from(content) : undefined;
}

/** The text that a node carries, whichever way the client encoded it. */
export function textOf(node: Stanza | undefined): string | undefined {
  const content = node?.content;
  return typeof content === 'string' ? content : bytesOf(node)?.toString('utf8');
}

/** A number that a child carries as big-endian bytes. */
export function numberOf(node: Stanza | undefined, tag: string): number | undefined {
  const bytes = bytesOf(node, tag);
  return bytes && bytes.length > 0 && bytes.length <= 6 ? bytes.readUIntBE(0, bytes.length) : undefined;
}

export function bigEndian(value: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntBE(value, 0, length);
  return bytes;
}

/** Unix time in seconds, as stanzas carry it. */
export function seconds(milliseconds: number): string {
  return Math.floor(milliseconds / 1000).toString();
}
