/** What the browser's tab says: how many conversations wait, and the page. */
let page: string | null = null;
let waiting = 0;

export function namePage(name: string): void {
  page = name;
  write();
}

/** A dot on the tab's icon says that there is something, where the number is cut off. */
export function showWaiting(count: number): void {
  if (count === waiting) return;
  waiting = count;
  write();
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  icon?.setAttribute('href', count === 0 ? '/favicon.svg' : '/favicon-waiting.svg');
}

function write(): void {
  page ??= document.title;
  document.title = waiting === 0 ? page : `(${waiting}) ${page}`;
}
