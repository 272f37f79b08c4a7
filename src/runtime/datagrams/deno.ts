// Datagrams by way of the C library: Deno's own for Unix sockets ask for a flag at its start, and know no abstract names.
import { type DatagramCalls, type Datagrams, datagramsBy } from "./datagrams.ts";

/** The part of `Deno` that is used here: the types of all three runtimes do not go together. */
interface WithDlopen {
  readonly Deno: {
    readonly permissions: { querySync(permission: { readonly name: string }): { readonly state: string } };
    dlopen(library: string, symbols: object): { readonly symbols: DatagramCalls };
  };
}

/** See {@link openDatagrams}. */
export function open(address: string): Datagrams | string {
  const { Deno } = globalThis as unknown as WithDlopen;
  // Otherwise it would ask at the terminal.
  if (Deno.permissions.querySync({ name: "ffi" }).state !== "granted") return "Deno needs --allow-ffi for it";
  let calls: DatagramCalls;
  try {
    calls = Deno.dlopen("libc.so.6", {
      socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
      sendto: { parameters: ["i32", "buffer", "usize", "i32", "buffer", "u32"], result: "isize" },
      clock_gettime: { parameters: ["i32", "buffer"], result: "i32" },
    }).symbols;
  } catch {
    return "the C library was not found";
  }
  return datagramsBy(calls, address);
}
