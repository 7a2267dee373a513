import { Component, type ComponentType, createContext, type ReactNode } from 'react';

/** How much of the window broke: all of it, a page, a pane of one, what lies over it, or what nobody sees anyway. */
export type BrokenPlace = 'window' | 'page' | 'pane' | 'over' | 'unseen';

export type BrokenProps = {
  place: BrokenPlace;
  error: unknown;
  /** Stands in the browser's log beside what was thrown. */
  reference: string;
  onRetry: () => void;
  onDismiss: (() => void) | null;
};

type GuardProps = {
  place: BrokenPlace;
  /** Another one begins anew: what was broken on one page may be well on the next. */
  resetKey?: string;
  /** For what can simply be closed. */
  onDismiss?: () => void;
  children: ReactNode;
};

type State = { crash: { error: unknown; reference: string } | null; resetKey: string | undefined };

/** What stands in the place of what broke. */
export const BrokenLook = createContext<ComponentType<BrokenProps>>(() => null);

/** Keeps what breaks while drawing to itself: the rest goes on. React has no hook for it. */
export class Guard extends Component<GuardProps, State> {
  override state: State = { crash: null, resetKey: this.props.resetKey };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { crash: { error, reference: crypto.randomUUID().slice(0, 8) } };
  }

  static getDerivedStateFromProps({ resetKey }: GuardProps, state: State): Partial<State> | null {
    return resetKey === state.resetKey ? null : { crash: null, resetKey };
  }

  override componentDidCatch(error: unknown): void {
    // In the log under the name that the person sees; React's own entry has no name.
    reportError(new Error(`Broken part ${this.state.crash?.reference}`, { cause: error }));
  }

  override render(): ReactNode {
    const { crash } = this.state;
    const { place, onDismiss, children } = this.props;
    if (crash === null) return children;
    return (
      <BrokenLook.Consumer>
        {(Look) => (
          <Look
            place={place}
            {...crash}
            onRetry={() => this.setState({ crash: null })}
            onDismiss={onDismiss === undefined ? null : () => this.dismiss(onDismiss)}
          />
        )}
      </BrokenLook.Consumer>
    );
  }

  private dismiss(onDismiss: () => void): void {
    this.setState({ crash: null });
    onDismiss();
  }
}
