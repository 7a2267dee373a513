// These run in the page: each has to hold all that it needs.

/** Scrolls a thread to its first message, which loads one older page after the other. */
export async function readOldest(list: Element): Promise<void> {
  const scroller = list.parentElement;
  if (!scroller) return;
  /** With nothing new at the top for so many looks, there is nothing older. */
  const looks = 10;
  for (let quiet = 0; quiet < looks; quiet += 1) {
    const before = scroller.scrollHeight;
    scroller.scrollTop = 0;
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (scroller.scrollHeight !== before || scroller.scrollTop > 0) quiet = 0;
  }
}

/** Reads a thread from its first message to its last. Only the rows in view exist, so they are read view by view. */
export async function readMessageRows(list: Element) {
  const rows = new Map<number, { createdAt: string; text: string; sign: string | null }>();
  const scroller = list.parentElement;
  for (let isEnd = !scroller; scroller && !isEnd; ) {
    for (const row of list.querySelectorAll('[data-index]')) {
      const createdAt = row.querySelector('time')?.dateTime;
      const label = row.getAttribute('aria-label') ?? '';
      if (createdAt === undefined) continue;
      rows.set(Number(row.getAttribute('data-index')), {
        createdAt,
        text: label.slice(label.indexOf(': ') + 2),
        sign: row.querySelector('[role=img]')?.getAttribute('aria-label') ?? null,
      });
    }
    isEnd = scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 1;
    scroller.scrollTop += scroller.clientHeight * 0.8;
    // The list draws what came into view in the next frame.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  }
  return [...rows].sort(([a], [b]) => a - b).map(([, row]) => row);
}
