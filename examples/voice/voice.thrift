include "../../idl/tensor.thrift"

namespace * voice

/** 32 ms of sound. */
struct Piece {
  /** FLOAT, from -1 to 1: 512 of them at 16 kHz, or 256 at 8 kHz. */
  1: required tensor.Tensor samples
  /** As it came with the piece before; left out with the first. */
  2: optional tensor.Tensor memory
}

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
  /** Listens to the next piece of a stream. */
  Heard listen(1: Piece piece) throws (1: WrongAudio wrong)
}
