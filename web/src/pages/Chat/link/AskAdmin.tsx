import '#lib/zodWithoutEval.ts';
import { type Admins, adminsSchema } from '@erp-whatsapp/shared/auth';
import { Lock } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { HttpError } from '#lib/api/http.ts';
import { reads } from '#lib/api/reads.ts';
import { useApi } from '#providers/api-provider.tsx';
import { Skeleton } from '#ui/Skeleton.tsx';

/** For who can't link a number: who can, and that this page goes on by itself. */
export function AskAdmin() {
  const { t } = useTranslation();
  const admins = useAdmins();
  return (
    <section className="mx-auto flex w-full max-w-md flex-col items-center gap-2 rounded-2xl bg-surface p-8 text-center shadow-raised">
      <Lock aria-hidden="true" size={32} className="mb-2 text-muted" />
      <h1 className="font-semibold text-[1.25rem] leading-7">{t('link.askAdmin')}</h1>
      <p className="text-muted">{t('link.askAdminHint')}</p>
      {admins?.length === 0 ? null : (
        <ul className="mt-3 flex w-full flex-col gap-2">
          {admins === null ? (
            <li aria-hidden="true">
              <Skeleton className="h-16 w-full rounded-xl" />
            </li>
          ) : (
            admins.map((admin) => <Admin key={admin.email} admin={admin} />)
          )}
        </ul>
      )}
    </section>
  );
}

function Admin({ admin: { name, email } }: { admin: Admins['data'][number] }) {
  return (
    <li className="flex min-h-16 flex-col justify-center rounded-xl border border-line px-4 py-2">
      <span dir="auto" className="font-medium [overflow-wrap:anywhere]">
        {name}
      </span>
      <a
        href={`mailto:${email}`}
        className="inline-flex min-h-6 items-center justify-center text-link text-preview underline [overflow-wrap:anywhere] pointer-coarse:min-h-11"
      >
        {email}
      </a>
    </li>
  );
}

/** `null` until they are told. Without an answer nobody is named: the sentence alone says enough to go on. */
function useAdmins(): Admins['data'] | null {
  const api = useApi();
  const [admins, setAdmins] = useState<Admins['data'] | null>(null);
  useEffect(() => {
    let isOver = false;
    api.request({ method: 'GET', path: '/api/auth/admins', read: reads(adminsSchema) }).then(
      ({ data }) => (isOver ? undefined : setAdmins(data)),
      (error: unknown) => {
        if (!(error instanceof HttpError)) throw error;
        if (!isOver) setAdmins([]);
      },
    );
    return () => {
      isOver = true;
    };
  }, [api]);
  return admins;
}
