import { type Addressing, toJid } from '../protocol/jid.ts';
import { children, type Stanza, stanza } from '../protocol/stanza.ts';
import type { Account, Accounts } from '../state/accounts.ts';
import type { Turns } from '../state/turns.ts';
import type { Client, Clients } from './clients.ts';

export type PresenceParts = { accounts: Accounts; clients: Clients; turns: Turns };

export type Presence = ReturnType<typeof createPresence>;

/** Who is online and who is typing. None of it is kept: it is told to those who listen at that moment. */
export function createPresence({ accounts, clients, turns }: PresenceParts) {
  /** Per writer, the chats in which they are just now typing. */
  const typing = new Map<string, Set<string>>();
  /** How a client has addressed whom it watches: it is answered the same way. */
  const watchedAs = new WeakMap<Client, Map<string, Addressing>>();

  function setTyping(writer: string, reader: string, isTyping: boolean): void {
    const chats = typing.get(writer) ?? new Set();
    if (isTyping) {
      chats.add(reader);
    } else {
      chats.delete(reader);
    }
    typing.set(writer, chats);
  }

  /** Tells the reader's devices that watch the writer. */
  function tell(writer: Account, readers: Client[], build: (from: string) => Stanza): void {
    for (const client of readers) {
      const addressing = watchedAs.get(client)?.get(writer.number);
      if (addressing && client.isActive && client.isAvailable && !writer.blocked) {
        const item = build(toJid(writer, addressing));
        turns.afterwards(() => client.outlet.send(item));
      }
    }
  }

  return {
    /** Whether `writer` is typing to `reader`. */
    isTyping: (writer: string, reader: string): boolean => typing.get(writer)?.has(reader) ?? false,

    /** What someone wrote has come: they are not typing it any more. */
    stopTyping: (writer: string, reader: string): void => setTyping(writer, reader, false),

    /** A customer or phone starts or stops typing. */
    type(writer: Account, reader: Account, isTyping: boolean): void {
      setTyping(writer.number, reader.number, isTyping);
      tell(writer, clients.list(reader.number), (from) =>
        stanza('chatstate', { from }, [stanza(isTyping ? 'composing' : 'paused')]),
      );
    },

    /** Someone came online or left: everyone who watches them hears it. */
    announce(account: Account): void {
      tell(account, clients.list(), (from) => toPresence(from, account));
    },

    /** A client's `presence` stanza: whether it is online itself, or whom it wants to watch. */
    acceptPresence(client: Client, { attrs }: Stanza): void {
      switch (attrs['type']) {
        case 'unavailable':
          client.isAvailable = false;
          return;
        case 'subscribe': {
          const target = accounts.resolve(attrs['to']);
          if (target) {
            const watched = watchedAs.get(client) ?? new Map();
            watched.set(target.account.number, target.addressing);
            watchedAs.set(client, watched);
            tell(target.account, [client], (from) => toPresence(from, target.account));
          }
          return;
        }
        case 'unsubscribe': {
          const target = accounts.resolve(attrs['to']);
          watchedAs.get(client)?.delete(target?.account.number ?? '');
          return;
        }
        case undefined:
        case 'available':
          client.isAvailable = attrs['type'] === 'available' || client.isAvailable;
      }
    },

    /** A client's `chatstate` stanza: it starts or stops typing to someone. */
    acceptChatState(client: Client, node: Stanza): void {
      const target = accounts.resolve(node.attrs['to']);
      const writer = accounts.find(client.address.number);
      if (target && writer && !target.account.blocked) {
        this.type(writer, target.account, children(node)[0]?.tag === 'composing');
      }
    },
  };
}

function toPresence(from: string, { online }: Account): Stanza {
  return stanza('presence', { from, type: online ? undefined : 'unavailable' });
}
