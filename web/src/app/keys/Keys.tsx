import { lazy, Suspense, useState } from 'react';
import { useLocation } from 'wouter';
import { useShortcut } from '#hooks/useShortcut.ts';
import { Guard } from '#ui/Guard.tsx';

const Palette = lazy(async () => ({ default: (await import('./Palette.tsx')).Palette }));
const KeysHelp = lazy(async () => ({ default: (await import('./KeysHelp.tsx')).KeysHelp }));

/** The palette and the list of keys, which come when somebody asks for them. */
export function Keys() {
  const [opened, setOpened] = useState<'palette' | 'help' | null>(null);
  const [, navigate] = useLocation();
  const close = () => setOpened(null);
  useShortcut('palette', () => setOpened('palette'));
  useShortcut('help', () => setOpened('help'));
  useShortcut('settings', () => navigate('/settings'));
  return (
    <Guard place="over" onDismiss={close}>
      <Suspense fallback={null}>
        {opened === 'palette' ? <Palette onClose={close} /> : null}
        {opened === 'help' ? <KeysHelp onClose={close} /> : null}
      </Suspense>
    </Guard>
  );
}
