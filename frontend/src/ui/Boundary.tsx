/** A fault stays where it happened: the part says so and can be drawn again, the rest goes on. */
import { Component, type ErrorInfo, type ReactNode } from "react";
import { Failed } from "./PanelState";

export interface BoundaryProps {
  children: ReactNode;
  /** What could not be drawn: "This panel". */
  what: string;
  hint?: string;
  /** Instead of drawing again. */
  again?: { label: string; run: () => void };
  /** It stands for a whole page: then it is the page's main part. */
  page?: boolean;
  /** When this changes, what failed is drawn again: the address, for a page. */
  until?: string;
}

export class Boundary extends Component<BoundaryProps, { error: Error | null }> {
  override state = { error: null as Error | null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override componentDidCatch(error: Error, info: ErrorInfo) {
    console.error(error, info.componentStack);
  }

  override componentDidUpdate(before: BoundaryProps) {
    if (this.state.error && before.until !== this.props.until) this.setState({ error: null });
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    const again = this.props.again ?? { label: "Draw again", run: () => this.setState({ error: null }) };
    const failed = (
      <Failed
        message={`${this.props.what} could not be drawn.`}
        hint={this.props.hint}
        retry={again}
        report={String(error.stack ?? error)}
      />
    );
    return this.props.page ? (
      <main id="content" tabIndex={-1}>
        {failed}
      </main>
    ) : (
      failed
    );
  }
}
