// The dialects of Apache's libraries.

/** Apache's libraries that the tests have a client for, in the order of the tables. */
export const libraries = ["python", "cpp", "go", "java", "npm"] as const;

export type Library = (typeof libraries)[number];

/** How a client reaches the server. */
export const sockets = ["tcp", "tls", "unix", "abstract"] as const;

export type Socket = (typeof sockets)[number];

/** What a client and the server have to agree upon. */
export interface Dialect {
  /** As the clients are told: `protocol/transport`, where `-multiplexed` may follow the protocol. */
  readonly name: string;
  readonly socket: Socket;
}

/** What the libraries of Debian 12 and npm's thrift speak over TCP. */
const spoken: Readonly<Record<Library, readonly string[]>> = {
  python: [
    ...product(["binary", "compact", "json"], ["buffered", "framed", "zlib", "framed-zlib", "http"]),
    ...product(["binary-old", "binary-accelerated", "compact-accelerated"], ["buffered", "framed"]),
    ...product(["binary", "compact"], ["header", "header-zlib"]),
    ...multiplexed("binary/framed", "compact/buffered", "json/http", "compact/header", "binary/zlib"),
  ],
  cpp: [
    ...product(["binary", "compact", "json"], ["buffered", "framed", "zlib", "framed-zlib", "http"]),
    ...product(["binary-old"], ["buffered", "framed"]),
    ...product(["binary", "compact"], ["header", "header-zlib"]),
    ...multiplexed("binary/framed", "compact/buffered", "json/http", "compact/header", "binary/zlib"),
  ],
  go: [
    ...product(["binary", "compact", "json"], ["buffered", "framed", "zlib", "framed-zlib", "http"]),
    ...product(["binary-old"], ["buffered", "framed"]),
    ...product(["binary", "compact"], ["header", "header-zlib"]),
    ...multiplexed("binary/framed", "compact/buffered", "json/http", "compact/header", "binary/zlib"),
  ],
  java: [
    ...product(["binary", "compact", "json"], ["buffered", "framed", "zlib", "framed-zlib", "http"]),
    ...product(["binary-old"], ["buffered", "framed"]),
    ...product(["binary", "compact"], ["fast-framed"]),
    ...multiplexed("binary/framed", "compact/buffered", "json/http", "binary/zlib"),
  ],
  npm: [
    ...product(["binary", "compact", "json"], ["buffered", "framed", "http", "websocket"]),
    ...product(["binary-old"], ["buffered", "framed"]),
    ...multiplexed("binary/framed", "compact/buffered", "json/http", "compact/websocket"),
  ],
};

/** And over other sockets: Java's library has no Unix sockets, those of C++ and Python no HTTP on them. */
const spokenElsewhere: Readonly<
  Record<Exclude<Socket, "tcp">, Readonly<Record<Library, readonly string[]>>>
> = {
  tls: {
    python: ["binary/framed", "compact/buffered", "json/http", "compact/header", "binary/zlib"],
    cpp: ["binary/framed", "compact/buffered", "json/http", "compact/header", "binary/zlib"],
    go: ["binary/framed", "compact/buffered", "json/http", "compact/header", "binary/zlib"],
    java: ["binary/framed", "compact/buffered", "json/http", "binary/zlib"],
    npm: ["binary/framed", "compact/buffered", "json/http", "compact/websocket"],
  },
  unix: {
    python: ["binary/framed", "compact/buffered", "compact/header"],
    cpp: ["binary/framed", "compact/buffered", "compact/header"],
    go: ["binary/framed", "compact/buffered", "json/http", "compact/header"],
    java: [],
    npm: ["binary/framed", "compact/buffered", "json/http"],
  },
  abstract: {
    python: ["binary/framed"],
    cpp: ["binary/framed"],
    go: ["binary/framed"],
    java: [],
    npm: ["binary/framed"],
  },
};

/** The dialects of a library over a kind of socket. */
export function dialectsOf(library: Library, socket: Socket): Dialect[] {
  const names = socket === "tcp" ? spoken[library] : spokenElsewhere[socket][library];
  return names.map((name) => ({ name, socket }));
}

/** Whether the server's handler has to list the service by its name. */
export function isMultiplexed({ name }: Dialect): boolean {
  return name.includes("-multiplexed/");
}

/** The options that fix a server to a dialect: some of its variants are the client's own affair. */
export function fixedTo({ name }: Dialect): { readonly protocol: string; readonly transport: string } {
  const [protocol, transport] = name.split("/") as [string, string];
  const variants: Record<string, string> = {
    "fast-framed": "framed",
    "framed-zlib": "zlib",
    "header-zlib": "header",
  };
  return { protocol: protocol.split("-")[0]!, transport: variants[transport] ?? transport };
}

/** How the tables and the list of known failures name a dialect. */
export function title({ name, socket }: Dialect): string {
  const over = {
    tcp: "",
    tls: " over TLS",
    unix: " over a Unix socket",
    abstract: " over an abstract socket",
  };
  return name + over[socket];
}

function product(protocols: readonly string[], transports: readonly string[]): string[] {
  return protocols.flatMap((protocol) => transports.map((transport) => `${protocol}/${transport}`));
}

function multiplexed(...names: readonly string[]): string[] {
  return names.map((name) => name.replace("/", "-multiplexed/"));
}
