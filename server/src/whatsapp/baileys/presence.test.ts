import { describe, expect, it } from 'vitest';
import type { Log } from '../../domain/ports/runtime.ts';
import { createPresence } from './presence.ts';

const silent = () => {};
const log: Log = { debug: silent, info: silent, warn: silent, error: silent };

describe('a watched chat', () => {
  it('is asked for once, and again only when WhatsApp could not be asked', async () => {
    const asked: string[] = [];
    let works = false;
    const presence = createPresence({
      sock: {
        async presenceSubscribe(jid) {
          asked.push(jid);
          if (!works) throw new Error('Connection Closed');
        },
        async sendPresenceUpdate() {},
      },
      channelId: 'ch1',
      onTyping: () => {},
      log,
    });
    await expect(presence.watch('1@s.whatsapp.net')).rejects.toThrow('Connection Closed');
    works = true;
    await presence.watch('1@s.whatsapp.net');
    await presence.watch('1@s.whatsapp.net');
    expect(asked).toEqual(['1@s.whatsapp.net', '1@s.whatsapp.net']);
    presence.close();
  });
});
