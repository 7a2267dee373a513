import { Smartphone } from 'lucide-react';
import { Link } from 'wouter';

/** The way to the simulated phone. */
export function PhoneLink({ children }: { children: string }) {
  return (
    <Link
      to="/phone"
      className="inline-flex min-h-8 items-center gap-2 font-medium text-accent-text underline underline-offset-2 pointer-coarse:min-h-11"
    >
      <Smartphone aria-hidden="true" size={18} />
      {children}
    </Link>
  );
}
