import { useRef, useState } from 'react';
import '#lib/texts/later.ts';
import { copyText } from '#lib/copyText.ts';
import { texts } from '#lib/texts/i18n.ts';
import { useAppDispatch, useAppSelector, useAppStore } from '#store/hooks.ts';
import { retryMessage, selectThread } from '#store/messages.ts';
import type { Row } from '#store/slices/row.ts';
import type { RootState } from '#store/state.ts';
import { toAuthorName } from '../authorName.ts';
import { expand, usePane, usePaneState } from '../pane.ts';
import type { ActionParts } from './actionParts.ts';
import type { Act } from './acts.ts';
import { toCopy, toCopyMany } from './copyTexts.ts';
import { findBubble, findField, findRow, findRowOf } from './findRow.ts';
import { HoverBar } from './HoverBar.tsx';
import { MessageDetails } from './MessageDetails.tsx';
import { MessageMenu } from './MessageMenu.tsx';
import { findFile, listActs, listLinks } from './offer.ts';
import { Said } from './Said.tsx';
import { SelectionBar } from './SelectionBar.tsx';
import { listSelected } from './selecting.ts';
import { toQuote } from './toQuote.ts';
import { type MenuPlace, useRowEvents } from './useRowEvents.ts';
import { useSelecting } from './useSelecting.ts';

/** What can be done with the messages of the open conversation: by pointer, by touch and by the keyboard. */
export function MessageActions({ first, ...parts }: ActionParts & { first: Event | null }) {
  const { area, threadKey, name } = parts;
  const dispatch = useAppDispatch();
  const store = useAppStore();
  const pane = usePane();
  const myId = useAppSelector(({ auth }) => (auth.status === 'signedIn' ? auth.user.id : null));
  const selecting = useSelecting(parts);
  const selectedCount = usePaneState(({ selected }) => selected.size);
  const detailsOf = usePaneState((state) => state.detailsOf);
  const [hovered, setHovered] = useState(() => (first?.type === 'pointerover' ? findRow(first.target) : null));
  const [menu, setMenu] = useState<MenuPlace | null>(null);
  const [said, setSaid] = useState<{ text: string; id: number } | null>(null);
  /** Where the focus goes when the menu has closed. */
  const next = useRef<'row' | 'answer' | 'writing'>('writing');

  const hoveredRow = useRow(threadKey, hovered?.dataset['key']);
  const menuRow = useRow(threadKey, menu?.row.dataset['key']);
  const detailsRow = useRow(threadKey, detailsOf ?? undefined);

  const say = (text: string) => setSaid((last) => ({ text, id: (last?.id ?? 0) + 1 }));

  const copy = async (row: Row) => {
    const bubble = findRowOf(area.current, row.key);
    const isCopied = bubble !== null && (await copyText(toCopy(row), findBubble(bubble)));
    say(texts.t(isCopied ? 'messageMenu.copied' : 'messageMenu.notCopied'));
  };

  const copySelected = async (bar: HTMLElement) => {
    const rows = listSelected(pane.read().selected, selectThread(store.getState(), threadKey));
    if (rows.length === 0) return;
    const isCopied = await copyText(toCopyMany(rows, { name, myId }), bar);
    say(isCopied ? texts.t('messageMenu.copiedMany', { count: rows.length }) : texts.t('messageMenu.notCopied'));
    if (isCopied) selecting.stop();
  };

  const act = (what: Act, row: Row) => {
    switch (what) {
      case 'reply':
        pane.change({ quote: toQuote(row) });
        findField(area.current)?.focus();
        return;
      case 'copy':
        void copy(row);
        return;
      case 'readMore':
        expand(pane, row.key);
        return;
      case 'details':
        pane.change({ detailsOf: row.key });
        return;
      case 'select':
        selecting.toggle(row.key);
        return;
      case 'retry':
        void dispatch(retryMessage(threadKey, row));
    }
  };

  const read = (element: HTMLElement) => readRow(store.getState(), threadKey, element.dataset['key']);

  useRowEvents(area, {
    onHover: setHovered,
    onMenu: (place) => {
      const row = read(place.row);
      if (row === undefined) return;
      if (selecting.isSelecting) selecting.toggle(row.key);
      else openMenu(place);
    },
    onAct: (element, what) => {
      const row = read(element);
      if (row === undefined) return;
      if (!selecting.isSelecting) act(what, row);
      else if (what === 'copy') void copySelected(element);
      else if (what === 'select') selecting.toggle(row.key);
    },
  });

  const openMenu = (place: MenuPlace) => {
    next.current = place.isByKey ? 'row' : 'writing';
    setMenu(place);
  };

  const toFocus = () => {
    if (next.current === 'row') return menu?.row ?? null;
    // On touch the field's focus brings the keyboard up.
    return next.current === 'answer' || !isTouch() ? findField(area.current) : null;
  };

  return (
    <>
      {hovered === null || hoveredRow === undefined || selecting.isSelecting ? null : (
        <HoverBar
          key={`bar:${hoveredRow.key}`}
          row={hovered}
          isOutgoing={hoveredRow.isOutgoing}
          onAct={(what) => act(what, hoveredRow)}
          onMenu={(button) => {
            const { x, bottom: y } = button.getBoundingClientRect();
            openMenu({ row: hovered, at: { x, y }, isByKey: false });
          }}
        />
      )}
      {menu === null || menuRow === undefined ? null : (
        <MessageMenu
          place={menu}
          acts={listActs(menuRow, pane.read())}
          links={listLinks(menuRow)}
          file={findFile(menuRow)}
          onAct={(what) => {
            if (what === 'select' || what === 'details') next.current = 'row';
            if (what === 'reply') next.current = 'answer';
            act(what, menuRow);
          }}
          onClose={() => setMenu(null)}
          toFocus={toFocus}
        />
      )}
      {detailsRow === undefined ? null : (
        <MessageDetails
          key={`details:${detailsRow.key}`}
          row={detailsRow}
          threadKey={threadKey}
          author={toAuthorName(detailsRow, { name, myId })}
          onClose={() => pane.change({ detailsOf: null })}
          toFocus={() => findRowOf(area.current, detailsRow.key)}
        />
      )}
      {selecting.isSelecting ? (
        <SelectionBar count={selectedCount} onCopy={(bar) => void copySelected(bar)} onStop={selecting.stop} />
      ) : null}
      {said === null ? null : <Said key={said.id} text={said.text} onDone={() => setSaid(null)} />}
    </>
  );
}

function useRow(threadKey: string, key: string | undefined): Row | undefined {
  return useAppSelector((state) => readRow(state, threadKey, key));
}

function readRow(state: RootState, threadKey: string, key: string | undefined): Row | undefined {
  return key === undefined ? undefined : selectThread(state, threadKey)?.entities[key];
}

function isTouch(): boolean {
  return window.matchMedia('(pointer: coarse)').matches;
}
