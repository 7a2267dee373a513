import { useState } from 'react';
import { explain } from '#lib/api/explain.ts';
import { HttpError } from '#lib/api/http.ts';

/** Does one thing at a time at the server. `refusal`: why the last one did not work, as a sentence. */
export function useAct() {
  const [isBusy, setIsBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);

  /** @returns `null`, or why it did not work. */
  const act = async (what: () => Promise<void>): Promise<HttpError | null> => {
    setIsBusy(true);
    setRefusal(null);
    try {
      await what();
      return null;
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      setRefusal(explain(error));
      return error;
    } finally {
      setIsBusy(false);
    }
  };
  return { isBusy, refusal, act };
}
