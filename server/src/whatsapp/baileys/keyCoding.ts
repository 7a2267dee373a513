import { BufferJSON, proto, type SignalDataTypeMap } from 'baileys';

export type KeyType = keyof SignalDataTypeMap;

/** The kinds that a Signal session's steps change together: they are only written in units. */
const unitTypes: ReadonlySet<string> = new Set<KeyType>(['session', 'pre-key', 'identity-key', 'sender-key']);

export function isUnitType(type: string): boolean {
  return unitTypes.has(type);
}

export function encodeKey(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value, BufferJSON.replacer));
}

/** What was encoded as this kind of key. */
export function decodeKey<Type extends KeyType>(type: Type, bytes: Uint8Array): SignalDataTypeMap[Type] {
  const text = Buffer.from(bytes).toString();
  // The large ones: all bytes in them are text already, and looking for others takes longer than all the rest.
  if (type === 'session') return JSON.parse(text);
  return JSON.parse(text, (name, value) =>
    // The one kind that Baileys wants as an instance of its class; the whole comes last, without a name.
    type === 'app-state-sync-key' && name === ''
      ? proto.Message.AppStateSyncKeyData.fromObject(value)
      : BufferJSON.reviver(name, value),
  );
}
