// This thread's way to standard error, where the log goes.
import { StandardStream } from "./standard_stream.ts";

let stream: StandardStream | undefined;

/** Writes lines to standard error; those that are lost are told there. */
export function standardError(): StandardStream {
  stream ??= new StandardStream(2, {
    notice: (lost) =>
      `${new Date().toISOString()} warning ${lost} lines of the log were lost: standard error was not read\n`,
    patience: 50,
  });
  return stream;
}
