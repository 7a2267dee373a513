/** A stand-in of the size of what will come. */
export function Skeleton({ className }: { className: string }) {
  return <span aria-hidden="true" className={`block animate-appear-late rounded bg-selected ${className}`} />;
}
