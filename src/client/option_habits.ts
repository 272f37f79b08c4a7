// Options that people know from other clients, and what is there instead.
import type { Owner } from "../options/check.ts";
import type { Detail } from "../options/error.ts";

const noTime = "calls have no time limit, and cannot be cancelled: see docs/client.md";
const oneConnection = "a client is one connection, which is not opened again: see docs/client.md";

/** The names that other programs have for the options of connect(). */
export const connectOwner: Owner = {
  name: "connect()",
  example: '{ host: "127.0.0.1", port: 9090 }',
  hints: {
    ...all(
      ["url", "uri", "address", "addr", "server", "endpoint", "baseurl"],
      (named) => `${named("host")} and ${named("port")}, or ${named("unix")}, say where the server is`,
    ),
    ...all(["hostname", "ip"], "did you mean host?"),
    ...all(["path", "socketpath", "socket", "uds"], "did you mean unix?"),
    ...all(["timeout", "connecttimeout", "calltimeout", "requesttimeout", "deadline", "signal"], noTime),
    ...all(["reconnect", "retries", "retry", "maxattempts", "pool", "poolsize", "keepalive"], oneConnection),
    ...all(
      ["ca", "cert", "key", "servername", "ssl", "https", "secure", "tlsca", "tlscert", "tlskey"],
      'TLS is set with tls: true, or tls: { ca: "ca.crt", cert: "client.crt", key: "client.key" }',
    ),
    ...all(["idl", "service", "thrift"], "the service is the first argument, FILE or FILE#Service"),
    ...all(["headers"], "the client sends no headers"),
    ...all(["framed", "buffered", "zlib"], (named) => `did you mean ${named("transport")}?`),
    ...all(["compact", "json", "binary"], (named) => `did you mean ${named("protocol")}?`),
  },
};

/** The same of its `tls`. */
export const tlsOwner: Owner = {
  name: "connect()",
  example: '{ ca: "ca.crt" }',
  prefix: "tls.",
  hints: {
    ...all(
      ["rejectunauthorized", "insecure", "verify"],
      "the server's certificate is always checked: name who signed it with ca",
    ),
    ...all(["hostname", "host", "checkserveridentity"], "did you mean serverName?"),
    ...all(["certfile", "certificate"], "did you mean cert?"),
    ...all(["keyfile", "privatekey"], "did you mean key?"),
    ...all(["cafile", "cacerts"], "did you mean ca?"),
  },
};

/** The same hint for several names. */
export function all(names: readonly string[], detail: Detail): Record<string, Detail> {
  return Object.fromEntries(names.map((name) => [name, detail]));
}
