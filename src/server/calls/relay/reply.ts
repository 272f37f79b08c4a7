// The reply that a relayed call's connection is given: copied out of shared memory, or taken over where it lies.
import type { WriteReply } from "../../../processor/processor.ts";
import type { GivenReply } from "./messages.ts";

/** One reply at a time. Its functions serve for all: a closure for each reply would be garbage for each. */
export class RelayedReply {
  /** The reply that {@link RelayedReply.copy} writes. */
  bytes: Uint8Array = nothing;
  /** The reply that {@link RelayedReply.adopt} takes over. */
  given: GivenReply | undefined;

  readonly copy: WriteReply = (output) => {
    output.append(this.bytes);
  };

  /** A copy of 100 MB would hold the event loop for 45 ms. */
  readonly adopt: WriteReply = (output) => {
    const { memory, start, end } = this.given!;
    output.adopt(memory, start, end);
  };
}

const nothing = new Uint8Array(0);
