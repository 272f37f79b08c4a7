// This thread's way to standard error, where the log goes.
import { lineOf } from "./format.ts";
import { StandardStream } from "./standard_stream.ts";

let stream: StandardStream | undefined;

/** Writes lines to standard error; those that are lost are told there. */
export function standardError(): StandardStream {
  stream ??= new StandardStream(2, {
    notice: (lost) =>
      lineOf({
        time: Date.now(),
        level: "warning",
        message: `${lost} lines of the log were lost: standard error was not read`,
      }),
    patience: 50,
  });
  return stream;
}
