import toast from 'react-hot-toast';
import { explain } from '#lib/api/explain.ts';
import { HttpError } from '#lib/api/http.ts';
import { texts } from '#lib/texts/i18n.ts';

const shownFor = { duration: 8_000 };

/** Says what was done, and takes it back at a click; the same can be done by hand later. */
export function tellDone(text: string, undo?: () => Promise<void>): void {
  if (undo === undefined) {
    toast(text, shownFor);
    return;
  }
  const takeBack = async (id: string) => {
    toast.dismiss(id);
    try {
      await undo();
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      toast.error(explain(error));
    }
  };
  toast(
    ({ id }) => (
      <span className="flex items-center gap-2">
        {text}
        <button
          type="button"
          onClick={() => void takeBack(id)}
          className="min-h-11 rounded-lg px-3 font-medium text-accent-text hover:bg-hover"
        >
          {texts.t('app.undo')}
        </button>
      </span>
    ),
    shownFor,
  );
}
