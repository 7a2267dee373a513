/** Less is a bar of the browser's own. In pixels. */
const leastKeyboard = 120;

/**
 * Safari lays its keyboard over the page where others make the page smaller: the page's height follows what is left of it,
 * and the last message stays in view. Zooming in makes the view smaller too, and is none of that.
 * @returns a function that ends it
 */
export function followKeyboard(view: VisualViewport | null = window.visualViewport): () => void {
  // Old browsers have none.
  if (!view) return () => undefined;
  const root = document.documentElement;
  const fit = () => {
    const isCovered = Math.abs(view.scale - 1) < 0.01 && window.innerHeight - view.height > leastKeyboard;
    if (isCovered) {
      root.style.setProperty('--window-height', `${view.height}px`);
      // It pushes the page up to show the field, which is in view anyhow.
      window.scrollTo(0, 0);
    } else root.style.removeProperty('--window-height');
  };
  view.addEventListener('resize', fit);
  return () => {
    view.removeEventListener('resize', fit);
    root.style.removeProperty('--window-height');
  };
}
