include "../../idl/tensor.thrift"

namespace * voice

struct Heard {
  /** That somebody speaks in this piece, from 0 to 1. */
  1: required double probability
  /** What was heard so far: to be sent with the next piece. */
  2: required tensor.Tensor memory
}

/** A piece of another length or type. */
exception WrongAudio {
  1: required string reason
}

service Voice {
  /**
   * Listens to a piece of 32 ms: FLOAT from -1 to 1, 512 of them at 16 kHz or 256 at 8 kHz.
   *
   * memory: as it came with the piece before; none with the first.
   */
  Heard listen(1: tensor.Tensor piece, 2: tensor.Tensor memory) throws (1: WrongAudio wrong)
}
