import { type ReactNode, useId } from 'react';

type SectionProps = { title: string; intro?: string; action?: ReactNode; children: ReactNode };

/** A card with what belongs together. */
export function Section({ title, intro, action, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="rounded-2xl border border-line bg-surface">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 pt-4 pb-3">
        <div className="min-w-0 flex-1 basis-60">
          <h2 id={id} className="font-semibold text-[1.0625rem] leading-6">
            {title}
          </h2>
          {intro === undefined ? null : <p className="text-muted text-preview">{intro}</p>}
        </div>
        {action}
      </header>
      <div className="px-5 pb-5">{children}</div>
    </section>
  );
}
