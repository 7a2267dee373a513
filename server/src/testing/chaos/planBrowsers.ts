import type { Random } from './random.ts';
import { agentCount, numbers, type PlanSize, planEnding, type Step, spread } from './steps.ts';

/** How long before a kill a browser loses its network, where it does, and how much it then writes, in milliseconds. */
const offlineBefore = 2_500;
const typedBefore = [1, 2, 3, 4];
/** What is typed at one go. */
const volleys = [1, 1, 2];

/** What agents type in browsers, and what happens to those. */
export function planBrowsers(random: Random, { duration, browsers }: PlanSize): Step[] {
  let typed = 0;
  const { count, messages, kills, gaps } = browsers;
  return [
    ...spread(random, Math.ceil(messages / 2), duration).flatMap((at) =>
      planTyping(at, random.integer(0, count - 1), random.pick(volleys)),
    ),
    ...spread(random, kills, duration).flatMap((at, index) => planKill(at, index)),
    ...spread(random, gaps, duration).flatMap((at, index) => planGap(at, index)),
  ];

  function planTyping(at: number, browser: number, lines: number): Step[] {
    const customer = random.pick(numbers);
    return Array.from({ length: lines }, (): Step => {
      const text = `#b${typed} browser ${browser} to ${customer}${planEnding(random)}`;
      typed += 1;
      return { at, do: 'write', message: { customer, agent: agentCount + browser, text } };
    });
  }

  /** Each browser in its turn; every other time it has just written what nobody has got yet. */
  function planKill(at: number, index: number): Step[] {
    const browser = index % count;
    const hasWritten = Math.floor(index / count) % 2 === 0;
    const pause = random.isTrue(0.5) ? 0 : random.integer(0, 3_000);
    const kill: Step = {
      at,
      do: 'killBrowser',
      browser,
      isAbrupt: !hasWritten,
      settle: random.integer(0, 2_000),
      pause,
    };
    if (!hasWritten) return [...planTyping(Math.max(at - 100, 0), browser, 2), kill];
    const from = Math.max(at - offlineBefore, 0);
    return [
      { at: from, do: 'beginGap', browser, gap: `before kill ${index}` },
      ...Array.from({ length: random.pick(typedBefore) }, () => planTyping(from, browser, random.pick(volleys))).flat(),
      kill,
    ];
  }

  function planGap(at: number, index: number): Step[] {
    const about = { browser: index % count, gap: String(index) };
    return [
      { at, do: 'beginGap', ...about },
      ...planTyping(at, about.browser, random.pick(volleys)),
      { at: at + random.integer(500, 8_000), do: 'endGap', ...about },
    ];
  }
}
