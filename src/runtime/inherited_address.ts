// Finds where a socket listens that this process was started with. The runtimes tell it of TCP at best; Linux
// tells of every socket: see proc_net(5).
import { readFileSync, readlinkSync } from "node:fs";
import { endianness } from "node:os";
import type { ListeningAddress } from "./runtime.ts";

/** The address of a socket that listens; the descriptor itself where the system does not tell. */
export function inheritedAddress(descriptor: number): ListeningAddress {
  try {
    const [inode = ""] = readlinkSync(`/proc/self/fd/${descriptor}`).match(/\d+/) ?? []; // `socket:[4711]`
    return find("tcp", inode, 9, tcpAddress) ?? find("tcp6", inode, 9, tcpAddress) ?? unixAddress(inode);
  } catch {
    return { descriptor }; // no Linux, or one without /proc
  }
}

function find(
  table: string,
  inode: string,
  column: number,
  address: (fields: readonly string[]) => ListeningAddress,
): ListeningAddress | undefined {
  for (const line of readFileSync(`/proc/net/${table}`, "utf8").split("\n")) {
    const fields = line.trim().split(/\s+/);
    if (fields[column] === inode) return address(fields);
  }
  return undefined;
}

/** `0100007F:2382` is 127.0.0.1:9090: the address in words of the machine's byte order. */
function tcpAddress(fields: readonly string[]): ListeningAddress {
  const [words = "", port = ""] = fields[1]!.split(":");
  const bytes = Buffer.from(words, "hex");
  if (endianness() === "LE") bytes.swap32();
  const host =
    bytes.length === 4
      ? bytes.join(".")
      : new URL(`http://[${bytes.toString("hex").replace(/(.{4})(?=.)/g, "$1:")}]`).hostname.slice(1, -1);
  return { host, port: Number.parseInt(port, 16) };
}

/** An abstract name is shown with `@` for its NUL. */
function unixAddress(inode: string): ListeningAddress {
  const found = find("unix", inode, 6, (fields) => ({ path: fields.slice(7).join(" ") }));
  if (found === undefined) throw new Error(`no socket has the inode ${inode}`);
  return found;
}
