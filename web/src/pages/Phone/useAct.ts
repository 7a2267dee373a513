import { useState } from 'react';
import toast from 'react-hot-toast';
import { explain } from '#lib/api/explain.ts';
import { HttpError } from '#lib/api/http.ts';
import { texts } from '#lib/texts/i18n.ts';

/** Does something on a virtual phone; tells why it did not work. */
export function useAct(): { isBusy: boolean; act: (what: () => Promise<void>) => Promise<boolean> } {
  const [isBusy, setIsBusy] = useState(false);
  const act = async (what: () => Promise<void>) => {
    setIsBusy(true);
    try {
      await what();
      return true;
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      toast.error(error.code === 'UNREACHABLE' ? texts.t('phone.unreachable') : explain(error));
      return false;
    } finally {
      setIsBusy(false);
    }
  };
  return { isBusy, act };
}
