import { Skeleton } from '#ui/Skeleton.tsx';

const facts = ['first', 'last', 'count'];

/** Notes and facts, in the sizes that they will have. */
export function CardSkeleton() {
  return (
    <div aria-hidden="true">
      <Skeleton className="mt-8 h-5 w-16" />
      <Skeleton className="mt-2 h-29 w-full rounded-lg" />
      <div className="mt-1 h-5" />
      <Skeleton className="mt-8 h-5 w-20" />
      <div className="mt-2 flex flex-col gap-2">
        {facts.map((fact) => (
          <span key={fact} className="flex h-5 justify-between">
            <Skeleton className="h-4 w-24" />
            <Skeleton className="h-4 w-32" />
          </span>
        ))}
      </div>
    </div>
  );
}
