import { configureStore } from '@reduxjs/toolkit';
import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { Provider } from 'react-redux';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { rootReducer } from '#store/state.ts';
import { useTypingSign } from './useTypingSign.ts';

describe('the sign that one types', () => {
  /** What was told, and after how many milliseconds. */
  let told: [isTyping: boolean, at: number][];
  let started: number;

  beforeEach(() => {
    vi.useFakeTimers();
    told = [];
    started = Date.now();
  });
  afterEach(() => vi.useRealTimers());

  function open(conversationId: string | null = 'c1') {
    const command = async (_event: string, { isTyping }: { isTyping: boolean }) => {
      told.push([isTyping, Date.now() - started]);
    };
    const store = configureStore({
      reducer: rootReducer,
      middleware: (getDefault) => getDefault({ thunk: { extraArgument: { command } } }),
    });
    const wrapper = ({ children }: { children: ReactNode }) => <Provider store={store}>{children}</Provider>;
    return renderHook(() => useTypingSign(conversationId), { wrapper });
  }

  function pass(ms: number): void {
    act(() => vi.advanceTimersByTime(ms));
  }

  it('goes out with the first key, every three seconds at most, and ends five seconds after the last', () => {
    const { result } = open();
    for (let key = 0; key < 14; key += 1) {
      result.current.sign('text');
      pass(500);
    }
    pass(10_000);
    expect(told).toEqual([
      [true, 0],
      [true, 3_000],
      [true, 6_000],
      [false, 11_500],
    ]);
  });

  it('ends once: when the field is left, sent or emptied, and when the conversation is left', () => {
    const { result, unmount } = open();
    result.current.sign('a');
    result.current.stop();
    result.current.stop();
    result.current.sign('b');
    result.current.sign('');
    result.current.sign('c');
    unmount();
    pass(10_000);
    expect(told.map(([isTyping]) => isTyping)).toEqual([true, false, true, false, true, false]);
  });

  it('is told to nobody where there is no conversation yet', () => {
    const { result } = open(null);
    result.current.sign('a');
    result.current.stop();
    expect(told).toEqual([]);
  });
});
