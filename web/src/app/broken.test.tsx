import { act, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { lazy, type ReactNode, Suspense } from 'react';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { watchMissingParts } from '#lib/missingParts.ts';
import { BrokenLook, type BrokenPlace, Guard } from '#ui/Guard.tsx';
import { Broken, UnloadedNote } from './Broken.tsx';

type Guarded = { place?: BrokenPlace; onDismiss?: () => void };

let logged: string[] = [];
let isBroken = true;

function Part() {
  if (isBroken) throw new Error('Broken on purpose');
  return <p>The part</p>;
}

beforeEach(() => {
  logged = [];
  isBroken = true;
  vi.stubGlobal('reportError', (error: Error) => logged.push(error.message));
  // React writes down what it catches.
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function renderGuarded(part: ReactNode, { place = 'pane', onDismiss }: Guarded = {}) {
  const tree = (resetKey: string) => (
    <BrokenLook value={Broken}>
      <p>The rest</p>
      <Guard place={place} resetKey={resetKey} {...(onDismiss === undefined ? {} : { onDismiss })}>
        <Suspense fallback={null}>{part}</Suspense>
      </Guard>
    </BrokenLook>
  );
  const { rerender } = render(tree('here'));
  return { user: userEvent.setup(), moveOn: () => rerender(tree('elsewhere')) };
}

describe('a part that breaks while drawing', () => {
  it('breaks alone, and its reference is in the log', () => {
    renderGuarded(<Part />);
    expect(screen.getByText('The rest')).toBeTruthy();
    expect(screen.getByRole('alert').textContent).toContain('This part stopped working');
    const reference = /Reference (\w{8})/.exec(document.body.textContent ?? '')?.[1] ?? 'none';
    expect(logged).toEqual([`Broken part ${reference}`]);
  });

  it('is tried again', async () => {
    const { user } = renderGuarded(<Part />);
    isBroken = false;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(screen.getByText('The part')).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('begins anew elsewhere', () => {
    const { moveOn } = renderGuarded(<Part />);
    isBroken = false;
    moveOn();
    expect(screen.getByText('The part')).toBeTruthy();
  });

  it('can be closed when it lies over the page', async () => {
    const onDismiss = vi.fn();
    const { user } = renderGuarded(<Part />, { place: 'over', onDismiss });
    isBroken = false;
    await user.click(screen.getByRole('button', { name: 'Close' }));
    expect(onDismiss).toHaveBeenCalledOnce();
  });

  it('says nothing where nobody sees it', () => {
    renderGuarded(<Part />, { place: 'unseen' });
    expect(screen.queryByRole('alert')).toBeNull();
    expect(logged).toHaveLength(1);
  });
});

describe('a part that can’t be loaded', () => {
  const world = { isReachable: true, now: 1_000_000, reloads: 0 };

  beforeEach(() => {
    Object.assign(world, { isReachable: true, now: 1_000_000, reloads: 0 });
    const unwatch = watchMissingParts({
      isReachable: () => Promise.resolve(world.isReachable),
      reload: () => {
        world.reloads += 1;
      },
      now: () => world.now,
    });
    onTestFinished(unwatch);
  });

  /** As the bundler's loader does it: first it tells, then it throws. */
  function miss() {
    const Missing = lazy(async () => {
      const error = new Error('Failed to fetch dynamically imported module');
      window.dispatchEvent(Object.assign(new Event('vite:preloadError'), { payload: error }));
      await Promise.reject(error);
      return { default: () => null };
    });
    return renderGuarded(<Missing />);
  }

  it('is loaded with the whole page, since the console is a new one by now', async () => {
    miss();
    await waitFor(() => expect(world.reloads).toBe(1));
    expect(screen.queryByText('This part could not be loaded')).toBeNull();
  });

  it('is not loaded over and over: the second time it says so', async () => {
    miss();
    await waitFor(() => expect(world.reloads).toBe(1));
    world.now += 5_000;
    miss();
    expect((await screen.findAllByText('This part could not be loaded')).length).toBeGreaterThan(0);
    expect(world.reloads).toBe(1);
  });

  it('is loaded with the whole page again when the next version comes', async () => {
    miss();
    await waitFor(() => expect(world.reloads).toBe(1));
    world.now += 3_600_000;
    miss();
    await waitFor(() => expect(world.reloads).toBe(2));
  });

  it('waits for the network, and then comes', async () => {
    world.isReachable = false;
    const { user } = miss();
    expect(await screen.findByText('This part is not loaded yet')).toBeTruthy();
    expect(world.reloads).toBe(0);
    await user.click(screen.getByRole('button', { name: 'Load it again' }));
    expect(await screen.findByText('This part is not loaded yet')).toBeTruthy();
    world.isReachable = true;
    await user.click(screen.getByRole('button', { name: 'Load it again' }));
    await waitFor(() => expect(world.reloads).toBe(1));
  });

  it('is no reason to load anything again while nobody needs it', async () => {
    const error = new Error('Failed to fetch dynamically imported module');
    window.dispatchEvent(Object.assign(new Event('vite:preloadError'), { payload: error }));
    await Promise.resolve();
    expect(world.reloads).toBe(0);
  });

  it('is told of where a click needed it, and that can be closed', async () => {
    world.isReachable = false;
    render(<UnloadedNote />);
    const error = new Error('Failed to fetch dynamically imported module');
    window.dispatchEvent(Object.assign(new Event('vite:preloadError'), { payload: error }));
    window.dispatchEvent(Object.assign(new Event('unhandledrejection'), { reason: error }));
    expect(await screen.findByText('This part is not loaded yet')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Close' }));
    expect(screen.queryByRole('alert')).toBeNull();
    act(() => window.dispatchEvent(Object.assign(new Event('unhandledrejection'), { reason: new Error('Another') })));
    expect(screen.queryByRole('alert')).toBeNull();
  });
});
