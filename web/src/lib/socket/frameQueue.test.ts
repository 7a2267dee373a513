import { fireEvent } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFrameQueue, type FrameQueue } from './frameQueue.ts';

const frame = 16;
let queue: FrameQueue;
let done: string[];
const add = (name: string) => queue.add(() => void done.push(name));

beforeEach(() => {
  vi.useFakeTimers();
  done = [];
  queue = createFrameQueue();
});

afterEach(() => {
  queue.close();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('what the server tells unasked', () => {
  it('is taken in together, in its order, with the next frame', () => {
    add('first');
    add('second');
    expect(done).toEqual([]);
    vi.advanceTimersByTime(frame);
    expect(done).toEqual(['first', 'second']);
  });

  it('waits while a letter is being drawn, and no longer than that', () => {
    press();
    add('told');
    vi.advanceTimersByTime(frame);
    expect(done).toEqual([]);
    vi.advanceTimersByTime(2 * frame);
    expect(done).toEqual(['told']);
  });

  it('is never kept waiting by somebody who types on and on', () => {
    add('told');
    for (let key = 0; key < 12 && done.length === 0; key += 1) {
      press();
      vi.advanceTimersByTime(10);
    }
    vi.advanceTimersByTime(frame);
    expect(done).toEqual(['told']);
  });

  it('waits for no frame on a page that nobody sees, also when it is hidden meanwhile', async () => {
    add('before');
    vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    fireEvent(document, new Event('visibilitychange'));
    expect(done).toEqual(['before']);
    add('behind');
    await Promise.resolve();
    expect(done).toEqual(['before', 'behind']);
  });

  it('comes before what is taken in at once, and is told although another one broke', () => {
    const report = vi.spyOn(globalThis, 'reportError').mockImplementation(() => undefined);
    queue.add(() => {
      throw new Error('broken');
    });
    add('next');
    queue.flush();
    expect(done).toEqual(['next']);
    expect(report).toHaveBeenCalledOnce();
  });

  it('is dropped where nobody listens any more', () => {
    add('late');
    queue.close();
    vi.advanceTimersByTime(200);
    expect(done).toEqual([]);
  });
});

function press(): void {
  const key = new KeyboardEvent('keydown', { key: 'a', bubbles: true });
  vi.spyOn(key, 'timeStamp', 'get').mockReturnValue(performance.now());
  window.dispatchEvent(key);
}
