import { findMatches, type SearchQuery } from '@erp-whatsapp/shared/searchWords';

/** As the style sheet calls it. */
const highlightName = 'search';
/** What is said in a row; names and times are not searched. */
const saidSelector = '[data-said]';

/**
 * Marks words in all texts under an element, also in those that come while one scrolls. Nothing is added to the page: the
 * browser paints the marks, so no row is drawn anew and nothing moves. Where a browser can't, there are none.
 * @returns a function that takes the marks away
 */
export function markMatches(root: Element, query: SearchQuery): () => void {
  if (!('highlights' in CSS)) return () => undefined;
  const highlight = new Highlight();
  CSS.highlights.set(highlightName, highlight);
  let frame = 0;
  const mark = () => {
    frame = 0;
    highlight.clear();
    for (const { node, start, end } of findInTexts(root, query)) {
      const range = new Range();
      range.setStart(node, start);
      range.setEnd(node, end);
      highlight.add(range);
    }
  };
  mark();
  const observer = new MutationObserver(() => {
    if (frame === 0) frame = requestAnimationFrame(mark);
  });
  observer.observe(root, { childList: true, subtree: true, characterData: true });
  return () => {
    observer.disconnect();
    cancelAnimationFrame(frame);
    if (CSS.highlights.get(highlightName) === highlight) CSS.highlights.delete(highlightName);
  };
}

/** Formatting stands around whole words, so each piece of text is looked at by itself. */
export function findInTexts(root: Element, query: SearchQuery): { node: Text; start: number; end: number }[] {
  return [...root.querySelectorAll(saidSelector)].flatMap((said) => {
    const found: { node: Text; start: number; end: number }[] = [];
    const walker = document.createTreeWalker(said, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (!(node instanceof Text)) continue;
      for (const match of findMatches(node.data, query)) found.push({ node, ...match });
    }
    return found;
  });
}
