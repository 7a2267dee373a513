import {
  type AuthenticationCreds,
  type AuthenticationState,
  BufferJSON,
  initAuthCreds,
  proto,
  type SignalDataSet,
  type SignalDataTypeMap,
} from 'baileys';

export type MemoryAuth = AuthenticationState & {
  saveCreds(update: Partial<AuthenticationCreds>): void;
  /** Forgets the Signal sessions, as a client does that has lost part of its store. */
  forgetSessions(): void;
};

/** A client's credentials and keys, kept as text so that nothing stays shared with the client. */
export function createMemoryAuth(): MemoryAuth {
  const creds = initAuthCreds();
  const kept = new Map<string, string>();

  return {
    creds,
    keys: {
      get<T extends keyof SignalDataTypeMap>(type: T, ids: string[]) {
        const found: { [id: string]: SignalDataTypeMap[T] } = {};
        for (const id of ids) {
          const text = kept.get(`${type}/${id}`);
          if (text !== undefined) {
            const value = JSON.parse(text, BufferJSON.reviver);
            found[id] = type === 'app-state-sync-key' ? proto.Message.AppStateSyncKeyData.fromObject(value) : value;
          }
        }
        return found;
      },
      set(data: SignalDataSet) {
        for (const [type, values] of Object.entries(data)) {
          for (const [id, value] of Object.entries(values ?? {})) {
            if (value === null) {
              kept.delete(`${type}/${id}`);
            } else {
              kept.set(`${type}/${id}`, JSON.stringify(value, BufferJSON.replacer));
            }
          }
        }
      },
    },
    saveCreds: (update) => void Object.assign(creds, update),
    forgetSessions() {
      for (const key of kept.keys()) {
        if (key.startsWith('session/')) {
          kept.delete(key);
        }
      }
    },
  };
}
