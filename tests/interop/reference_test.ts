// The clients of these tests, put to the test: Apache's own Python server passes the same checks.
import { describe, test } from "node:test";
import { startProgram } from "../fixtures/hosts.ts";
import { type Library, libraries } from "./dialects.ts";
import { declareTests } from "./matrix.ts";
import { missing, missingPeers, type Peer, preparePeer, python, pythonCode } from "./peers.ts";

/** What a server speaks, and which clients call it so: by default all. */
interface Reference {
  readonly protocol: string;
  readonly transport: string;
  /** Default: the protocol and the transport, multiplexed and not. */
  readonly dialects?: readonly string[];
  readonly clients?: readonly Library[];
  readonly skip?: readonly string[];
}

// Its header protocol uses the codec in C, which knows no negative field ids.
const inC = ["echoUnnumbered", "arguments_without_ids"];

const references: readonly Reference[] = [
  { protocol: "binary", transport: "buffered" },
  { protocol: "compact", transport: "framed" },
  { protocol: "binary", transport: "framed", clients: ["python"], dialects: ["binary-accelerated/framed"] },
  {
    protocol: "compact",
    transport: "buffered",
    clients: ["python"],
    dialects: ["compact-accelerated/buffered"],
  },
  { protocol: "binary", transport: "zlib", clients: ["python", "cpp", "go", "java"] },
  { protocol: "compact", transport: "framed-zlib", clients: ["python", "cpp", "go", "java"] },
  // It writes infinities and control characters to JSON as no JSON: only clients that send none can be served.
  { protocol: "json", transport: "buffered", clients: ["python", "npm"] },
  // It closes the connection after each call, which the C++ client does not open again.
  { protocol: "binary", transport: "http", clients: ["python", "go", "java", "npm"] },
  {
    protocol: "binary",
    transport: "header",
    clients: ["python", "cpp", "go"],
    dialects: ["binary/header", "compact/header-zlib", "compact-multiplexed/header"],
    skip: inC,
  },
];

// Apache's Python library skips an unknown binary field as if it were a string, and fails where it is no UTF-8.
const knownToFail = ["unknown_fields_skipped", "unknown_methods"];

const peers = new Map<Library, Peer>();
for (const library of libraries) {
  if (missing(library) === undefined) peers.set(library, await preparePeer(library));
  else test(`${library}'s client calls Apache's server`, { skip: missing(library)! }, () => {});
}
const code = missingPeers ? "" : await pythonCode();

describe("Apache's own server passes the same checks", { skip: missingPeers ?? false }, () => {
  for (const { protocol, transport, dialects, clients = libraries, skip = [] } of references) {
    const names = dialects ?? [`${protocol}/${transport}`, `${protocol}-multiplexed/${transport}`];
    declareTests({
      name: `reference ${names[0]!.replace("/", " ")}`,
      start: () =>
        startProgram((folder) => ({
          command: [
            python,
            "tests/interop/python/reference_server.py",
            ...["--gen", code, "--port-file", `${folder}/port`],
            ...["--protocol", protocol, "--transport", transport],
          ],
          portFile: `${folder}/port`,
        })),
      callers: clients.flatMap((library) => {
        const peer = peers.get(library);
        return peer ? [{ peer, dialects: names.map((name) => ({ name, socket: "tcp" as const })) }] : [];
      }),
      skip: [...knownToFail, ...skip],
    });
  }
});
