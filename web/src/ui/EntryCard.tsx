import { MessageSquareText } from 'lucide-react';
import type { ReactNode } from 'react';

type EntryCardProps = {
  title: string;
  subtitle: string;
  /** Below the card; may come later without moving it. */
  footer?: ReactNode;
  children?: ReactNode;
};

/** What whoever is not signed in sees: one card in the middle of the window. */
export function EntryCard({ title, subtitle, footer, children }: EntryCardProps) {
  return (
    <main className="h-window overflow-y-auto bg-ground">
      <div className="flex min-h-full flex-col items-center justify-center p-4">
        <div className="flex w-full max-w-sm flex-col gap-5 rounded-2xl bg-surface p-8 shadow-raised max-[400px]:p-6">
          <header className="flex flex-col items-center gap-1 text-center">
            <span className="mb-3 inline-flex size-14 items-center justify-center rounded-full bg-accent text-on-accent">
              <MessageSquareText aria-hidden="true" size={28} />
            </span>
            <h1 className="font-semibold text-[1.5rem] leading-8">{title}</h1>
            <p className="text-muted">{subtitle}</p>
          </header>
          {children}
        </div>
        <footer className="flex min-h-14 items-center pt-1 text-center">{footer}</footer>
      </div>
    </main>
  );
}
