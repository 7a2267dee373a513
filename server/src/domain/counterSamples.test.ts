import { expect, it } from 'vitest';
import { createCounterSamples } from './counterSamples.ts';

function start() {
  let time = 0;
  const samples = createCounterSamples(() => time);
  return {
    samples,
    /** A read that takes no time, after so many milliseconds. */
    read(value: number, after: number) {
      time += after;
      samples.note(value, time);
    },
    /** One that is answered after so many milliseconds. */
    readSlowly(value: number, took: number) {
      const begunAt = time;
      time += took;
      samples.note(value, begunAt);
    },
  };
}

it('knows nothing of a time before it looked', () => {
  const { samples, read } = start();
  expect(samples.ago(0)).toBeNull();
  read(5, 0);
  expect(samples.ago(10_000)).toBeNull();
  read(9, 9_999);
  expect(samples.ago(10_000)).toBeNull();
  read(12, 1);
  expect(samples.ago(10_000)).toBe(5);
});

it('answers with the latest that is old enough', () => {
  const { samples, read } = start();
  for (let value = 1; value <= 30; value += 1) read(value, 1_000);
  expect(samples.ago(10_000)).toBe(20);
  expect(samples.ago(0)).toBe(30);
  expect(samples.ago(29_000)).toBe(1);
  expect(samples.ago(60_000)).toBeNull();
});

it('does not count the time for which the database stood still', () => {
  const { samples, read, readSlowly } = start();
  read(5, 0);
  // What others write waits for as long as this read.
  readSlowly(6, 60_000);
  expect(samples.ago(10_000)).toBeNull();
  read(7, 0);
  expect(samples.ago(10_000)).toBe(5);
});

it('keeps as many as it needs, however often it is told', () => {
  const { samples, read } = start();
  for (let value = 1; value <= 100_000; value += 1) read(value, 10);
  const late = samples.ago(60_000);
  expect(late).toBeGreaterThan(94_000 - 30);
  expect(late).toBeLessThanOrEqual(94_000);
});
