// The log's record of each call, at the level trace.
import { log } from "../log/log.ts";
import { observer } from "./interceptor.ts";

/** Logs each call with its outcome and its time. */
export const callLog = observer(({ service, name }, { peer }) => {
  const began = performance.now();
  return (outcome) =>
    log.trace("{service}.{name} of {peer} {outcome} after {milliseconds} ms", {
      service,
      name,
      peer,
      outcome,
      milliseconds: Number((performance.now() - began).toFixed(3)),
    });
});
