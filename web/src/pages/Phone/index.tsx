import '#lib/texts/later.ts';
import { type ReactNode, useState } from 'react';
import { Toaster } from 'react-hot-toast';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'wouter';
import { useAppSelector } from '#store/hooks.ts';
import { Spinner } from '#ui/Spinner.tsx';
import { BusinessPhone } from './BusinessPhone.tsx';
import { CustomerPhone } from './CustomerPhone.tsx';
import { useSimulator } from './simulator.ts';
import { usePoll } from './usePoll.ts';

const pollMs = 2_000;

/** Plays the other side where WhatsApp is simulated: the business's own phone, and its customers'. */
export function PhonePage() {
  const { t } = useTranslation();
  const isAllowed = useAppSelector(
    ({ auth }) => auth.status === 'signedIn' && auth.user.role === 'admin' && auth.whatsappNetwork === 'simulator',
  );
  return (
    <main className="flex min-h-0 min-w-0 flex-1 flex-col bg-ground">
      <h1 className="sr-only">{t('phone.title')}</h1>
      <Toaster position="bottom-center" toastOptions={{ className: 'toast' }} />
      {isAllowed ? <Phones /> : <NoPhone />}
    </main>
  );
}

function NoPhone() {
  const { t } = useTranslation();
  const isSimulated = useAppSelector(({ auth }) => auth.status === 'signedIn' && auth.whatsappNetwork === 'simulator');
  return (
    <div className="m-auto flex flex-col items-center gap-3 p-6 text-center">
      <p>{isSimulated ? t('phone.onlyAdmins') : t('phone.onlySimulator')}</p>
      <Link to="/chat" className="inline-flex min-h-6 items-center text-link underline pointer-coarse:min-h-11">
        {t('app.toChats')}
      </Link>
    </div>
  );
}

function Phones() {
  const { t } = useTranslation();
  const simulator = useSimulator();
  const phones = usePoll(simulator.phones, pollMs);
  const customers = usePoll(simulator.customers, pollMs);
  const [params, setParams] = useSearchParams();
  const [shown, setShown] = useState<'business' | 'customer'>('business');

  if (phones.value === null || customers.value === null) {
    return (
      <div className="m-auto flex flex-col items-center gap-3 p-6 text-center text-muted">
        <Spinner size={28} label={t('app.loading')} />
        {phones.hasFailed || customers.hasFailed ? <p role="alert">{t('phone.unreachable')}</p> : null}
      </div>
    );
  }

  const choose = (key: 'business' | 'customer') => (phoneNumber: string) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        next.set(key, phoneNumber.replace('+', ''));
        return next;
      },
      { replace: true },
    );
  const business = find(phones.value, params.get('business'));
  const customer = find(customers.value, params.get('customer'));
  const tabs = [
    { id: 'business', label: t('phone.business') },
    { id: 'customer', label: t('phone.customer') },
  ] as const;

  return (
    <>
      <p className="hidden px-6 pt-5 text-center text-muted text-preview wide:block">{t('phone.intro')}</p>
      <div className="flex shrink-0 gap-2 border-line border-b bg-surface p-2 wide:hidden">
        {tabs.map(({ id, label }) => (
          <button
            key={id}
            type="button"
            aria-pressed={shown === id}
            onClick={() => setShown(id)}
            className={`min-h-11 flex-1 rounded-lg font-medium text-preview ${shown === id ? 'bg-selected text-text' : 'text-muted'}`}
          >
            {label}
          </button>
        ))}
      </div>
      <div className="flex min-h-0 flex-1 items-stretch justify-center gap-10 wide:p-6">
        <Pane isShown={shown === 'business'}>
          <BusinessPhone
            phones={phones.value}
            chosen={business}
            onChoose={choose('business')}
            onChanged={phones.refresh}
          />
        </Pane>
        <Pane isShown={shown === 'customer'}>
          <CustomerPhone
            customers={customers.value}
            chosen={customer}
            business={business?.phoneNumber ?? null}
            onChoose={choose('customer')}
            onChanged={customers.refresh}
          />
        </Pane>
      </div>
    </>
  );
}

function Pane({ isShown, children }: { isShown: boolean; children: ReactNode }) {
  return (
    <div
      className={`min-h-0 w-full min-w-0 flex-col items-center justify-center wide:flex wide:w-auto wide:flex-1 wide:basis-100 wide:grow-0 ${isShown ? 'flex' : 'hidden'}`}
    >
      {children}
    </div>
  );
}

function find<T extends { phoneNumber: string }>(list: readonly T[], digits: string | null): T | null {
  return list.find(({ phoneNumber }) => phoneNumber === `+${digits}`) ?? list[0] ?? null;
}
