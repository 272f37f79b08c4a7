// An answer of the admin port.

/** An answer. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  /** The methods that there are, where another was asked for. */
  readonly allow?: string;
  /** Besides those that all answers have. */
  readonly headers?: Readonly<Record<string, string>>;
}
