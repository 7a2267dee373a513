import type { MessageStatus } from '@erp-whatsapp/shared/message';
import { Check, CheckCheck, CircleAlert, Clock3, type LucideIcon } from 'lucide-react';

const icons: Record<MessageStatus, LucideIcon> = {
  pending: Clock3,
  sent: Check,
  delivered: CheckCheck,
  read: CheckCheck,
  failed: CircleAlert,
};

const colours: Record<MessageStatus, string> = {
  // A send that the server takes at once never shows the clock.
  pending: 'animate-appear-late',
  sent: '',
  delivered: '',
  read: 'text-tick-read',
  failed: 'text-error',
};

/** How far a message has come. All states have the same box, so that a change moves nothing. */
export function Ticks({ status, label }: { status: MessageStatus; label: string }) {
  const Icon = icons[status];
  return (
    <span role="img" aria-label={label} title={label} className="inline-flex h-4 w-4 items-center justify-center">
      <Icon aria-hidden="true" size={status === 'pending' ? 13 : 16} strokeWidth={2} className={colours[status]} />
    </span>
  );
}
