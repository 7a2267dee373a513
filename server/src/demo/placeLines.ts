import type { Line, Story, When } from './story/story.ts';

/** A line of a story at its moment, in milliseconds. */
export type PlacedLine = Line & { story: Story; index: number; at: number };

/** All lines of all stories in the order in which they were written. @param now what the stories lead up to */
export function placeLines(stories: readonly Story[], now: number): PlacedLine[] {
  return stories
    .flatMap((story) => story.lines.map((line, index) => ({ ...line, story, index, at: toMoment(line.when, now) })))
    .sort((a, b) => a.at - b.at);
}

function toMoment(when: When, now: number): number {
  const [, minutes] = /^(\d+)m$/.exec(when) ?? [];
  if (minutes !== undefined) return now - Number(minutes) * 60_000;
  const [, days, hour, minute] = /^(\d+)d (\d+):(\d+)$/.exec(when) ?? [];
  const moment = new Date(now);
  moment.setDate(moment.getDate() - Number(days));
  moment.setHours(Number(hour), Number(minute), 0, 0);
  return moment.getTime();
}
