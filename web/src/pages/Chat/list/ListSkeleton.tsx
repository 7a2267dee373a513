import { Skeleton } from '#ui/Skeleton.tsx';

const rows = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

/** Rows as high as conversations. */
export function ListSkeleton() {
  return (
    <div aria-hidden="true">
      {rows.map((row) => (
        <div key={row} className="flex h-18 items-center gap-3 px-4">
          <Skeleton className="size-[49px] shrink-0 rounded-full" />
          <div className="flex flex-1 flex-col gap-2">
            <Skeleton className="h-4 w-1/2" />
            <Skeleton className="h-3 w-3/4" />
          </div>
        </div>
      ))}
    </div>
  );
}
