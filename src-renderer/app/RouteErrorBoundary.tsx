import { Component, type ErrorInfo, type ReactNode } from 'react';
import { Button } from '../ui/Button.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';

interface Props {
  /** A new path gets a new attempt. */
  path: string;
  children: ReactNode;
}

/** Keeps a fault in one screen from taking the frame down. */
export class RouteErrorBoundary extends Component<Props, { error: unknown; path: string }> {
  override state = { error: undefined as unknown, path: this.props.path };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  static getDerivedStateFromProps(props: Props, state: { path: string }): object | null {
    return props.path === state.path ? null : { error: undefined, path: props.path };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    // The only place where the renderer writes to the console: faults of its own code.
    // oxlint-disable-next-line no-console
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return (
      <ErrorState
        title="This screen failed"
        error={this.state.error}
        action={<Button onClick={() => this.setState({ error: undefined })}>Try again</Button>}
      />
    );
  }
}
