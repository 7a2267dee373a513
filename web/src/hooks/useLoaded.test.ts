import { act, renderHook, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { HttpError } from '#lib/api/http.ts';
import { useLoaded } from './useLoaded.ts';

/** Questions that the test answers, in order. */
function makeQuestions() {
  const open: PromiseWithResolvers<string>[] = [];
  const ask = () => {
    const question = Promise.withResolvers<string>();
    open.push(question);
    return question.promise;
  };
  return { open, ask };
}

const failure = () => new HttpError('INTERNAL', 'Not just now.');

describe('what is loaded', () => {
  it('stays when it could not be read anew, which is known, and is replaced when it could', async () => {
    const { open, ask } = makeQuestions();
    const { result } = renderHook(() => useLoaded(ask));
    expect(result.current.loaded).toEqual({ status: 'loading' });
    act(() => open[0]?.resolve('One'));
    await waitFor(() => expect(result.current.loaded).toEqual({ status: 'ready', value: 'One', missed: null }));
    act(() => result.current.reload());
    act(() => open[1]?.reject(failure()));
    await waitFor(() => expect(result.current.loaded).toMatchObject({ value: 'One', missed: 'Not just now.' }));
    act(() => result.current.reload());
    act(() => open[2]?.resolve('Two'));
    await waitFor(() => expect(result.current.loaded).toEqual({ status: 'ready', value: 'Two', missed: null }));
  });

  it('says why there is nothing, until it is tried again', async () => {
    const { open, ask } = makeQuestions();
    const { result } = renderHook(() => useLoaded(ask));
    act(() => open[0]?.reject(failure()));
    await waitFor(() => expect(result.current.loaded).toEqual({ status: 'failed', why: 'Not just now.' }));
    act(() => result.current.retry());
    expect(result.current.loaded).toEqual({ status: 'loading' });
  });

  it('is shown however often it is asked for meanwhile, and then read once more', async () => {
    const { open, ask } = makeQuestions();
    const { result } = renderHook(() => useLoaded(ask));
    for (let times = 0; times < 5; times += 1) act(() => result.current.reload());
    expect(open).toHaveLength(1);
    act(() => open[0]?.resolve('One'));
    await waitFor(() => expect(result.current.loaded).toMatchObject({ value: 'One' }));
    await waitFor(() => expect(open).toHaveLength(2));
    act(() => open[1]?.resolve('Two'));
    await waitFor(() => expect(result.current.loaded).toMatchObject({ value: 'Two' }));
    expect(open).toHaveLength(2);
  });
});
