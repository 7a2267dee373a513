import { ArrowLeft } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { useIsWide } from '#hooks/useIsWide.ts';
import { usePageTitle } from '#hooks/usePageTitle.ts';

type PageFrameProps = {
  title: string;
  back: { to: string; label: string };
  /** Beside the title. */
  beside?: ReactNode;
  /** What makes a new one of what the page lists. */
  action?: ReactNode;
  intro?: string;
  children: ReactNode;
};

/** A page beside a list: what it is called, what it is for, and the way back where it has the window to itself. */
export function PageFrame({ title, back, beside, action, intro, children }: PageFrameProps) {
  const isWide = useIsWide();
  const heading = useRef<HTMLHeadingElement>(null);
  usePageTitle(title);

  // The link that led here is gone from a narrow window; on wide ones it stays where it is.
  useEffect(() => {
    if (!isWide) heading.current?.focus();
  }, [isWide]);

  return (
    <div className="mx-auto flex w-full max-w-3xl flex-col gap-6 px-4 pt-3 pb-16 wide:px-10 wide:pt-8">
      <header className="flex flex-wrap items-start gap-x-2 gap-y-1">
        <Link
          to={back.to}
          aria-label={back.label}
          title={back.label}
          className="-ms-2 inline-flex size-11 shrink-0 items-center justify-center rounded-full text-muted hover:bg-hover hover:text-text wide:hidden"
        >
          <ArrowLeft aria-hidden="true" size={22} />
        </Link>
        <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2">
          <h1
            ref={heading}
            tabIndex={-1}
            dir="auto"
            className="min-w-0 max-w-full py-1 font-bold text-[1.375rem] leading-9 outline-none wrap-anywhere"
          >
            {title}
          </h1>
          {beside}
        </div>
        {action}
        {intro === undefined ? null : <p className="w-full text-muted text-preview">{intro}</p>}
      </header>
      {children}
    </div>
  );
}
