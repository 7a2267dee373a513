import type { ChangeCustomer, SimulatedCustomer } from '@erp-whatsapp/shared/simulator';
import { CheckCheck, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '#ui/IconButton.tsx';
import { CustomerThread } from './CustomerThread.tsx';
import { NumberForm } from './NumberForm.tsx';
import { PhoneFrame } from './PhoneFrame.tsx';
import { Picker } from './Picker.tsx';
import { useSimulator } from './simulator.ts';
import { useAct } from './useAct.ts';

type CustomerPhoneProps = {
  customers: readonly SimulatedCustomer[];
  chosen: SimulatedCustomer | null;
  /** The business's number, which the customer writes to. */
  business: string | null;
  onChoose: (phoneNumber: string) => void;
  onChanged: () => void;
};

/** A customer's phone: writes, reads, is online or not, as the tester wants. */
export function CustomerPhone({ customers, chosen, business, onChoose, onChanged }: CustomerPhoneProps) {
  const { t } = useTranslation();
  const simulator = useSimulator();
  const { act } = useAct();
  const [isAdding, setIsAdding] = useState(false);

  const change = (phoneNumber: string, wanted: ChangeCustomer) =>
    act(async () => {
      await simulator.changeCustomer(phoneNumber, wanted);
      onChanged();
    });

  return (
    <PhoneFrame label={t('phone.customer')}>
      <header className="flex min-h-16 shrink-0 items-center gap-1 border-line border-b bg-sunken px-4 py-2">
        {chosen === null ? (
          <h2 className="flex-1 font-medium text-name">{t('phone.customer')}</h2>
        ) : (
          <Picker
            label={t('phone.chooseCustomer')}
            options={customers}
            value={chosen.phoneNumber}
            onChange={onChoose}
          />
        )}
        {chosen !== null && business !== null ? (
          <IconButton
            icon={CheckCheck}
            label={t('phone.markRead')}
            onClick={() => void act(() => simulator.markRead(chosen.phoneNumber, business))}
          />
        ) : null}
        {chosen === null ? null : (
          <IconButton
            icon={UserPlus}
            label={t('phone.addCustomer')}
            isPressed={isAdding}
            onClick={() => setIsAdding(!isAdding)}
          />
        )}
      </header>
      {isAdding || chosen === null ? (
        <div className="flex flex-1 flex-col gap-4 overflow-y-auto p-5">
          <p className="text-muted text-preview">{t('phone.noCustomer')}</p>
          <NumberForm
            submitLabel={t('phone.addCustomer')}
            onSubmit={async (made) => {
              await simulator.makeCustomer(made);
              setIsAdding(false);
              onChoose(made.phoneNumber);
              onChanged();
            }}
          />
        </div>
      ) : (
        <>
          <div className="flex shrink-0 gap-5 border-line border-b px-4 py-2 text-preview">
            <Switch
              label={t('phone.isOnline')}
              isOn={chosen.online}
              onChange={(online) => void change(chosen.phoneNumber, { online })}
            />
            <Switch
              label={t('phone.autoRead')}
              isOn={chosen.autoRead}
              onChange={(autoRead) => void change(chosen.phoneNumber, { autoRead })}
            />
          </div>
          {business === null ? (
            <p className="m-auto max-w-60 p-5 text-center text-muted text-preview">{t('phone.makePhoneFirst')}</p>
          ) : (
            <CustomerThread key={`${chosen.phoneNumber} ${business}`} customer={chosen} business={business} />
          )}
        </>
      )}
    </PhoneFrame>
  );
}

function Switch({ label, isOn, onChange }: { label: string; isOn: boolean; onChange: (isOn: boolean) => void }) {
  return (
    <label className="inline-flex min-h-8 items-center gap-2">
      <input
        type="checkbox"
        role="switch"
        checked={isOn}
        aria-checked={isOn}
        onChange={(event) => onChange(event.target.checked)}
        className="size-4 accent-(--accent)"
      />
      {label}
    </label>
  );
}
