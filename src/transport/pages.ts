// The pages that a server shows to HTTP clients that do not call: its health, say.

/** The pages of a server. Asked for at each request: what they say may change. */
export interface Pages {
  /** The page at `path`, which has no query; undefined where there is none. */
  get(path: string): Page | undefined;
}

/** The answer to GET and HEAD of one path. */
export interface Page {
  readonly status: number;
  /** A line break is put behind it. */
  readonly text: string;
  /** Default: `text/plain; charset=utf-8`. */
  readonly contentType?: string;
}
