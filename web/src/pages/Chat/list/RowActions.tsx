import '#lib/texts/later.ts';
import { Menu } from '@base-ui/react/menu';
import { type RefObject, useEffect, useEffectEvent, useState } from 'react';
import { Toaster } from 'react-hot-toast';
import { useShortcut } from '#hooks/useShortcut.ts';
import { readSettings } from '#lib/settings.ts';
import { useAppDispatch, useAppStore } from '#store/hooks.ts';
import { MenuItems } from '#ui/MenuItems.tsx';
import { type ActionName, change, listActions, toChange } from './conversationActions.tsx';

/** What a row's own keys do. */
const rowKeys: Readonly<Record<string, ActionName>> = { e: 'archive', u: 'unread', p: 'pin', m: 'mute' };
/** How long a finger rests on a row for its menu, in milliseconds. */
const longPress = 500;

type RowActionsProps = {
  scroller: RefObject<HTMLElement | null>;
  /** What the list shows, in its order. */
  ids: readonly string[];
  openId: string | null;
  focusRow: (index: number) => void;
  /** Lets the list move at once, since what moves was asked for. */
  release: () => void;
};

/** A row's menu is at the row, or where the pointer asked for it. */
type Opened = { id: string; row: HTMLElement; at: { x: number; y: number } | null };

/** What can be done with a row: by its menu, however that is asked for, and by keys. It comes after the list itself. */
export function RowActions({ scroller, ids, openId, focusRow, release }: RowActionsProps) {
  const dispatch = useAppDispatch();
  const store = useAppStore();
  const [opened, setOpened] = useState<Opened | null>(null);
  const [isOpen, setIsOpen] = useState(false);

  const act = (id: string, action: ActionName) => {
    const state = store.getState();
    const conversation = state.conversations.entities[id];
    if (conversation === undefined) return;
    keepPlace(id);
    release();
    void change(dispatch, id, toChange(action, conversation, state));
  };

  /** Where the row that has the focus goes, the next one has it. */
  const keepPlace = (id: string) => {
    const index = ids.indexOf(id);
    if (findRow(document.activeElement)?.dataset['id'] !== id) return;
    const isListed = () => scroller.current?.querySelector(`[data-id="${CSS.escape(id)}"]`) !== null;
    requestAnimationFrame(() => (isListed() ? undefined : focusRow(Math.max(0, Math.min(index, ids.length - 2)))));
  };

  const open = (row: HTMLElement, at: Opened['at'] = null) => {
    setOpened({ id: row.dataset['id'] ?? '', row, at });
    setIsOpen(true);
  };

  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const row = findRow(event.target);
    if (row === null || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const index = Number(row.dataset['index']);
    const steps: Record<string, number> = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: ids.length - 1 };
    const next = steps[event.key];
    const action = readSettings().singleKeys && !event.shiftKey ? rowKeys[event.key.toLowerCase()] : undefined;
    if (next !== undefined) {
      if (next in ids) focusRow(next);
    } else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) open(row);
    else if (action !== undefined) act(row.dataset['id'] ?? '', action);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const onContextMenu = useEffectEvent((event: MouseEvent) => {
    const row = findRow(event.target);
    if (row === null) return;
    event.preventDefault();
    open(row, { x: event.clientX, y: event.clientY });
  });
  const onClick = useEffectEvent((event: MouseEvent) => {
    const button = event.target instanceof Element ? event.target.closest('[data-menu]') : null;
    const row = findRow(button);
    if (row === null || button === null) return;
    const { left, bottom } = button.getBoundingClientRect();
    open(row, { x: left, y: bottom });
  });
  const onLongPress = useEffectEvent((row: HTMLElement) => open(row));

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const ending = new AbortController();
    const { signal } = ending;
    element.addEventListener('keydown', (event) => onKeyDown(event), { signal });
    element.addEventListener('contextmenu', (event) => onContextMenu(event), { signal });
    element.addEventListener('click', (event) => onClick(event), { signal });
    followLongPresses(element, (row) => onLongPress(row), signal);
    return () => ending.abort();
  }, [scroller]);

  useShortcut('archive', openId === null ? null : () => act(openId, 'archive'));

  const conversation = opened && store.getState().conversations.entities[opened.id];
  return (
    <>
      <Toaster
        position="bottom-center"
        toastOptions={{ className: 'toast' }}
        // The list is hidden on narrow windows while a conversation is open; what it has to say is not.
        containerClassName="visible!"
      />
      {opened && conversation ? (
        <Menu.Root open={isOpen} onOpenChange={setIsOpen}>
          <Menu.Portal>
            <Menu.Positioner
              anchor={opened.at === null ? opened.row : toAnchor(opened.at)}
              side="bottom"
              align={opened.at === null ? 'end' : 'start'}
              className="z-30"
            >
              <Menu.Popup
                finalFocus={() => opened.row.querySelector('a') ?? true}
                className="w-60 animate-appear rounded-xl border border-line bg-surface p-1.5 text-preview text-text shadow-raised outline-none"
              >
                <MenuItems actions={listActions(conversation, store.getState(), (action) => act(opened.id, action))} />
              </Menu.Popup>
            </Menu.Positioner>
          </Menu.Portal>
        </Menu.Root>
      ) : null}
    </>
  );
}

function findRow(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('li[data-id]') : null;
}

function toAnchor({ x, y }: { x: number; y: number }) {
  return { getBoundingClientRect: () => new DOMRect(x, y, 0, 0) };
}

/** Not every system tells of them as of a wish for a menu. A finger that moves, scrolls. */
function followLongPresses(element: HTMLElement, onPress: (row: HTMLElement) => void, signal: AbortSignal): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isPressed = false;
  const stop = () => clearTimeout(timer);
  element.addEventListener(
    'pointerdown',
    ({ pointerType, target }) => {
      stop();
      isPressed = false;
      const row = findRow(target);
      if (pointerType !== 'touch' || row === null) return;
      timer = setTimeout(() => {
        isPressed = true;
        onPress(row);
      }, longPress);
    },
    { signal },
  );
  for (const end of ['pointermove', 'pointerup', 'pointercancel'] as const) {
    element.addEventListener(end, stop, { signal });
  }
  // What a long press ends with is no click.
  element.addEventListener(
    'click',
    (event) => {
      if (isPressed) event.preventDefault();
      isPressed = false;
    },
    { signal, capture: true },
  );
  signal.addEventListener('abort', stop);
}
