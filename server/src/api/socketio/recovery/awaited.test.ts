import { beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../../../log.ts';
import { type Awaited, type AwaitedSockets, createAwaited, type SocketShelf } from './awaited.ts';

const minutes = 60_000;
const log = createLog('silent');

let now: number;
let shelved: Map<string, string>;
let shelf: SocketShelf;
let sockets: AwaitedSockets;

const clock = { now: () => now, elapsed: () => now };

beforeEach(() => {
  now = 1_000_000;
  shelved = new Map();
  shelf = {
    put: (name, value) => void shelved.set(name, value),
    async take(name) {
      const value = shelved.get(name) ?? null;
      shelved.delete(name);
      return value;
    },
  };
  sockets = createAwaited({ time: 2 * minutes, shelf, clock, log });
});

function describeSocket(pid: string): Awaited {
  return {
    sid: `id of ${pid}`,
    pid,
    rooms: ['a', `own of ${pid}`],
    actor: {
      workspaceId: 'w',
      userId: 'key_k',
      name: 'Shop',
      role: 'agent',
      signInId: null,
      expiresAt: Number.POSITIVE_INFINITY,
    },
    goneAt: now,
    process: '0123abcd',
    told: [{ number: 3, key: null, at: now }],
  };
}

describe('a socket that went', () => {
  it('is found once, with its rooms, and known to be waited for until then', async () => {
    const one = describeSocket('one');
    sockets.add(one);
    expect([sockets.isAnyoneOf('a'), sockets.isAnyoneOf('b')]).toEqual([true, false]);
    expect(sockets.take('one')).toEqual(one);
    expect(sockets.take('one')).toBeNull();
    expect(sockets.isAnyoneOf('a')).toBe(false);
    expect(shelved.size).toBe(0);
  });

  it('is waited for two minutes, counted from when it went first', async () => {
    sockets.add(describeSocket('one'), { age: minutes });
    sockets.add(describeSocket('two'));
    now += minutes;
    expect(sockets.take('two')).not.toBeNull();
    shelved.clear();
    expect(sockets.take('one')).toBeNull();
  });

  it('is not shared where that is not wanted', async () => {
    sockets.add(describeSocket('one'), { isShared: false });
    expect(shelved.size).toBe(0);
    expect(sockets.take('one')).not.toBeNull();
  });

  it('is found by another process, as it was', async () => {
    const one = describeSocket('one');
    sockets.add(one);
    const elsewhere = createAwaited({ time: 2 * minutes, shelf, clock, log });
    expect(elsewhere.take('one')).toBeNull();
    expect(await elsewhere.takeShared('one')).toEqual(one);
    expect(await elsewhere.takeShared('one')).toBeNull();
  });

  it('is found here where the shelf can not be asked, and nothing is found by what is no socket', async () => {
    const broken: SocketShelf = { put: () => undefined, take: () => Promise.reject(new Error('away')) };
    const own = createAwaited({ time: 2 * minutes, shelf: broken, clock, log });
    own.add(describeSocket('one'));
    expect(own.take('one')).not.toBeNull();
    expect(await own.takeShared('two')).toBeNull();
    shelved.set('three', '{"sid":"x"}');
    expect(await sockets.takeShared('three')).toBeNull();
  });

  it('is given up where too many went after it', async () => {
    for (let count = 0; count <= 10_000; count += 1) sockets.add(describeSocket(String(count)));
    shelved.clear();
    expect(sockets.take('0')).toBeNull();
    expect(sockets.isAnyoneOf('own of 0')).toBe(false);
    expect(sockets.take('1')).not.toBeNull();
  });
});
