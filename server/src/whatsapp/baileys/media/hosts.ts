import type { Agent } from 'node:https';
import { type BinaryNode, getBinaryNodeChild, getBinaryNodeChildren, S_WHATSAPP_NET, type WASocket } from 'baileys';
import type { Clock } from '../../../domain/ports/runtime.ts';

/** How long WhatsApp's word on its media hosts is waited for, in milliseconds. */
const answerWait = 20_000;

/** `auth`: what an upload has to show. `hostnames`: the best one first, never none. */
export type MediaHosts = { auth: string; hostnames: [string, ...string[]] };

/**
 * Where WhatsApp keeps files, asked over a number's own connection. Only an answer is kept, as long as WhatsApp says that it
 * holds: Baileys keeps what failed as well, and the number would then have no files until it connects again.
 */
export function createMediaHosts({ sock, clock }: { sock: Pick<WASocket, 'query'>; clock: Pick<Clock, 'elapsed'> }) {
  let known: { hosts: MediaHosts; until: number } | null = null;
  let asking: Promise<MediaHosts> | null = null;

  return {
    /** Who asks meanwhile gets the same answer. @throws Error when it may be asked again */
    find(): Promise<MediaHosts> {
      if (known && clock.elapsed() < known.until) return Promise.resolve(known.hosts);
      asking ??= ask().finally(() => {
        asking = null;
      });
      return asking;
    },

    /** They no longer take what they were told to take. */
    forget(): void {
      known = null;
    },
  };

  async function ask(): Promise<MediaHosts> {
    const attrs = { type: 'set', xmlns: 'w:m', to: S_WHATSAPP_NET };
    const query = { tag: 'iq', attrs, content: [{ tag: 'media_conn', attrs: {} }] };
    // Where no answer comes in time there is nothing, whatever its type says.
    const answer: BinaryNode | undefined = await sock.query(query, answerWait);
    const found = answer && getBinaryNodeChild(answer, 'media_conn');
    const { auth, ttl } = found?.attrs ?? {};
    const names = getBinaryNodeChildren(found, 'host').map(({ attrs }) => attrs['hostname'] ?? '');
    const [first, ...others] = names.filter((name) => name !== '');
    if (!auth || !first) throw new Error('WhatsApp does not say where it keeps files.');
    const hosts: MediaHosts = { auth, hostnames: [first, ...others] };
    known = { hosts, until: clock.elapsed() + (Number(ttl) || 0) * 1_000 };
    return hosts;
  }
}

/** What of a connection files are left and fetched by. */
export type MediaLine = { hosts: ReturnType<typeof createMediaHosts>; agent: Agent | undefined };
