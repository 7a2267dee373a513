// This runs in the page: it has to hold all that it needs.

/** What of a page does not fit: it would scroll sideways, stick out of the window, or be cut off. One sentence each. */
export function findLayoutFaults(): string[] {
  const faults: string[] = [];
  const { clientWidth, scrollWidth } = document.documentElement;
  if (scrollWidth > clientWidth) faults.push(`the page is ${scrollWidth} px wide in a window of ${clientWidth} px`);

  const isShown = (element: Element): boolean =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true });
  // What only readers of the screen get is one pixel large.
  const isDrawn = ({ width, height }: DOMRect): boolean => width > 1 && height > 1;
  const name = (element: Element): string => {
    const said = element.getAttribute('aria-label') ?? element.textContent ?? '';
    return `${element.tagName.toLowerCase()} “${said.trim().slice(0, 40)}”`;
  };
  const canHold = (style: CSSStyleDeclaration): boolean => style.overflowX === 'auto' || style.overflowX === 'scroll';
  const isInsideScroller = (element: Element): boolean => {
    for (let above = element.parentElement; above !== null; above = above.parentElement) {
      if (canHold(getComputedStyle(above)) && above.scrollWidth > above.clientWidth) return true;
    }
    return false;
  };

  for (const element of document.querySelectorAll('a, button, input, textarea, select, h1, h2, h3, h4, label, p')) {
    const box = element.getBoundingClientRect();
    if (!isShown(element) || !isDrawn(box)) continue;
    const style = getComputedStyle(element);
    if ((box.left < -1 || box.right > clientWidth + 1) && !isInsideScroller(element)) {
      faults.push(`${name(element)} sticks out of the window: ${Math.round(box.left)} to ${Math.round(box.right)} px`);
    }
    const isField = element.matches('input, textarea, select');
    const hasEllipsis = style.textOverflow === 'ellipsis' || element.querySelector('.truncate') !== null;
    // A pixel is rounding; an element in a line of text has no width of its own.
    const isTooNarrow = element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1;
    if (isTooNarrow && !isField && !hasEllipsis) {
      faults.push(`${name(element)} is cut off: ${element.scrollWidth} px of text in ${element.clientWidth} px`);
    }
  }
  for (const element of document.querySelectorAll('*')) {
    const isScrolled = canHold(getComputedStyle(element)) && element.scrollWidth > element.clientWidth + 1;
    if (isScrolled && !element.matches('pre, code, textarea') && isShown(element)) {
      faults.push(`${name(element)} scrolls sideways: ${element.scrollWidth} px in ${element.clientWidth} px`);
    }
  }
  return faults;
}
