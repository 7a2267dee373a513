import { inspect } from 'node:util';
import { cleanup, configure } from '@testing-library/react';
import { IDBFactory } from 'fake-indexeddb';
import toast from 'react-hot-toast';
import 'fake-indexeddb/auto';
import { afterAll, afterEach, beforeAll } from 'vitest';
import '#lib/texts/i18n.ts';
import { api, resetApi } from './handlers.ts';

configure({
  // What is loaded lazily takes its time on a busy machine.
  asyncUtilTimeout: 4_000,
  // The whole page in every message hides what went wrong.
  getElementError: (message) => new Error(message?.split('\n\n')[0]),
});

// happy-dom has none. What breaks alone in the console is still told.
globalThis.reportError ??= (error) => process.stderr.write(`${inspect(error)}\n`);

beforeAll(() => {
  giveLayout();
  api.listen({ onUnhandledFrame: 'bypass' });
});

afterEach(() => {
  cleanup();
  // They outlive the page that told them.
  toast.remove();
  resetApi();
  localStorage.clear();
  sessionStorage.clear();
  globalThis.indexedDB = new IDBFactory();
  window.history.replaceState(null, '', '/');
});

afterAll(() => api.close());

/**
 * happy-dom lays nothing out, and a virtual list without a height shows nothing: windows are 1,000 by 800 here, rows 40
 * high, and what is inside is as high as its style says.
 */
function giveLayout(): void {
  define('clientWidth', () => 1_000);
  define('clientHeight', () => 800);
  define('offsetWidth', () => 1_000);
  define('offsetHeight', () => 40);
  define('scrollHeight', (element) => {
    const heights = Array.from(element.children, (child) =>
      child instanceof HTMLElement ? Number.parseFloat(child.style.height) || 0 : 0,
    );
    return Math.max(800, ...heights);
  });
}

function define(name: string, measure: (element: HTMLElement) => number): void {
  Object.defineProperty(HTMLElement.prototype, name, {
    configurable: true,
    get(this: HTMLElement) {
      return measure(this);
    },
  });
}
