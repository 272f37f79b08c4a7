// Options that people know from other clients, and what is there instead.
import type { Owner } from "../options/check.ts";
import type { Detail } from "../options/error.ts";

const inMilliseconds: Readonly<Record<string, Detail>> = all(
  ["calltimeout", "requesttimeout", "deadline", "timeoutms"],
  (named) => `${named("timeout")} has the seconds that a call may take`,
);

/** The names that other programs have for the options of connect(). */
export const connectOwner: Owner = {
  name: "connect()",
  example: '{ host: "127.0.0.1", port: 9090 }',
  hints: {
    ...all(
      ["url", "uri", "addr", "addresses", "server", "servers", "endpoint", "baseurl"],
      (named) => `${named("address")} says where the server is: tcp://host:9090`,
    ),
    ...all(["hostname", "ip"], "did you mean host?"),
    ...all(["path", "socketpath", "socket", "uds"], "did you mean unix?"),
    ...inMilliseconds,
    ...all(
      ["reconnect", "retry", "maxattempts", "attempts", "maxretries"],
      (named) => `did you mean ${named("retries")}?`,
    ),
    ...all(["pool", "poolsize", "maxconnections"], (named) => `did you mean ${named("connections")}?`),
    ...all(
      ["ca", "cert", "key", "servername", "ssl", "https", "secure", "tlsca", "tlscert", "tlskey"],
      'TLS is set with tls: true, or tls: { ca: "ca.crt", cert: "client.crt", key: "client.key" }',
    ),
    ...all(["idl", "service", "thrift"], "the service is the first argument, FILE or FILE#Service"),
    ...all(["framed", "buffered", "zlib"], (named) => `did you mean ${named("transport")}?`),
    ...all(["compact", "json", "binary"], (named) => `did you mean ${named("protocol")}?`),
  },
};

/** The same of the settings of calls. */
export const callOwner: Owner = { name: "with()", example: "{ timeout: 2 }", hints: inMilliseconds };

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
