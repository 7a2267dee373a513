import { useTranslation } from 'react-i18next';
import { useSettings } from '#hooks/useSettings.ts';
import { changeSettings } from '#lib/settings.ts';
import { isApple, runShortcut } from '#lib/shortcuts.ts';
import { Button } from '#ui/Button.tsx';
import { Section } from '#ui/Section.tsx';
import { SwitchRow } from '#ui/SwitchRow.tsx';
import { SettingsFrame } from '../SettingsFrame.tsx';
import { Choice } from './Choice.tsx';
import { Notifications } from './Notifications.tsx';
import { nameLanguage } from './nameLanguage.ts';
import { PlayTone } from './PlayTone.tsx';
import { Sample } from './Sample.tsx';

/** How the console looks and behaves in this browser. Everything holds at once. */
export function ConsolePage() {
  const { t } = useTranslation();
  const settings = useSettings();
  const mod = isApple ? '⌘' : 'Ctrl';
  return (
    <SettingsFrame title={t('settings.console.title')} intro={t('settings.console.intro')}>
      <Section title={t('settings.console.look')}>
        <div className="flex flex-col gap-5">
          <Choice
            label={t('account.theme')}
            value={settings.theme}
            options={[
              { value: 'system', label: t('account.system') },
              { value: 'light', label: t('account.light') },
              { value: 'dark', label: t('account.dark') },
            ]}
            onChange={(theme) => changeSettings({ theme })}
          />
          <Choice
            label={t('settings.console.density')}
            value={settings.density}
            options={[
              { value: 'comfortable', label: t('settings.console.comfortable') },
              { value: 'compact', label: t('settings.console.compact') },
            ]}
            onChange={(density) => changeSettings({ density })}
          />
          <Choice
            label={t('settings.console.textSize')}
            value={settings.textSize}
            options={[
              { value: 13, label: t('settings.console.small') },
              { value: 15, label: t('settings.console.medium') },
              { value: 17, label: t('settings.console.large') },
            ]}
            onChange={(textSize) => changeSettings({ textSize })}
          />
          <Sample />
        </div>
      </Section>
      <Section title={t('settings.console.writing')}>
        <Choice
          label={t('settings.console.sendWith')}
          value={settings.sendWith}
          options={[
            { value: 'enter', label: t('settings.console.enter'), hint: t('settings.console.enterHint') },
            {
              value: 'modEnter',
              label: t('settings.console.modEnter', { mod }),
              hint: t('settings.console.modEnterHint'),
            },
          ]}
          onChange={(sendWith) => changeSettings({ sendWith })}
        />
      </Section>
      <Section title={t('settings.console.attention')}>
        <div className="flex flex-col gap-4">
          <SwitchRow
            label={t('settings.console.sounds')}
            hint={t('settings.console.soundsHint')}
            isOn={settings.sounds}
            onChange={(sounds) => changeSettings({ sounds })}
            action={<PlayTone />}
          />
          <Notifications />
        </div>
      </Section>
      <Section
        title={t('settings.console.keys')}
        action={<Button onClick={() => runShortcut('help')}>{t('settings.console.allKeys')}</Button>}
      >
        <SwitchRow
          label={t('settings.console.singleKeys')}
          hint={t('settings.console.singleKeysHint')}
          isOn={settings.singleKeys}
          onChange={(singleKeys) => changeSettings({ singleKeys })}
        />
      </Section>
      <Section title={t('settings.console.language')}>
        <Choice
          label={t('settings.console.language')}
          isLabelHidden
          value={settings.language}
          options={[
            { value: 'system', label: t('account.system') },
            { value: 'en', label: nameLanguage('en') },
            { value: 'es', label: nameLanguage('es') },
          ]}
          onChange={(language) => changeSettings({ language })}
        />
      </Section>
    </SettingsFrame>
  );
}
