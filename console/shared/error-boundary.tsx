import { Component, type ReactNode } from 'react';

interface ErrorBoundaryProps {
  /** What is shown when the page cannot be drawn. */
  readonly fallback: ReactNode;
  readonly children: ReactNode;
}

/**
 * Keeps the rest of the console when one page cannot be drawn. The usual reason is no fault of the page: its file has another
 * name since the service was upgraded, and this tab is older than that.
 */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { readonly hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { readonly hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    return this.state.hasFailed ? this.props.fallback : this.props.children;
  }
}
