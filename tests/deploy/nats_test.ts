// The files in deploy/nats/ give members and gateways options that there are, and time to end.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { gatewayCommandRows } from "../../src/cli/commands/gateway/rows.ts";
import { metrics } from "../../src/server/counting/families.ts";
import { root } from "../fixtures/command_line.ts";
import { checkArguments } from "./arguments.ts";

const { parseAllDocuments } = createRequire(import.meta.url)("yaml") as {
  parseAllDocuments(
    text: string,
    options?: { readonly merge: boolean },
  ): { readonly errors: readonly unknown[]; toJS(): unknown }[];
};

function documentsOf(file: string): unknown[] {
  const documents = parseAllDocuments(readFileSync(join(root, "deploy/nats", file), "utf8"), { merge: true });
  for (const { errors } of documents) assert.deepEqual(errors, []);
  return documents.map((document) => document.toJS());
}

/** A member's arguments, or a gateway's behind that word. @returns how long its end takes at most. */
function endOf(args: readonly string[]): number {
  const isGateway = args[0] === "gateway";
  const options = isGateway ? checkArguments(args.slice(1), gatewayCommandRows) : checkArguments(args);
  assert.ok(options.has("nats") && options.get("natsSubject") === "thrift.calculator");
  return Number(options.get("drainDelay") ?? 0) + Number(options.get("shutdownTimeout") ?? 30);
}

test("the compose file starts a cluster of NATS, members and a gateway", () => {
  const [{ services, configs }] = documentsOf("compose.yaml") as [
    {
      readonly services: Readonly<
        Record<string, { readonly command: string[]; readonly stop_grace_period: string }>
      >;
      readonly configs: Readonly<Record<string, { readonly file: string }>>;
    },
  ];
  for (const name of ["member", "gateway"]) {
    const { command, stop_grace_period: grace } = services[name]!;
    assert.ok(Number.parseInt(grace, 10) > endOf(command), name);
    const [, servers = ""] = /--nats=(\S+)/.exec(command.join(" "))!;
    for (const server of servers.split(","))
      assert.ok(Object.hasOwn(services, new URL(server).hostname), server);
  }
  for (const { file } of Object.values(configs)) assert.ok(existsSync(join(root, "deploy/nats", file)), file);
});

test("the manifests scale members by a metric that there is, and give them time to end", () => {
  const all = documentsOf("kubernetes.yaml") as {
    readonly kind: string;
    readonly metadata: { readonly name: string };
    readonly spec: {
      readonly template?: {
        readonly spec: {
          readonly terminationGracePeriodSeconds: number;
          readonly containers: readonly { readonly args: readonly string[] }[];
        };
      };
      readonly scaleTargetRef?: { readonly name: string };
      readonly triggers?: readonly { readonly metadata: { readonly query: string } }[];
    };
  }[];
  const deployments = all.filter(({ kind }) => kind === "Deployment");
  for (const { metadata, spec } of deployments) {
    const { terminationGracePeriodSeconds: grace, containers } = spec.template!.spec;
    assert.ok(grace > endOf(containers[0]!.args), metadata.name);
  }
  const scaled = all.find(({ kind }) => kind === "ScaledObject")!.spec;
  assert.ok(deployments.some(({ metadata }) => metadata.name === scaled.scaleTargetRef!.name));
  const [, metric] = /rate\((\w+)_sum\b/.exec(scaled.triggers![0]!.metadata.query)!;
  assert.ok(metrics.some(({ name, type }) => name === metric && type === "histogram"));
});
