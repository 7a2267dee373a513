import { Volume2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { createTone, type Tone } from '#lib/notifications/tone.ts';
import { Button } from '#ui/Button.tsx';

/** Lets one hear what a new message sounds like. */
export function PlayTone() {
  const { t } = useTranslation();
  const tone = useRef<Tone | null>(null);
  useEffect(() => {
    const created = createTone();
    tone.current = created;
    return () => created.close();
  }, []);
  return (
    <Button onClick={() => tone.current?.play()}>
      <Volume2 aria-hidden="true" size={16} />
      {t('settings.console.playSound')}
    </Button>
  );
}
