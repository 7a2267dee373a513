import '#lib/texts/later.ts';
import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { Search } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isShortcut } from '#lib/shortcuts.ts';
import { Avatar } from '#ui/Avatar.tsx';
import { type Entry, useActions, useToEntry } from './entries.ts';
import { KeySigns } from './KeySigns.tsx';
import { rank } from './rank.ts';
import { keepRecent, readRecent } from './recent.ts';
import { useConversations } from './useConversations.ts';

type Group = { value: string; items: Entry[] };

const mostShown = 40;
const mostRecent = 3;

/** Anything that can be done or opened, by a few letters of its name. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(true);
  const [chosen, setChosen] = useState<Entry | null>(null);
  const [text, setText] = useState('');
  const groups = useGroups(text.trim());

  const choose = (entry: Entry) => {
    keepRecent(entry.id);
    setChosen(entry);
    setIsOpen(false);
  };
  const closeByItsKeys = (event: KeyboardEvent) => {
    if (!isShortcut('palette', event.nativeEvent)) return;
    event.preventDefault();
    setIsOpen(false);
  };
  // Only now is the focus back where it was, and what was chosen may move it on.
  const end = (isStillOpen: boolean) => {
    if (isStillOpen) return;
    onClose();
    chosen?.run();
  };

  return (
    <Dialog.Root open={isOpen} onOpenChange={setIsOpen} onOpenChangeComplete={end}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 animate-appear bg-backdrop" />
        <Dialog.Popup
          aria-label={t('palette.label')}
          onKeyDown={closeByItsKeys}
          className="fixed inset-x-0 top-[max(1rem,12dvh)] z-50 mx-auto flex max-h-[min(32rem,76dvh)] w-[min(36rem,calc(100vw-2rem))] animate-appear flex-col overflow-hidden rounded-2xl bg-surface text-text shadow-raised"
        >
          <Autocomplete.Root
            inline
            open
            mode="none"
            items={groups}
            value={text}
            onValueChange={setText}
            itemToStringValue={toLabel}
            autoHighlight="always"
            keepHighlight
          >
            <div className="relative shrink-0 border-line border-b">
              <Search
                aria-hidden="true"
                size={20}
                className="pointer-events-none absolute start-4 top-4.5 text-muted"
              />
              <Autocomplete.Input
                aria-label={t('palette.label')}
                placeholder={t('palette.placeholder')}
                className="h-14 w-full bg-transparent ps-12 pe-4 text-name outline-none placeholder:text-muted"
              />
            </div>
            <Autocomplete.Empty>
              <div className="px-4 py-8 text-center">
                <p className="wrap-anywhere">{t('palette.none', { text: text.trim() })}</p>
                <p className="text-muted text-preview">{t('palette.noneHint')}</p>
              </div>
            </Autocomplete.Empty>
            <Autocomplete.List className="min-h-0 overflow-y-auto overscroll-contain p-2 empty:p-0">
              {(group: Group) => (
                <Autocomplete.Group key={group.value} items={group.items}>
                  <Autocomplete.GroupLabel className="px-3 pt-2 pb-1 font-medium text-muted text-time">
                    {group.value}
                  </Autocomplete.GroupLabel>
                  <Autocomplete.Collection>
                    {(entry: Entry) => <Line key={entry.id} entry={entry} onChoose={() => choose(entry)} />}
                  </Autocomplete.Collection>
                </Autocomplete.Group>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Line({ entry, onChoose }: { entry: Entry; onChoose: () => void }) {
  const { label, note, keys, icon: Icon } = entry;
  return (
    <Autocomplete.Item
      value={entry}
      onClick={onChoose}
      className="flex min-h-11 cursor-default select-none items-center gap-3 rounded-lg px-3 text-preview outline-none data-highlighted:bg-hover"
    >
      <span aria-hidden="true" className="inline-flex w-7 shrink-0 justify-center text-muted">
        {'customerId' in Icon ? <Avatar id={Icon.customerId} name={label} size={28} /> : <Icon size={18} />}
      </span>
      <span dir="auto" className="min-w-0 flex-1 truncate text-as-around text-name">
        {label}
      </span>
      {note === '' ? null : <bdi className="max-w-[45%] truncate text-muted">{note}</bdi>}
      {keys === null ? null : (
        // A phone has none, and no room for them.
        <span className="max-wide:hidden">
          <KeySigns keys={keys} />
        </span>
      )}
    </Autocomplete.Item>
  );
}

/** Without a text what was used last, then what can be done; with one whatever it fits, the best first. */
function useGroups(text: string): Group[] {
  const { t } = useTranslation();
  const [recent] = useState(readRecent);
  const { actions, places } = useActions();
  const toEntry = useToEntry();
  const conversations = useConversations(text).map(toEntry);
  const all = [...actions, ...places, ...conversations];
  if (text !== '') {
    const items = rank(all, text, recent).slice(0, mostShown);
    return items.length === 0 ? [] : [{ value: t('palette.results'), items }];
  }
  const last = recent.flatMap((id) => all.find((entry) => entry.id === id) ?? []).slice(0, mostRecent);
  const isOther = (entry: Entry) => !last.includes(entry);
  const groups = [
    { value: t('palette.recent'), items: last },
    { value: t('palette.actions'), items: actions.filter(isOther) },
    { value: t('palette.places'), items: places.filter(isOther) },
  ];
  return groups.filter(({ items }) => items.length > 0);
}

function toLabel({ label }: Entry): string {
  return label;
}
