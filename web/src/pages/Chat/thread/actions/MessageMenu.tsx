import { Menu } from '@base-ui/react/menu';
import { ExternalLink, FileText } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Act, actIcons, actKeys } from './acts.ts';
import { type MenuPlace, toAnchor } from './useRowEvents.ts';

type MessageMenuProps = {
  place: MenuPlace;
  acts: readonly Act[];
  links: readonly string[];
  /** The address of its file; `null`: it has none that can be opened. */
  file: string | null;
  onAct: (act: Act) => void;
  /** After it has closed. */
  onClose: () => void;
  /** Where the focus goes then. */
  toFocus: () => HTMLElement | null;
};

/** What can be done with one message. */
export function MessageMenu({ place, acts, links, file, onAct, onClose, toFocus }: MessageMenuProps) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(true);
  const [anchor] = useState(() => toAnchor(place));
  return (
    <Menu.Root
      open={isOpen}
      onOpenChange={setIsOpen}
      onOpenChangeComplete={(isStillOpen) => (isStillOpen ? undefined : onClose())}
    >
      <Menu.Portal>
        <Menu.Positioner anchor={anchor} align="start" sideOffset={4} collisionPadding={8} className="z-30">
          <Menu.Popup
            aria-label={t('messageMenu.label')}
            finalFocus={() => toFocus() ?? false}
            onContextMenu={(event) => event.preventDefault()}
            className="w-60 animate-appear rounded-xl border border-line bg-surface p-1.5 text-preview text-text shadow-raised outline-none"
          >
            {acts.map((act) => {
              const Icon = actIcons[act];
              return (
                <Menu.Item key={act} aria-keyshortcuts={actKeys[act]} onClick={() => onAct(act)} className={itemLook}>
                  <Icon aria-hidden="true" size={18} className="shrink-0" />
                  <span className="flex-1">{t(`messageMenu.${act}`)}</span>
                  {actKeys[act] === undefined ? null : (
                    <span aria-hidden="true" className="text-muted text-time pointer-coarse:hidden">
                      {actKeys[act]}
                    </span>
                  )}
                </Menu.Item>
              );
            })}
            {file === null ? null : (
              <Menu.LinkItem href={file} target="_blank" rel="noopener noreferrer" className={itemLook}>
                <FileText aria-hidden="true" size={18} className="shrink-0" />
                <span className="flex-1">{t('messageMenu.openFile')}</span>
              </Menu.LinkItem>
            )}
            {links.map((href) => (
              <Menu.LinkItem key={href} href={href} target="_blank" rel="noopener noreferrer" className={itemLook}>
                <ExternalLink aria-hidden="true" size={18} className="shrink-0" />
                <span className="min-w-0 flex-1 truncate">{t('messageMenu.openLink', { link: toShort(href) })}</span>
              </Menu.LinkItem>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

const itemLook =
  'flex min-h-9 cursor-default select-none items-center gap-3 rounded-lg px-3 text-text outline-none data-highlighted:bg-hover pointer-coarse:min-h-11';

function toShort(href: string): string {
  return href.replace(/^(?:https?:\/\/(?:www\.)?|mailto:|tel:)/, '').replace(/\/$/, '');
}
