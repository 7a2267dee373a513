import { Component, type ReactNode } from 'react';
import { texts } from '#lib/texts/i18n.ts';
import { Button } from '#ui/Button.tsx';

type State = { hasCrashed: boolean };

/** Catches what breaks while drawing. React has no hook for it. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { hasCrashed: false };

  static getDerivedStateFromError(): State {
    return { hasCrashed: true };
  }

  override render(): ReactNode {
    if (!this.state.hasCrashed) return this.props.children;
    return (
      <main className="flex h-window flex-col items-center justify-center gap-4 p-6 text-center" role="alert">
        <p>{texts.t('app.crashed')}</p>
        <Button look="primary" onClick={() => window.location.reload()}>
          {texts.t('app.reload')}
        </Button>
      </main>
    );
  }
}
