// A call that was slow or failed, as it is told to who looks at the server.

/** Such a call. Plain data. */
export interface RecordedCall {
  /** When it ended, in milliseconds since 1970. */
  readonly time: number;
  /** As its client sent it. */
  readonly method: string;
  readonly peer: string;
  /** Absent: it ran in the server's own process. */
  readonly worker?: number | undefined;
  readonly milliseconds: number;
  /** The exception's name or TApplicationException's type; absent: it was slow. */
  readonly failure?: string;
  /** Bytes of its message. */
  readonly size: number;
  /** As JSON, cut to 1,000 characters; absent: its message is longer than 64 KiB, or cannot be read. */
  readonly arguments?: string | undefined;
}
