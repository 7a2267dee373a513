import type { UnknownAction } from '@reduxjs/toolkit';
import { describe, expect, it } from 'vitest';
import { makeMessage } from '#testing/factories.ts';
import { changesTold, conversationMerged, messageAccepted, messageArrived, messageQueued } from './facts.ts';
import {
  aroundRequested,
  endWanted,
  messagesReducer,
  newerRequested,
  newestRequested,
  pageLoaded,
  threadOverfull,
  threadsOutdated,
} from './messages.ts';
import { mostLoaded, type PageStart, type ThreadPage } from './threadPages.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString();
const one = makeMessage();
const message = (minute: number) => ({ ...one, id: `m${minute}`, content: `${minute}`, createdAt: at(minute) });
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

type Ends = Pick<ThreadPage, 'hasOlder' | 'hasNewer'>;
const both: Ends = { hasOlder: true, hasNewer: true };
const toTheEnd: Ends = { hasOlder: true, hasNewer: false };

function page(from: PageStart, minutes: number[], ends: Ends = both): UnknownAction {
  return pageLoaded({ conversationId: 'c1', messages: minutes.map(message), from, ...ends });
}
const newest = (minutes: number[], isWanted = false) => page({ kind: 'end', isWanted }, minutes, toTheEnd);
const wants = (minute: number) => aroundRequested({ conversationId: 'c1', messageId: `m${minute}` });
const around = (minute: number, minutes: number[], ends?: Ends) =>
  page({ kind: 'around', id: `m${minute}` }, minutes, ends);
const after = (minute: number, minutes: number[], ends?: Ends) =>
  page({ kind: 'after', id: `m${minute}` }, minutes, ends);

/** The newest page, and then another part far above it. */
const farAbove = [newest([100, 101, 102]), wants(11), around(11, [10, 11, 12])];

function run(...actions: UnknownAction[]) {
  const state = actions.reduce(messagesReducer, undefined) ?? messagesReducer(undefined, { type: 'nothing' });
  const thread = state.threads['c1'];
  if (thread === undefined) throw new Error('There is no thread.');
  return { ...thread, contents: thread.ids.map((key) => thread.entities[key]?.content) };
}

function waiting(content: string): UnknownAction {
  const row = makeMessage({ id: content, clientMessageId: content, content, isOutgoing: true, status: 'pending' });
  return messageQueued({
    threadKey: 'c1',
    row: { ...row, key: content, isStored: false },
    entry: {
      clientMessageId: content,
      text: content,
      to: null,
      conversationId: 'c1',
      replyTo: null,
      createdAt: row.createdAt,
    },
  });
}

describe('a part of a thread', () => {
  it('replaces what is known where it is far from it, and is joined to it where the two overlap', () => {
    expect(run(...farAbove)).toMatchObject({ contents: ['10', '11', '12'], older: 'some', newer: 'some' });
    const joined = run(newest([100, 101, 102]), wants(99), around(99, [98, 99, 100, 101]));
    expect(joined).toMatchObject({ contents: ['98', '99', '100', '101', '102'], older: 'some', newer: 'none' });
  });

  it('opens a thread of which nothing was known', () => {
    const opened = run(wants(2), around(2, [1, 2, 3], { hasOlder: false, hasNewer: true }));
    expect(opened).toMatchObject({ status: 'loaded', older: 'none', newer: 'some' });
  });

  it('is that which was wanted last', () => {
    const [known] = farAbove;
    if (known === undefined) throw new Error('Nothing is known.');
    expect(run(known, wants(11), wants(51), around(51, [50, 51]), around(11, [10, 11])).contents).toEqual(['50', '51']);
  });

  it('is read on until the end, and only where it still ends there', () => {
    const read = run(...farAbove, after(12, [13, 14]));
    expect(read).toMatchObject({ contents: ['10', '11', '12', '13', '14'], newer: 'some' });
    expect(run(...farAbove, after(12, [13, 14], toTheEnd)).newer).toBe('none');
    expect(run(...farAbove, wants(51), around(51, [50, 51]), after(12, [13, 14])).contents).toEqual(['50', '51']);
    const older = page({ kind: 'before', id: 'm100' }, [98, 99]);
    expect(run(...farAbove, older).contents).toEqual(['10', '11', '12']);
  });

  it('takes in nothing that comes behind it, which is read later', () => {
    const told = changesTold({ messages: [11, 60].map(message), conversations: [] });
    const state = run(...farAbove, messageArrived(message(103)), told);
    expect(state.contents).toEqual(['10', '11', '12']);
    expect(state.keyById).not.toHaveProperty('m103');
  });

  it('goes on behind a page that was read before the last message came', () => {
    const racing = [...farAbove, newerRequested('c1'), messageArrived(message(20)), after(12, [13], toTheEnd)];
    expect(run(...racing)).toMatchObject({ contents: ['10', '11', '12', '13'], newer: 'some' });
    const read = run(...racing, newerRequested('c1'), after(13, [20], toTheEnd));
    expect(read).toMatchObject({ contents: ['10', '11', '12', '13', '20'], newer: 'none' });
  });

  it('is not taken away from under a reader by the newest page, unless they go there', () => {
    expect(run(...farAbove, newest([101, 102, 103])).contents).toEqual(['10', '11', '12']);
    expect(run(...farAbove, newest([12, 13]))).toMatchObject({ contents: ['10', '11', '12', '13'], newer: 'none' });
    const there = run(...farAbove, newest([101, 102, 103], true));
    expect(there).toMatchObject({ contents: ['101', '102', '103'], newer: 'none' });
  });

  it('is read anew after a gap in which something may have come into it', () => {
    const outdated = run(...farAbove, threadsOutdated(['c1']), wants(11), around(11, [11, 12]));
    expect(outdated.contents).toEqual(['11', '12']);
  });

  it('does not show what was sent meanwhile from another place, and goes to the end for what is written here', () => {
    const sent = {
      threadKey: 'c1',
      sent: {
        id: 's1',
        messageId: null,
        clientMessageId: 'mine',
        conversationId: 'c1',
        status: 'pending',
        timestamp: at(103),
      },
    } as const;
    const [known, ...jump] = farAbove;
    if (known === undefined) throw new Error('Nothing is known.');
    expect(run(known, waiting('mine'), ...jump, messageAccepted(sent)).contents).toEqual(['10', '11', '12']);
    const written = run(...farAbove, endWanted('c1'), waiting('mine'));
    expect(written).toMatchObject({ contents: ['mine'], older: 'loading', newer: 'none' });
    const back = run(...farAbove, endWanted('c1'), waiting('mine'), messageAccepted(sent), newest([101, 102]));
    expect(back).toMatchObject({ contents: ['101', '102', 'mine'], older: 'some', newer: 'none' });
  });

  it('keeps no more than may be loaded: who reads on leaves the other end behind', () => {
    const many = newest(range(1_001, 1_000 + mostLoaded));
    const up = run(many, page({ kind: 'before', id: 'm1001' }, range(901, 1_000)));
    expect([up.contents.at(0), up.contents.at(-1), up.contents.length]).toEqual(['901', '2900', mostLoaded]);
    expect([up.older, up.newer]).toEqual(['some', 'some']);
    expect(up.keyById).not.toHaveProperty('m2901');

    const down = run(many, page({ kind: 'before', id: 'm1001' }, range(901, 1_000)), after(2_900, range(2_901, 3_000)));
    expect([down.contents.at(0), down.contents.at(-1), down.contents.length]).toEqual(['1001', '3000', mostLoaded]);
    expect(down.older).toBe('some');

    const live = run(many, waiting('mine'), messageArrived(message(4_000)));
    expect(live.contents.slice(-2)).toEqual(['4000', 'mine']);
    expect(
      run(many, messageArrived(message(4_000)), threadOverfull({ conversationId: 'c1', end: 'oldest' })),
    ).toMatchObject({ older: 'some', newer: 'none', ids: { length: mostLoaded } });
  });

  it('of two conversations that become one stays only where it reaches the end, and is read anew', () => {
    const other = pageLoaded({
      conversationId: 'c0',
      messages: [5, 105].map((minute) => ({ ...message(minute), conversationId: 'c0' })),
      from: { kind: 'end', isWanted: false },
      ...toTheEnd,
    });
    const merged = run(...farAbove, other, conversationMerged({ id: 'c0', mergedInto: 'c1' }), newest([104, 105]));
    expect(merged.contents).toEqual(['104', '105']);
    const alone = run(...farAbove, conversationMerged({ id: 'c0', mergedInto: 'c1' }));
    expect(alone.contents).toEqual(['10', '11', '12']);
  });
});

describe('the newest page', () => {
  it('does not lose what came while it was on its way', () => {
    const opened = run(newestRequested('c1'), messageArrived(message(12)), newest([10, 11]));
    expect(opened.contents).toEqual(['10', '11', '12']);
    const replaced = run(newest([1, 2]), newestRequested('c1'), messageArrived(message(12)), newest([10, 11]));
    expect(replaced.contents).toEqual(['10', '11', '12']);
  });
});
