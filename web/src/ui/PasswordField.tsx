import { Eye, EyeOff } from 'lucide-react';
import { type ComponentProps, useState } from 'react';
import { TextField } from './TextField.tsx';

type PasswordFieldProps = Omit<ComponentProps<typeof TextField>, 'type'> & { showLabel: string; hideLabel: string };

/** A password that can be looked at while it is typed. */
export function PasswordField({ showLabel, hideLabel, className = '', ...rest }: PasswordFieldProps) {
  const [isShown, setIsShown] = useState(false);
  return (
    <div className="relative">
      <TextField type={isShown ? 'text' : 'password'} className={`pe-12 ${className}`} {...rest} />
      <button
        type="button"
        aria-label={isShown ? hideLabel : showLabel}
        aria-pressed={isShown}
        onClick={() => setIsShown(!isShown)}
        // Below the label, at the end of the line.
        className="absolute top-6 end-0.5 inline-flex size-11 items-center justify-center rounded-lg text-muted hover:text-text"
      >
        {isShown ? <EyeOff aria-hidden="true" size={20} /> : <Eye aria-hidden="true" size={20} />}
      </button>
    </div>
  );
}
