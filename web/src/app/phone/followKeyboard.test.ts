import { describe, expect, it } from 'vitest';
import { followKeyboard } from './followKeyboard.ts';

/** What is to be seen of the window. */
function makeView() {
  return Object.assign(new EventTarget(), {
    height: window.innerHeight,
    scale: 1,
    ...{ width: 390, offsetLeft: 0, offsetTop: 0, pageLeft: 0, pageTop: 0 },
    ...{ onresize: null, onscroll: null, onscrollend: null },
  });
}

const readHeight = () => document.documentElement.style.getPropertyValue('--window-height');

describe('a keyboard over the page', () => {
  it('makes the page as high as what is left of it, and no zoom or bar does', () => {
    const view = makeView();
    const stop = followKeyboard(view);
    const resize = (change: { height?: number; scale?: number }) => {
      Object.assign(view, change);
      view.dispatchEvent(new Event('resize'));
    };
    resize({ height: window.innerHeight - 300 });
    expect(readHeight()).toBe(`${window.innerHeight - 300}px`);
    resize({ height: window.innerHeight - 50 });
    expect(readHeight()).toBe('');
    resize({ height: window.innerHeight / 2, scale: 2 });
    expect(readHeight()).toBe('');
    resize({ height: 300, scale: 1 });
    stop();
    expect(readHeight()).toBe('');
  });
});
