import type { CDPSession } from '@playwright/test';

/** What the browser noted of one piece of work. Times in microseconds; `spent` is what its thread worked, without waiting. */
export type Work = { name: string; type: string | null; thread: string; from: number; until: number; spent: number };

const categories = ['devtools.timeline', 'disabled-by-default-devtools.timeline'];

/**
 * Has the browser note what its threads do.
 * @param session of the whole browser
 */
export async function traceThreads(session: CDPSession): Promise<{ stop: () => Promise<Work[]> }> {
  const noted: Work[] = [];
  session.on('Tracing.dataCollected', ({ value }) => noted.push(...value.flatMap(readWork)));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: categories },
  });
  return {
    async stop() {
      const complete = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()));
      await session.send('Tracing.end');
      await complete;
      return noted.sort((a, b) => a.from - b.from);
    },
  };
}

/** Only what has a beginning and an end is work. */
function readWork(event: Readonly<Record<string, unknown>>): Work[] {
  const { ph, name, pid, tid, ts, dur, tdur } = event;
  if (ph !== 'X' || typeof name !== 'string' || typeof ts !== 'number' || typeof dur !== 'number') return [];
  const spent = typeof tdur === 'number' ? tdur : dur;
  return [{ name, type: readType(event['args']), thread: `${pid}/${tid}`, from: ts, until: ts + dur, spent }];
}

/** Which event of the page was handed out. */
function readType(args: unknown): string | null {
  const data = readField(args, 'data');
  const type = readField(data, 'type');
  return typeof type === 'string' ? type : null;
}

function readField(from: unknown, name: string): unknown {
  if (typeof from !== 'object' || from === null) return undefined;
  return Object.entries(from).find(([key]) => key === name)?.[1];
}
