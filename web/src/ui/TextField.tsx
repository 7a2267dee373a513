import { type ComponentProps, useId } from 'react';

type TextFieldProps = ComponentProps<'input'> & { label: string; error?: string | null; hint?: string };

/** A labelled line of text. Its error is read with it. */
export function TextField({ label, error, hint, id, className = '', ...rest }: TextFieldProps) {
  const ownId = useId();
  const inputId = id ?? ownId;
  const noteId = `${inputId}-note`;
  const note = error ?? hint;
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={inputId} className="font-medium text-preview">
        {label}
      </label>
      <input
        id={inputId}
        aria-invalid={error ? true : undefined}
        aria-describedby={note ? noteId : undefined}
        className={`h-11 w-full rounded-lg border bg-surface px-3 text-name placeholder:text-muted ${error ? 'border-error' : 'border-field-line'} ${className}`}
        {...rest}
      />
      {note ? (
        <p id={noteId} className={`text-preview ${error ? 'text-error' : 'text-muted'}`}>
          {note}
        </p>
      ) : null}
    </div>
  );
}
