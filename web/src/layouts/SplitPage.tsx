import { type ReactNode, useEffect, useRef } from 'react';
import { Toaster } from 'react-hot-toast';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useIsWide } from '#hooks/useIsWide.ts';
import { Guard } from '#ui/Guard.tsx';
import { ConnectionLine } from './ConnectionLine.tsx';

const toastLook = {
  maxWidth: 480,
  background: 'var(--chip)',
  color: 'var(--text)',
  boxShadow: 'var(--shadow)',
} as const;

const aboveNavigation = { bottom: 'calc(4.5rem + env(safe-area-inset-bottom))' } as const;

type SplitPageProps = {
  /** Whether the list is all that there is on narrow windows just now. */
  isList: boolean;
  list: ReactNode;
  children: ReactNode;
};

/** A list beside the page of what is chosen in it; on narrow windows first the list, then the page. */
export function SplitPage({ isList, list, children }: SplitPageProps) {
  const { t } = useTranslation();
  const [path] = useLocation();
  const isWide = useIsWide();
  const side = useRef<HTMLElement>(null);
  const cameFrom = useRef<string | null>(null);

  // Back in the list, the keyboard is where it left it.
  useEffect(() => {
    if (!isList) cameFrom.current = path;
    else if (cameFrom.current !== null)
      side.current?.querySelector<HTMLElement>(`a[href="${CSS.escape(cameFrom.current)}"]`)?.focus();
  }, [isList, path]);

  const line = <ConnectionLine offline={t('page.offline')} />;
  const Side = isList ? 'main' : 'aside';
  return (
    <div className="flex min-h-0 min-w-0 flex-1">
      <Toaster
        position="bottom-center"
        containerStyle={isWide ? {} : aboveNavigation}
        toastOptions={{ style: toastLook }}
      />
      <Side
        ref={side}
        className={`min-w-0 flex-col overflow-y-auto border-line bg-surface wide:flex wide:w-80 wide:shrink-0 wide:border-e ${isList ? 'flex flex-1' : 'hidden'}`}
      >
        {isList ? line : null}
        {list}
      </Side>
      {isList ? null : (
        <main className="flex min-w-0 flex-1 flex-col overflow-y-auto bg-ground [scrollbar-gutter:stable]">
          <div className="sticky top-0 z-10">{line}</div>
          <Guard place="pane" resetKey={path}>
            {children}
          </Guard>
        </main>
      )}
    </div>
  );
}
