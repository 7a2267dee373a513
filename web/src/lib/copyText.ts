/**
 * Puts a text on the clipboard. Pages without HTTPS have no clipboard of their own: there the old way is tried.
 * @param shown where the text stands: it stays marked when it has to be copied by hand
 * @returns whether it is copied
 */
export async function copyText(text: string, shown: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyMarked(text, shown);
  }
}

function copyMarked(text: string, shown: HTMLElement): boolean {
  const give = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
  };
  window.getSelection()?.selectAllChildren(shown);
  document.addEventListener('copy', give, { once: true });
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    document.removeEventListener('copy', give);
  }
}
