// Writes docs/metrics.md from the table of metrics, when it is run directly: `bun tests/metrics/metrics_page.ts`.
import { writeFileSync } from "node:fs";
import { metrics } from "../../src/server/counting/families.ts";
import { root } from "../fixtures/command_line.ts";

/** The text of the page. */
export function metricsPage(): string {
  const rows = metrics.map(({ name, type, help, labels }) => {
    const shown = labels.map((label) => `\`${label}\``).join(", ");
    return `| \`${name}\` | ${type} | ${shown} | ${help} |\n`;
  });
  return beginning.replace("<table>", `| name | type | labels | |\n|---|---|---|---|\n${rows.join("")}`);
}

const beginning = `# Metrics and the admin port

    thriftserve handler.ts --admin 127.0.0.1:9091

counts calls, and answers HTTP on a port of its own, in the server's process. Without \`--admin\` there is neither. \`9091\`
alone is a port of 127.0.0.1, \`unix:/run/admin.sock\` a Unix socket, which is the owner's alone.

| | |
|---|---|
| \`GET /metrics\` | the metrics below, in Prometheus' format, or in OpenMetrics' where the client accepts that |
| \`GET /status\` | the server as JSON: workers, connections, calls by method, refusals. \`server.status()\` resolves to the same |
| \`GET /healthz\` | \`ok\` while the server's event loop turns |
| \`GET /readyz\` | \`ok\` while calls are taken; otherwise 503 with the reason, from the moment on that the server is to end |
| \`POST /reload\` | reads the handler and its IDL anew, as \`server.reload()\` does; \`?force\` with changes of the IDL that break clients |
| \`POST /resize?workers=N\` | changes the number of workers |
| \`POST /stop\` | ends the server as SIGTERM does |

What cannot be done is answered with 409 and \`{"error": ...}\`. Answers come when it is done; that of \`/stop\` at once.

## Who may ask

An address that other machines reach needs a token: \`--admin-token-file FILE\`, or \`--admin-token\`, which
\`THRIFTSERVE_ADMIN_TOKEN\` keeps off the command line. Clients bring it as \`Authorization: Bearer TOKEN\`; \`/healthz\` and
\`/readyz\` are there without it. The port speaks no TLS.

Without a token only programs of this machine reach the port. Pages in its browsers do not: what a browser says to be from
another place is refused, and so is any host but \`127.0.0.1\`, \`[::1]\` and \`localhost\`.

## Metrics

<table>
Names are those of baseplate where it has one for the same, so that its dashboards work; the buckets of times are baseplate's
as well, from 0.1 ms to 14.9 s, each 2.5 times as long as the one before. No label has a value that a client can make up.

The numbers are those of all threads and processes, the ones that have ended included. What a worker process that is killed
has answered is counted, on Node [but for the last few](#what-it-costs); a call that it was at ends as \`WorkerEnded\`. Refusals of
workers come in once a second.

A call is counted when its reply is written, and \`thrift_server_requests_total\` has it once, whatever comes of it. What is
refused before a worker has it, \`overloaded\` say, is in \`thrift_server_refusals_total\` alone.

Labels \`worker\` are small numbers: a worker that takes the place of another gets one that is free. threaded and forking, which
have a worker for each connection, have only \`server\` there.

## Prometheus and Grafana

    scrape_configs:
      - job_name: thriftserve
        authorization: { credentials_file: /etc/prometheus/thriftserve.token }
        static_configs: [{ targets: ["10.0.0.7:9091"] }]

[thriftserve.rules.yaml](https://github.com/thriftserve/thriftserve/blob/main/deploy/prometheus/thriftserve.rules.yaml)
has alerts for Prometheus' \`rule_files\`, and
[thriftserve.json](https://github.com/thriftserve/thriftserve/blob/main/deploy/grafana/thriftserve.json) is a dashboard to
import into Grafana. A test holds both against the table above.

## What it costs

Calls a second of \`add\` with \`--admin\`, beside the same server without, in turns, on Bun with two cores and 8 connections:
0.99 where calls run on the event loop, 0.98 and 0.99 in a processpool, 0.97 under nonblocking, where the server without it
came to 0.97 beside itself.

Each event loop counts into an array of numbers: threads into memory that they share with the server, processes into a file
that they map. Node cannot map files: its worker processes write the file, which takes 1.6 us, and do so once for as many calls as
they have connections, 16 at most, and within 5 ms. Counting then takes 0.5 us a call with four connections in each of them, 0.3 with
eight and 0.2 with sixteen, of 10 us that a small call takes. When one is killed by SIGKILL as many of its last calls may be missing,
as if they had been at work; and a call that holds such a process is seen when it lets go of it.
`;

if (import.meta.main) writeFileSync(`${root}docs/metrics.md`, metricsPage());
