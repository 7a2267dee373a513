import '#lib/texts/later.ts';
import { type ReactNode, type RefObject, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useSettings } from '#hooks/useSettings.ts';
import { isSingleKey, type ShortcutId, shortcutIds, shortcuts } from '#lib/shortcuts.ts';
import { Dialog } from '#ui/Dialog.tsx';
import { KeySigns } from './KeySigns.tsx';

const withKeys = shortcutIds.filter((id) => shortcuts[id] !== null);
/** What answers only where the focus is, and so stands in no table of all. */
const listKeys = [
  ['rows.archive', 'E'],
  ['rows.markUnread', 'U'],
  ['rows.pin', 'P'],
  ['rows.mute', 'M'],
  ['rows.menu', 'Shift+F10'],
] as const;
const messageKeys = [
  ['messageMenu.label', 'Enter'],
  ['messageMenu.reply', 'R'],
  ['messageMenu.copy', 'C'],
  ['messageMenu.details', 'I'],
  ['messageMenu.select', 'X'],
] as const;
const writingKeys = [
  ['compose.bold', 'mod+B'],
  ['compose.italic', 'mod+I'],
  ['compose.strike', 'mod+Shift+X'],
  ['compose.mono', 'mod+E'],
] as const;

/** Every key, and what it does. */
export function KeysHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { sendWith, singleKeys } = useSettings();
  const first = useRef<HTMLHeadingElement>(null);
  const sendsByEnter = sendWith === 'enter';
  return (
    <Dialog title={t('keysHelp.title')} closeLabel={t('app.close')} onClose={onClose} initialFocus={first}>
      <div className="flex flex-col gap-5">
        <Group title={t('keysHelp.everywhere')} heading={first}>
          {withKeys
            .filter((id) => !isSingleKey(id))
            .map((id) => (
              <ActionKey key={id} id={id} />
            ))}
        </Group>
        <Group title={t('keysHelp.single')}>
          {singleKeys ? (
            withKeys.filter(isSingleKey).map((id) => <ActionKey key={id} id={id} />)
          ) : (
            <li className="text-muted">
              {t('keysHelp.singleOff')}{' '}
              <Link to="/settings/console" onClick={onClose} className="text-link underline">
                {t('keysHelp.change')}
              </Link>
            </li>
          )}
        </Group>
        <Group title={t('keysHelp.inList')}>
          {listKeys.map(([name, keys]) => (
            <KeyRow key={keys} name={t(name)} keys={keys} />
          ))}
        </Group>
        <Group title={t('keysHelp.onMessage')}>
          {messageKeys.map(([name, keys]) => (
            <KeyRow key={keys} name={t(name)} keys={keys} />
          ))}
        </Group>
        <Group title={t('keysHelp.writing')}>
          <KeyRow name={t('keysHelp.send')} keys={sendsByEnter ? 'Enter' : 'mod+Enter'} />
          <KeyRow name={t('keysHelp.newLine')} keys={sendsByEnter ? 'Shift+Enter' : 'Enter'} />
          {writingKeys.map(([name, keys]) => (
            <KeyRow key={keys} name={t(name)} keys={keys} />
          ))}
        </Group>
      </div>
    </Dialog>
  );
}

type GroupProps = { title: string; heading?: RefObject<HTMLHeadingElement | null>; children: ReactNode };

function Group({ title, heading, children }: GroupProps) {
  return (
    <section>
      <h3 ref={heading} tabIndex={-1} className="mb-1 font-medium text-muted text-time outline-none">
        {title}
      </h3>
      <ul className="text-preview">{children}</ul>
    </section>
  );
}

function ActionKey({ id }: { id: ShortcutId }) {
  const { t } = useTranslation();
  return <KeyRow name={t(`actions.${id}`)} keys={shortcuts[id] ?? ''} />;
}

function KeyRow({ name, keys }: { name: string; keys: string }) {
  return (
    <li className="flex min-h-8 items-center justify-between gap-4">
      <span className="min-w-0">{name}</span>
      <KeySigns keys={keys} />
    </li>
  );
}
