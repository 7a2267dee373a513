import { Skeleton } from '#ui/Skeleton.tsx';

/** While a page's code is fetched. */
export function PageSkeleton() {
  return (
    <div className="mx-auto flex w-full max-w-3xl flex-col gap-6 px-4 pt-3 wide:px-10 wide:pt-8">
      <Skeleton className="h-12 w-60" />
      <Skeleton className="h-60 w-full rounded-2xl" />
    </div>
  );
}
