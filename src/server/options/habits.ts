// Options that people know from gunicorn, granian, uvicorn, Apache's examples and Node, and what is there instead.
import type { Detail } from "../../options/error.ts";

/** Keys are in lower case and without dashes. The same for the command line and serve(). */
export const otherOptions: Readonly<Record<string, Detail>> = {
  ...are(
    (named) =>
      `${named("host")} and ${named("port")}, or ${named("unix")}, say where to listen; ${named("listen")} in several places`,
    [...["b", "bind", "l", "address", "addr", "url", "server"]],
  ),
  ...are((named) => `did you mean ${named("host")}?`, ["hostname", "ip", "interface", "a"]),
  ...are((named) => `did you mean ${named("port")}?`, ["p"]),
  ...are((named) => `did you mean ${named("unix")}?`, ["uds", "socket", "unixsocket", "path", "pipe", "s"]),
  ...are((named) => `did you mean ${named("listenFd")}?`, ["fd", "handle"]),
  ...are((named) => `did you mean ${named("workers")}?`, ["w", "n", "numworkers", "workerthreads"]),
  ...are(
    (named) => `threads are ${named("model", "threadpool")} with ${named("workers")}`,
    [...["threads", "numthreads", "blockingthreads", "runtimethreads"]],
  ),
  ...are(
    (named) => `processes are ${named("model", "processpool")} with ${named("workers")}`,
    [...["processes", "procs", "numprocesses", "instances"]],
  ),
  ...are(
    (named) => `did you mean ${named("model")}?`,
    ["k", "workerclass", "class", "type", "servermodel", "m"],
  ),
  ...are((named) => `did you mean ${named("devices")}?`, ["gpus", "gpu", "cudavisibledevices"]),
  ...are(
    (named) => `did you mean ${named("threadsPerWorker")}?`,
    ["ompnumthreads", "intraopthreads", "intraopnumthreads"],
  ),
  ...are((named) => `did you mean ${named("maxConnections")}?`, ["workerconnections", "limitconcurrency"]),
  ...are(
    (named) =>
      `${named("callTimeout")} limits what a call may take; ${named("messageTimeout")}, ${named(
        "idleTimeout",
      )} and ${named("writeTimeout")} are for clients, ${named("shutdownTimeout")} for the end`,
    ["timeout", "t", "requesttimeout", "workertimeout"],
  ),
  ...are((named) => `did you mean ${named("idleTimeout")}?`, ["keepalive", "timeoutkeepalive"]),
  ...are(
    (named) => `did you mean ${named("shutdownTimeout")}?`,
    ["gracefultimeout", "timeoutgracefulshutdown"],
  ),
  ...are(
    (named) => `did you mean ${named("tlsCert")}?`,
    ["cert", "certfile", "sslcertfile", "sslcertificate"],
  ),
  ...are((named) => `did you mean ${named("tlsKey")}?`, ["key", "keyfile", "sslkeyfile"]),
  ...are((named) => `did you mean ${named("tlsCa")}?`, ["ca", "cacerts", "sslcacerts", "sslca"]),
  ...are(
    (named) => `${named("tlsCert")} and ${named("tlsKey")} turn TLS on`,
    ["tls", "ssl", "https", "secure"],
  ),
  ...are(
    (named) => `the log goes to standard error; ${named("logLevel")} says how much`,
    [...["logfile", "errorlogfile", "logconfig", "log"]],
  ),
  ...are(
    (named) => `the log goes to standard error; ${named("accessLog")} has a line for each call`,
    ["accesslogfile", "accesslogformat"],
  ),
  ...are((named) => `did you mean ${named("captureOutput")}?`, ["catchoutput", "redirectoutput"]),
  ...are((named) => `did you mean ${named("logLevel", "debug")}?`, ["verbose", "debug"]),
  ...are((named) => `did you mean ${named("logLevel", "error")}?`, ["quiet", "q", "silent"]),
  ...are(
    (named) => `did you mean ${named("admin")}, an address for metrics, health and status?`,
    ["metrics", "metricsport", "prometheus", "prometheusport", "statsd", "stats", "statsport", "healthport"],
  ),
  ...are(
    (named) => `did you mean ${named("allowOrigin")}?`,
    ["cors", "corsorigin", "corsorigins", "alloworigins", "origin", "origins", "allowedorigins"],
  ),
  pid: "the command line takes it; in a program it is process.pid",
  pidfile: "it is --pid on the command line; in a program it is process.pid",
  user: "the command line takes it; a program calls process.setuid()",
  group: "the command line takes it; a program calls process.setgid()",
  umask: "the command line takes it; a program calls process.umask()",
  portfile: "the port is in server.address",
  ...are("it stays in the foreground: systemd, Docker or nohup put it into the background", [
    ...["daemon", "d", "detach", "background"],
  ]),
  ...are("the command line reads a file of options: --config FILE, or thriftserve.toml beside the handler", [
    ...["config", "c", "configfile", "conf", "noconfig", "showconfig"],
  ]),
  handler: "it stands by itself before the options: thriftserve handler.ts",
  ...are((named) => `did you mean ${named("watch")}?`, ["reload", "hot", "autoreload"]),
  watch: "it is for a handler in files, and what is inside of an executable does not change",
  ...are((named) => `did you mean ${named("idl")}?`, ["thrift", "service", "thriftfile"]),
  ...are((named) => `did you mean ${named("include")}?`, ["i", "includes", "includedir", "includedirs"]),
  ...are(
    (named) => `did you mean ${named("maxMessageSize")}?`,
    ["maxbodysize", "maxrequestsize", "maxlength"],
  ),
  ...Object.fromEntries(
    ["buffered", "framed", "header", "zlib", "http", "websocket"].map((name): [string, Detail] => [
      name,
      (named) => `did you mean ${named("transport", name)}? Without it all are taken`,
    ]),
  ),
  ...Object.fromEntries(
    ["binary", "compact", "json"].map((name): [string, Detail] => [
      name,
      (named) => `did you mean ${named("protocol", name)}? Without it all are taken`,
    ]),
  ),
  ...Object.fromEntries(
    ["simple", "threaded", "threadpool", "nonblocking", "forking", "processpool"].map(
      (name): [string, Detail] => [name, (named) => `did you mean ${named("model", name)}?`],
    ),
  ),
};

function are(detail: Detail, options: readonly string[]): Record<string, Detail> {
  return Object.fromEntries(options.map((option) => [option, detail]));
}
