const steps = [1, 2, 3] as const;

/** How strong a password is, in three steps and in words. It keeps its place when there is none yet. */
export function StrengthMeter({ level, label }: { level: 0 | 1 | 2 | 3; label: string }) {
  return (
    <div className="flex items-center gap-3">
      <span aria-hidden="true" className="flex w-24 shrink-0 gap-1">
        {steps.map((step) => (
          <span
            key={step}
            className={`h-1.5 flex-1 rounded-full ${step <= level ? (level === 1 ? 'bg-error' : 'bg-accent') : 'bg-selected'}`}
          />
        ))}
      </span>
      <span role="status" className="min-h-5 text-muted text-preview">
        {label}
      </span>
    </div>
  );
}
