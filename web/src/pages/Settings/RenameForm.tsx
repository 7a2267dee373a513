import { type SubmitEvent, useRef, useState } from 'react';
import { useAct } from '#hooks/useAct.ts';
import { checkName } from '#lib/checkName.ts';
import { Notice } from '#ui/Notice.tsx';
import { TextField } from '#ui/TextField.tsx';
import { Saving } from './Saving.tsx';

type RenameFormProps = {
  label: string;
  hint: string;
  /** As the server has it. */
  name: string;
  autoComplete: string;
  /** Rejects with an `HttpError`, which is shown. */
  onRename: (name: string) => Promise<void>;
};

/** Changes a name. What was typed stays when that does not work. */
export function RenameForm({ label, hint, name, autoComplete, onRename }: RenameFormProps) {
  const [typed, setTyped] = useState(name);
  const [wrong, setWrong] = useState<string | null>(null);
  const [isSaved, setIsSaved] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const { isBusy, refusal, act } = useAct();

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy) return;
    const given = typed.trim();
    const mistake = checkName(given);
    setWrong(mistake);
    if (mistake !== null) {
      field.current?.focus();
      return;
    }
    if ((await act(() => onRename(given))) !== null) return;
    setTyped(given);
    setIsSaved(true);
  };

  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      <TextField
        ref={field}
        label={label}
        hint={hint}
        error={wrong}
        autoComplete={autoComplete}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setWrong(null);
          setIsSaved(false);
        }}
      />
      {refusal === null ? null : <Notice look="error">{refusal}</Notice>}
      <Saving isBusy={isBusy} isChanged={typed !== name} isSaved={isSaved} />
    </form>
  );
}
