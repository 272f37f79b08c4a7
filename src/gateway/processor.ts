// Processors whose calls are run elsewhere: of a message no more is read than its head, and its reply is passed on as it came.
import type { ServiceMessageHead } from "../codec/codec.ts";
import { outcomes } from "../metrics/cells.ts";
import type { CallerConnection } from "../processor/context.ts";
import { Processor, type WriteReply } from "../processor/processor.ts";
import type { Input } from "../protocol/input.ts";
import { messageType, readSentHead } from "../protocol/message.ts";
import type { ProtocolName } from "../protocol/names.ts";
import type { Output } from "../protocol/output.ts";
import type { Envelope } from "../transport/envelope.ts";
import { keepCall } from "./kept_call.ts";
import { Leavers } from "./leavers.ts";
import { type Group, RemoteCall } from "./remote_call.ts";

/** Makes processors that send calls on. @param group is there once the handler's `init` is over. */
export function gatewayProcessor(group: () => Group): typeof Processor {
  return class extends Processor {
    readonly #given: ConstructorParameters<typeof Processor>;
    readonly #head: ServiceMessageHead = { name: "", type: 0, seqid: 0, index: -1, strict: true };
    readonly #leavers = new Leavers();

    constructor(...given: ConstructorParameters<typeof Processor>) {
      super(...given);
      this.#given = given;
    }

    override get unready(): string | undefined {
      return group().calls.unready;
    }

    override process(
      input: Input,
      output: Output,
      protocol: ProtocolName,
      connection: CallerConnection,
      envelope?: Envelope,
    ): Promise<WriteReply> | undefined {
      const codec = this.codec(protocol);
      const head = this.#head;
      const { bytes, position: start, end } = input;
      codec.readMessageBegin(input, head);
      input.again(start);
      const isOneway = head.type === messageType.oneway;
      const deadline = envelope?.deadline;
      const isLate = deadline !== undefined && Date.now() >= deadline.startBy;
      if (head.index < 0 || (head.type !== messageType.call && !isOneway) || isLate)
        return super.process(input, output, protocol, connection, envelope); // which refuses it
      const [service, , , refused, , counts] = this.#given;
      const { index, name, seqid, strict } = head;
      const message = bytes.subarray(start, end);
      const method =
        service.prefixes === undefined ? name : (readSentHead({ bytes, start, end, protocol })?.name ?? name);
      if (isOneway || codec.functions[index]!.oneway) {
        const { store } = group();
        if (store !== undefined)
          return keepCall(store, { method, message, headers: envelope?.headers }, index, counts, (reason) =>
            refused?.({ kind: "NO_WORKER", message: reason }, connection.peer),
          );
        const began = counts?.begin(index) ?? 0;
        const { calls, headers } = group();
        const why = calls.post({ method, message, headers: () => headers.of(envelope?.headers, 0) });
        if (why !== undefined) refused?.({ kind: "NO_WORKER", message: why }, connection.peer);
        counts?.end(index, why === undefined ? outcomes.success : outcomes.internalError, began);
        return undefined;
      }
      const parts = { group: group(), leavers: this.#leavers, counts, refused };
      const func = service.functions[index]!;
      const asked = { name, seqid, strict, func, index, method, message, protocol, connection, envelope };
      return new RemoteCall(parts, { ...asked, maxReplySize: output.maxSize }).reply;
    }
  };
}
