import { type AuthenticationState, initAuthCreds, type SignalDataSet, type SignalDataTypeMap } from 'baileys';

type Kept = { [Type in keyof SignalDataTypeMap]?: { [id: string]: SignalDataTypeMap[Type] | null } };

/** A bare client's credentials and keys, kept nowhere but here. */
export function createMemoryAuth(): AuthenticationState {
  const kept: Kept = {};
  return {
    creds: initAuthCreds(),
    keys: {
      get(type, ids) {
        const found = ids.map((id) => [id, kept[type]?.[id] ?? null] as const);
        return Object.fromEntries(found.flatMap(([id, value]) => (value === null ? [] : [[id, value]])));
      },
      set(data: SignalDataSet) {
        for (const [type, values] of Object.entries(data)) {
          Object.assign(kept, { [type]: { ...Object(Reflect.get(kept, type)), ...values } });
        }
      },
    },
  };
}
