import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

const minute = 60_000;

/** How long a customer waits, "12 min", "3 h" or "2 d"; empty within the first minute, and when nobody waits. It goes on by itself. */
export function useWaitingTime(since: string | null): string {
  const { t } = useTranslation();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (since === null) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), minute / 2);
    return () => clearInterval(timer);
  }, [since]);
  const minutes = since === null ? 0 : Math.floor((now - Date.parse(since)) / minute);
  if (minutes < 1) return '';
  if (minutes < 60) return t('list.minutes', { count: minutes });
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? t('list.hours', { count: hours }) : t('list.days', { count: Math.floor(hours / 24) });
}
