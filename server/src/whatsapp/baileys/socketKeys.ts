import type { SignalDataTypeMap, SignalKeyStore } from 'baileys';
import type { Credentials } from './credentials.ts';
import { decodeKey, encodeKey, isUnitType } from './keyCoding.ts';
import { StorageFailure, type UnitStore } from './unitStore.ts';

type SocketKeysParts = { store: UnitStore; credentials: Credentials; isLive: () => boolean };

/** The keys as a socket uses them beside its Signal repository: what sessions are made of goes the same way, as units. */
export function createSocketKeys({ store, credentials, isLive }: SocketKeysParts): SignalKeyStore {
  return {
    async get<Type extends keyof SignalDataTypeMap>(type: Type, ids: string[]) {
      const found = await (isUnitType(type) ? store.run((unit) => unit.read(type, ids)) : store.read(type, ids));
      const values: Record<string, SignalDataTypeMap[Type]> = {};
      for (const [id, bytes] of found) values[id] = decodeKey(type, bytes);
      return values;
    },

    async set(data) {
      const changes = Object.entries(data).flatMap(([type, values]) =>
        Object.entries(values).map(([id, value]) => ({ type, id, value: value === null ? null : encodeKey(value) })),
      );
      const ofSessions = changes.filter(({ type }) => isUnitType(type));
      if (ofSessions.length > 0) {
        // An ended socket still counts from its own numbers, and would write over the new one's pre-keys.
        if (!isLive()) throw new StorageFailure('The connection of this number was cut.');
        await credentials.saved();
        await store.run(async (unit) => {
          for (const { type, id, value } of ofSessions) unit.write(type, id, value);
        });
      }
      const others = changes.filter(({ type }) => !isUnitType(type));
      if (others.length > 0) await store.write(others);
    },
  };
}
