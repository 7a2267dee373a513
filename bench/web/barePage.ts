// The bare console's only script, which its page carries. Browsers get it without its types.
type Message = { _id: number; text: string; isOutgoing: boolean };

const rowHeight = 42;
const overscan = 12;
/** As many as the product reads for a view; as many as are scrolled through where the address says so. */
const limit = new URLSearchParams(window.location.search).get('limit') ?? '50';
const list = find('ol');
const view = find('main > div');
const rows = new Map<number, HTMLElement>();
let messages: Message[] = [];

find('ul').addEventListener('click', (event) => {
  event.preventDefault();
  void open();
});
view.addEventListener('scroll', show);

async function open(): Promise<void> {
  messages = await (await fetch(`/messages?limit=${limit}`)).json();
  list.style.height = `${messages.length * rowHeight}px`;
  view.scrollTop = view.scrollHeight;
  show();
}

/** Adds the rows that came near the view, and takes away those that left it. */
function show(): void {
  const first = Math.max(Math.floor(view.scrollTop / rowHeight) - overscan, 0);
  const end = Math.min(Math.ceil((view.scrollTop + view.clientHeight) / rowHeight) + overscan, messages.length);
  for (const [index, row] of rows) {
    if (index >= first && index < end) continue;
    row.remove();
    rows.delete(index);
  }
  for (let index = first; index < end; index += 1) {
    const message = messages[index];
    if (message === undefined || rows.has(index)) continue;
    const row = makeRow(message, index);
    rows.set(index, row);
    list.append(row);
  }
}

function makeRow({ text, isOutgoing }: Message, index: number): HTMLElement {
  const row = document.createElement('li');
  const bubble = document.createElement('span');
  bubble.append(`${text} `, document.createElement('time'));
  row.append(bubble);
  row.dataset['index'] = String(index);
  if (isOutgoing) row.dataset['out'] = '';
  row.style.transform = `translateY(${index * rowHeight}px)`;
  return row;
}

function find(selector: string): HTMLElement {
  const element = document.querySelector(selector);
  if (!(element instanceof HTMLElement)) throw new Error(`The page has no ${selector}.`);
  return element;
}
