// A user that a program may become. Plain data.

/** A user, as the system knows it. */
export interface Credentials {
  readonly uid: number;
  readonly gid: number;
  /** Whose further groups it gets; absent: none. */
  readonly name: string | undefined;
}
