import type { SimulatedPhone } from '@erp-whatsapp/shared/simulator';
import { MonitorSmartphone, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { formatExact } from '#lib/formatting/time.ts';
import { Button } from '#ui/Button.tsx';
import { IconButton } from '#ui/IconButton.tsx';
import { LinkDevice } from './LinkDevice.tsx';
import { NumberForm } from './NumberForm.tsx';
import { PhoneFrame } from './PhoneFrame.tsx';
import { Picker } from './Picker.tsx';
import { useSimulator } from './simulator.ts';
import { useAct } from './useAct.ts';
import { WriteAsBusiness } from './WriteAsBusiness.tsx';

type BusinessPhoneProps = {
  phones: readonly SimulatedPhone[];
  chosen: SimulatedPhone | null;
  onChoose: (phoneNumber: string) => void;
  onChanged: () => void;
};

/** The phone that owns the business's number: links devices, and writes by itself. */
export function BusinessPhone({ phones, chosen, onChoose, onChanged }: BusinessPhoneProps) {
  const { t } = useTranslation();
  const simulator = useSimulator();
  const [isMaking, setIsMaking] = useState(false);
  const showsForm = isMaking || chosen === null;
  return (
    <PhoneFrame label={t('phone.business')}>
      <header className="flex min-h-16 shrink-0 items-center gap-2 border-line border-b bg-sunken px-4 py-2">
        {chosen === null ? (
          <h2 className="font-medium text-name">{t('phone.business')}</h2>
        ) : (
          <>
            <Picker label={t('phone.chooseBusiness')} options={phones} value={chosen.phoneNumber} onChange={onChoose} />
            <IconButton
              icon={Plus}
              label={t('phone.newPhone')}
              isPressed={isMaking}
              onClick={() => setIsMaking(!isMaking)}
            />
          </>
        )}
      </header>
      <div className="flex min-h-0 flex-1 flex-col gap-6 overflow-y-auto p-5">
        {showsForm ? (
          <div className="flex flex-col gap-4">
            <p className="text-muted text-preview">{t('phone.noPhone')}</p>
            <NumberForm
              submitLabel={t('phone.makePhone')}
              onSubmit={async (made) => {
                await simulator.makePhone(made);
                setIsMaking(false);
                onChoose(made.phoneNumber);
                onChanged();
              }}
            />
          </div>
        ) : (
          <>
            <Devices phone={chosen} onChanged={onChanged} />
            <LinkDevice
              key={chosen.phoneNumber}
              phoneNumber={chosen.phoneNumber}
              isFirst={chosen.devices.length === 0}
              onLinked={onChanged}
            />
            <WriteAsBusiness phoneNumber={chosen.phoneNumber} />
          </>
        )}
      </div>
    </PhoneFrame>
  );
}

function Devices({ phone, onChanged }: { phone: SimulatedPhone; onChanged: () => void }) {
  const { t } = useTranslation();
  const simulator = useSimulator();
  const { isBusy, act } = useAct();
  const unlinkAll = () =>
    act(async () => {
      await simulator.unlink(phone.phoneNumber);
      onChanged();
    });
  return (
    <div>
      <h2 className="mb-2 font-medium">{t('phone.linkedDevices')}</h2>
      {phone.devices.length === 0 ? (
        <p className="text-muted text-preview">{t('phone.noDevices')}</p>
      ) : (
        <>
          <ul aria-label={t('phone.linkedDevices')} className="flex flex-col gap-2">
            {phone.devices.map((device) => (
              <li key={device.id} className="flex items-center gap-3 rounded-xl border border-line px-3 py-2">
                <MonitorSmartphone aria-hidden="true" size={24} className="shrink-0 text-muted" />
                <span className="min-w-0 flex-1">
                  <span className="block truncate text-preview" title={formatExact(device.linkedAt)}>
                    {device.platform}
                  </span>
                  <span className={`block text-time ${device.online ? 'text-accent-text' : 'text-muted'}`}>
                    {device.online ? t('phone.online') : t('phone.offline')}
                  </span>
                </span>
              </li>
            ))}
          </ul>
          <Link
            to="/chat"
            className="mt-3 inline-flex min-h-10 w-full items-center justify-center rounded-lg bg-accent px-4 py-2 font-medium text-on-accent text-preview hover:bg-accent-hover pointer-coarse:min-h-11"
          >
            {t('phone.toChats')}
          </Link>
          <Button look="danger" isBusy={isBusy} className="mt-2 w-full" onClick={() => void unlinkAll()}>
            {t('phone.unlink')}
          </Button>
        </>
      )}
    </div>
  );
}
