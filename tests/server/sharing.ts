// Shares memory between its workers: a table in two forms and its own file. The variable MADE names a file that counts how
// often it was made, SLOW has the first try end in the middle.
import { appendFileSync, existsSync, rmSync } from "node:fs";
import type { WorkerInfo } from "../../mod.ts";

export const service = `service Sharing {
  string seen()
  void write(1: i32 value)
}`;

const { MADE = "", BROKEN = "" } = process.env;

export async function share() {
  if (existsSync(BROKEN)) {
    rmSync(BROKEN);
    process.exit(1);
  }
  appendFileSync(MADE, "made\n");
  return {
    numbers: Float64Array.from({ length: 1001 }, (_, index) => index / 2),
    bytes: new Uint8Array([1, 2, 3]).buffer,
    view: new DataView(new ArrayBuffer(8)),
    file: new URL(import.meta.url),
  };
}

interface Own {
  readonly numbers: Float64Array;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly file: Uint8Array;
}

let own: Own;

export function init({ shared }: WorkerInfo) {
  own = shared as unknown as Own;
}

export default {
  seen() {
    const { numbers, bytes, view, file } = own;
    const kinds = [numbers, bytes, view, file].map((one) => one.constructor.name).join();
    const text = new TextDecoder().decode(file.slice(0, 9));
    const isShared = numbers.buffer instanceof SharedArrayBuffer;
    return JSON.stringify({
      kinds,
      sum: numbers[999]! + numbers[1000]!,
      bytes: [...bytes],
      text,
      isShared,
      at: view.getInt32(0),
    });
  },
  write(value: number) {
    own.view.setInt32(0, value);
  },
};
