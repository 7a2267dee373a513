import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type BinaryNode,
  DEFAULT_CONNECTION_CONFIG,
  isHostedPnUser,
  isPnUser,
  jidNormalizedUser,
  type LIDMapping,
  type SignalDataTypeMap,
  type SocketConfig,
} from 'baileys';
import { type Decrypted, hashOf, type Journal } from './journal.ts';
import { decodeKey, encodeKey, isUnitType } from './keyCoding.ts';
import { reasonOf } from './reasonOf.ts';
import { createSessionRepair } from './sessionRepair.ts';
import { StorageFailure, type Unit, type UnitStore } from './unitStore.ts';

type MakeSignalRepository = SocketConfig['makeSignalRepository'];
type SignalRepository = ReturnType<MakeSignalRepository>;
type RepositoryKeys = Parameters<MakeSignalRepository>[0]['keys'] & { transaction: unknown };

/** How long a number whose LID is not known, or could not be asked for, is not asked for again, in milliseconds. */
const unknownLidLifetime = 60_000;
const failedLookUpLifetime = 5_000;

export type SignalRepositoryParts = {
  store: UnitStore;
  journal: Journal;
  /** The stanza that a ciphertext came in. */
  stanzaOf: (ciphertext: Uint8Array) => BinaryNode | null;
  /** Whether this socket still counts; one that was cut changes nothing any more. */
  isLive: () => boolean;
  onDecrypted: (message: Decrypted) => void;
  /** A number's LID came to be known, in whatever way, and is stored. */
  onMapped: (names: LIDMapping) => void;
  /** A message can't be decrypted. Resolves when that is known for good: Baileys then has WhatsApp forget it. */
  onUnread: (stanza: BinaryNode) => Promise<unknown>;
  /** The socket begins to end. */
  onClose: () => void;
};

/**
 * Baileys' own repository with every step of a session made a durable unit, for the config's `makeSignalRepository`.
 * What was decrypted goes into the journal in the same write as the ratchet that decrypted it.
 */
export function createMakeSignalRepository(parts: SignalRepositoryParts): MakeSignalRepository {
  return (auth, logger, pnToLid) => {
    const keys = createUnitKeys(parts);
    const lookUp = createLidLookUp(pnToLid, (reason) => logger.warn({ reason }, 'asking for LIDs failed'));
    const stock = DEFAULT_CONNECTION_CONFIG.makeSignalRepository(
      { creds: auth.creds, keys: keys.keys },
      logger,
      lookUp,
    );
    const lidMapping = stock.lidMapping;
    const outside = leaveTransactions(lidMapping);

    const inUnit = <Result>(steps: (unit: Unit) => Promise<Result>, isDecrypting = false): Promise<Result> =>
      parts.store.run((unit) => {
        // A message that waited while its socket was cut is left alone: it will be delivered again.
        if (!parts.isLive()) throw new StorageFailure('The connection of this number was cut.');
        return outside(() => keys.during(unit, isDecrypting, () => steps(unit)));
      });

    /** The network is asked here and not under the lock, where a minute's wait would hold up everything. */
    const toKnownJid = async (jid: string): Promise<string> =>
      isPnUser(jid) || isHostedPnUser(jid) ? ((await lidMapping.getLIDForPN(jid)) ?? jid) : jid;

    const decrypt = async (ciphertext: Uint8Array, isRepaired: boolean, stockDecrypt: () => Promise<Uint8Array>) => {
      try {
        return await decryptOnce(ciphertext, isRepaired, stockDecrypt);
      } catch (error) {
        const stanza = parts.stanzaOf(ciphertext);
        // Where storage failed, or the socket was cut, WhatsApp delivers it again.
        if (stanza && parts.isLive() && !(error instanceof StorageFailure)) await parts.onUnread(stanza);
        throw error;
      }
    };

    const decryptOnce = (ciphertext: Uint8Array, isRepaired: boolean, stockDecrypt: () => Promise<Uint8Array>) =>
      inUnit(async (unit) => {
        const hash = hashOf(ciphertext);
        const known = await parts.journal.find(hash);
        if (known) return known;
        const plaintext = await stockDecrypt();
        if (isRepaired) keys.mendSessions(unit);
        const stanza = parts.stanzaOf(ciphertext);
        unit.setJournal(parts.journal.toRow(hash, stanza, plaintext));
        parts.journal.add(hash, stanza?.attrs['id'] ?? '');
        // It is stored while the unit is committed. Where only the one comes about, WhatsApp delivers it again or the
        // journal tells it again, and stored twice it is one.
        if (stanza) parts.onDecrypted({ hash, stanza, plaintext });
        return plaintext;
      }, isRepaired);

    const repository: SignalRepository = {
      lidMapping,
      async decryptMessage(options) {
        const jid = await toKnownJid(options.jid);
        // A `pkmsg` is tried on its own session alone, and closes the former one on purpose.
        return decrypt(options.ciphertext, options.type === 'msg', () => stock.decryptMessage({ ...options, jid }));
      },
      decryptGroupMessage: (options) => decrypt(options.msg, false, () => stock.decryptGroupMessage(options)),
      async encryptMessage(options) {
        const jid = await toKnownJid(options.jid);
        return inUnit(() => stock.encryptMessage({ ...options, jid }));
      },
      async injectE2ESession(options) {
        const jid = await toKnownJid(options.jid);
        return inUnit(() => stock.injectE2ESession({ ...options, jid }));
      },
      async validateSession(jid) {
        const known = await toKnownJid(jid);
        return inUnit(() => stock.validateSession(known));
      },
      async getSessionInfo(jid) {
        const known = await toKnownJid(jid);
        return inUnit(() => stock.getSessionInfo(known));
      },
      processSenderKeyDistributionMessage: (options) =>
        inUnit(() => stock.processSenderKeyDistributionMessage(options)),
      encryptGroupMessage: (options) => inUnit(() => stock.encryptGroupMessage(options)),
      getSenderKeyDistributionMessage: (options) => inUnit(() => stock.getSenderKeyDistributionMessage(options)),
      hasSenderKey: (options) => inUnit(() => stock.hasSenderKey(options)),
      migrateSession: (fromJid, toJid) => inUnit(() => stock.migrateSession(fromJid, toJid)),
      deleteSession: (jids) => inUnit(() => stock.deleteSession(jids)),
      jidToSignalProtocolAddress: (jid) => stock.jidToSignalProtocolAddress(jid),
      close() {
        parts.onClose();
        stock.close?.();
      },
    };
    return repository;
  };
}

/**
 * Baileys calls the repository within its own transactions, which follow along as an asynchronous context. What the stock
 * repository remembers of a customer has a timer for three days, and each timer would hold all that the transaction it
 * was made in had read. @returns what runs a step of the repository outside
 */
function leaveTransactions(lidMapping: SignalRepository['lidMapping']): <Result>(step: () => Result) => Result {
  const outside = AsyncLocalStorage.snapshot();
  const { getLIDForPN, getLIDsForPNs, getPNForLID, getPNsForLIDs, storeLIDPNMappings } = lidMapping;
  lidMapping.getLIDForPN = (pn) => outside(() => getLIDForPN.call(lidMapping, pn));
  lidMapping.getLIDsForPNs = (pns) => outside(() => getLIDsForPNs.call(lidMapping, pns));
  lidMapping.getPNForLID = (lid) => outside(() => getPNForLID.call(lidMapping, lid));
  lidMapping.getPNsForLIDs = (lids) => outside(() => getPNsForLIDs.call(lidMapping, lids));
  lidMapping.storeLIDPNMappings = (pairs) => outside(() => storeLIDPNMappings.call(lidMapping, pairs));
  return (step) => outside(step);
}

/** The keys as the stock repository sees them: those of sessions through the unit that runs, the others as they are. */
function createUnitKeys({ store, onMapped }: Pick<SignalRepositoryParts, 'store' | 'onMapped'>) {
  let current: { unit: Unit; repair: ReturnType<typeof createSessionRepair> | null } | null = null;

  const keys: RepositoryKeys = {
    async get<Type extends keyof SignalDataTypeMap>(type: Type, ids: string[]) {
      const found = await (isUnitType(type) ? readInUnit(type, ids) : store.read(type, ids));
      const values: Record<string, SignalDataTypeMap[Type]> = {};
      for (const [id, bytes] of found) values[id] = decodeKey(type, bytes);
      return values;
    },
    async set(data) {
      const straight = [];
      for (const [type, values] of Object.entries(data)) {
        for (const [id, value] of Object.entries(values)) {
          const bytes = value === null ? null : encodeKey(value);
          if (isUnitType(type)) requireUnit().unit.write(type, id, bytes);
          else straight.push({ type, id, value: bytes });
        }
      }
      await store.write(straight);
      for (const [pn, lid] of Object.entries(data['lid-mapping'] ?? {})) {
        if (lid !== null && !pn.endsWith('_reverse')) onMapped({ pn: `${pn}@s.whatsapp.net`, lid: `${lid}@lid` });
      }
    },
    isInTransaction: () => current !== null,
    // The unit around it is the transaction.
    transaction: (work) => work(),
  };

  return {
    keys,

    async during<Result>(unit: Unit, isDecrypting: boolean, steps: () => Promise<Result>): Promise<Result> {
      current = { unit, repair: isDecrypting ? createSessionRepair(Date.now()) : null };
      try {
        return await steps();
      } finally {
        current = null;
      }
    },

    mendSessions(unit: Unit): void {
      const { repair } = requireUnit();
      for (const [id, bytes] of unit.changed('session')) {
        if (repair && bytes !== null) unit.write('session', id, repair.mend(id, bytes));
      }
    },
  };

  function requireUnit() {
    if (!current) throw new Error('A Signal session was touched outside a unit.');
    return current;
  }

  async function readInUnit(type: string, ids: string[]): Promise<Map<string, Uint8Array>> {
    const { unit, repair } = requireUnit();
    const found = await unit.read(type, ids);
    if (type === 'session' && repair) {
      const changed = unit.changed('session');
      for (const [id, bytes] of found) if (!changed.has(id)) found.set(id, repair.present(id, bytes));
    }
    return found;
  }
}

/**
 * Asks the network for numbers' LIDs, but never twice in a minute for one it does not know: the stock repository looks
 * once more under the lock. A failure is no answer, since one that is thrown here would lose the message asked for.
 */
function createLidLookUp(ask: Parameters<MakeSignalRepository>[2], onFailure: (reason: string) => void) {
  const unknownUntil = new Map<string, number>();
  return async (jids: string[]): Promise<LIDMapping[]> => {
    const now = performance.now();
    for (const [jid, until] of unknownUntil) if (until <= now) unknownUntil.delete(jid);
    const wanted = jids.filter((jid) => !unknownUntil.has(jidNormalizedUser(jid)));
    if (wanted.length === 0 || !ask) return [];
    let lifetime = unknownLidLifetime;
    const found = await ask(wanted).catch((error: unknown) => {
      onFailure(reasonOf(error));
      lifetime = failedLookUpLifetime;
      return [];
    });
    for (const jid of wanted) unknownUntil.set(jidNormalizedUser(jid), performance.now() + lifetime);
    for (const { pn } of found ?? []) unknownUntil.delete(jidNormalizedUser(pn));
    return found ?? [];
  };
}
