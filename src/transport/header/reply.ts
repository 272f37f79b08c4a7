// The bytes around the replies of a THeader connection.
import { log } from "../../log/log.ts";
import type { ProtocolName } from "../../protocol/names.ts";
import type { Output } from "../../protocol/output.ts";
import { lengthSize } from "../frame.ts";
import type { HeaderEnvelope, HeaderForm } from "./envelope.ts";
import { headerBlock, largestBlock, wordSize } from "./format.ts";

/** The protocols that a header frame may hold, by their numbers in it. Apache's libraries take no others. */
export const protocolIds: Readonly<Record<number, ProtocolName>> = { 0: "binary", 2: "compact" };

/** Makes room for what stands before a reply of this form. @returns where that begins. */
export function beginHeaderReply(output: Output, form: HeaderForm): number {
  const mark = output.position;
  output.reserve(before[form]);
  output.position = mark + before[form];
  return mark;
}

/** Fills that in, with the headers that were set meanwhile; takes it back if there is no reply. */
export function endHeaderReply(output: Output, mark: number, envelope: HeaderEnvelope): void {
  const room = before[envelope.form];
  if (output.position === mark + room) {
    output.position = mark;
    return;
  }
  if (envelope.form === "buffered") return;
  if (envelope.form === "header") {
    const block = blockOf(envelope);
    const payload = mark + blockAt + block.length;
    const more = payload - (mark + room);
    if (more > 0) {
      output.reserve(more);
      output.bytes.copyWithin(payload, mark + room, output.position);
      output.position += more;
    }
    const { view } = output;
    view.setUint16(mark + 4, magic);
    view.setUint16(mark + 6, envelope.flags);
    view.setInt32(mark + 8, envelope.sequenceNumber);
    view.setUint16(mark + 12, block.length / wordSize);
    output.bytes.set(block, mark + blockAt);
  }
  output.view.setInt32(mark, output.position - mark - lengthSize);
}

const magic = 0x0fff;
/** The offset of the header block: behind length, magic number, flags, sequence number and its own size. */
const blockAt = 14;

/** Bytes to leave free; of a header, for one that takes one word, as it does without headers. */
const before: Readonly<Record<HeaderForm, number>> = {
  header: blockAt + wordSize,
  framed: lengthSize,
  buffered: 0,
};

/** No transform: that is what Apache's servers do, and its C++ clients cannot read larger replies with one. */
function blockOf(envelope: HeaderEnvelope): Uint8Array {
  const id = envelope.protocol === "compact" ? 2 : 0;
  const block = headerBlock(id, envelope.replyHeaders ?? {});
  if (block.length <= largestBlock) return block;
  log.warn("left out the headers of a reply: {size} bytes, no more than {largest} can be sent", {
    size: block.length,
    largest: largestBlock,
  });
  return headerBlock(id, {});
}
