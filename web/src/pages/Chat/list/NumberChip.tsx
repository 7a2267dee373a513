import '#lib/texts/later.ts';
import { Menu } from '@base-ui/react/menu';
import { Check, ChevronDown, Phone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { usePhoneFormat } from '#lib/formatting/phone.ts';
import { useAppSelector } from '#store/hooks.ts';

type NumberChipProps = {
  /** `null`: all of them. */
  chosenId: string | null;
  onChoose: (channelId: string | null) => void;
};

const itemLook =
  'flex min-h-11 cursor-default select-none items-center gap-3 rounded-lg px-3 py-1.5 outline-none data-highlighted:bg-hover';

/** Whether the list shows the conversations of all numbers, or of one. */
export function NumberChip({ chosenId, onChoose }: NumberChipProps) {
  const { t } = useTranslation();
  const formatPhone = usePhoneFormat();
  const channels = useAppSelector(({ channels: { status } }) => status?.channels ?? null);
  const chosen = channels?.find(({ channelId }) => channelId === chosenId);
  const all = '';
  const label = chosen === undefined ? t('numbers.filter') : `${t('numbers.filter')}: ${chosen.name}`;
  return (
    <Menu.Root>
      <Menu.Trigger
        aria-label={label}
        title={label}
        className={`inline-flex h-8 min-w-0 max-w-full items-center gap-1.5 rounded-full px-2.5 text-preview transition-colors duration-80 pointer-coarse:h-11 ${chosen === undefined ? 'bg-sunken text-muted hover:bg-hover hover:text-text' : 'bg-accent font-medium text-on-accent'}`}
      >
        <Phone aria-hidden="true" size={14} className="shrink-0" />
        {chosen === undefined ? null : (
          <span dir="auto" className="max-w-24 truncate">
            {chosen.name}
          </span>
        )}
        <ChevronDown aria-hidden="true" size={14} className="shrink-0" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner side="bottom" align="start" sideOffset={4} className="z-30">
          <Menu.Popup className="max-h-[min(24rem,var(--available-height))] w-64 animate-appear overflow-y-auto rounded-xl border border-line bg-surface p-1.5 text-preview text-text shadow-raised outline-none">
            <Menu.RadioGroup
              value={chosenId ?? all}
              onValueChange={(id: string) => onChoose(id === all ? null : id)}
              aria-label={t('numbers.filter')}
            >
              <Menu.RadioItem value={all} closeOnClick className={itemLook}>
                <Chosen />
                {t('numbers.all')}
              </Menu.RadioItem>
              {channels?.map(({ channelId, name, phoneNumber }) => (
                <Menu.RadioItem key={channelId} value={channelId} closeOnClick className={itemLook}>
                  <Chosen />
                  <span className="min-w-0 flex-1">
                    <span dir="auto" className="block truncate text-as-around">
                      {name}
                    </span>
                    {phoneNumber === null ? null : (
                      <span dir="ltr" className="block truncate text-as-around text-muted text-time tabular-nums">
                        {formatPhone(phoneNumber)}
                      </span>
                    )}
                  </span>
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Chosen() {
  return (
    <span className="inline-flex w-5 shrink-0">
      <Menu.RadioItemIndicator>
        <Check aria-hidden="true" size={18} />
      </Menu.RadioItemIndicator>
    </span>
  );
}
