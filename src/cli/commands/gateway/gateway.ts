// `thriftserve gateway`: takes the calls of ordinary clients, and sends them to a group of servers over NATS.
import { serveGateway } from "../../../gateway/serve_gateway.ts";
import { IdlError } from "../../../idl/errors.ts";
import { IdlLoader } from "../../../idl/load.ts";
import { multiplex } from "../../../schema/multiplex.ts";
import { splitReference } from "../../../schema/reference.ts";
import { type ResolvedService, resolveService, ServiceNotFoundError } from "../../../schema/service.ts";
import { Mistake } from "../../mistakes.ts";
import { gatherOptions } from "../../options/gathered.ts";
import { refuseUseless } from "../../options/rows.ts";
import type { Command, Invocation } from "../command.ts";
import { serveCommand } from "../serve.ts";
import { isIdl } from "../subject.ts";
import { type GatewayCommand, gatewayCommandRows } from "./rows.ts";

/** The command. */
export const gateway: Command = {
  description:
    "Takes the calls of ordinary Thrift clients, in every dialect, and sends them to a group of servers over NATS: those that were started with --nats and the same subject.",
  usage: "--idl FILE#SERVICE --nats SERVERS --nats-subject SUBJECT [options]",
  operands: {},
  rows: gatewayCommandRows,
  after: () => [
    {
      title: "Examples",
      examples: [
        "thriftserve gateway --idl a.thrift \\",
        "  --nats nats://a:4222,nats://b:4222 \\",
        "  --nats-subject thrift.calculator",
      ],
    },
  ],
  run,
};

async function run({ options: given }: Invocation): Promise<number> {
  const named = `nats:${given.natsSubject ?? ""}`;
  const gathered = await gatherOptions(named, given, process.env, {}, gatewayCommandRows);
  const { idl, ...all } = gathered.options as GatewayCommand;
  const ofGroup = Object.entries(all).filter(([name]) => name.startsWith("nats"));
  const others = Object.fromEntries(Object.entries(all).filter(([name]) => !name.startsWith("nats")));
  const group = Object.fromEntries(ofGroup) as Pick<GatewayCommand, "nats" | "natsSubject">;
  const { nats, natsSubject: subject } = group;
  if (nats === undefined || subject === undefined || idl === undefined) {
    const lacking = idl === undefined ? "--idl" : nats === undefined ? "--nats" : "--nats-subject";
    throw new Mistake(`${lacking} is not given: thriftserve gateway ${gateway.usage}`);
  }
  const service = serviceOf(idl, others.include as readonly string[] | undefined);
  refuseUseless(others);
  const how = `calls go to ${subject} on ${nats.join(", ")}`;
  return await serveCommand(named, { ...gathered, options: others }, undefined, {
    serve: (program, { include: _, ...serving }) => serveGateway(program, service, group, serving),
    how,
  });
}

/** @throws {Mistake} when the IDL has errors, or no such service. */
function serviceOf(references: readonly string[], include: readonly string[] | undefined): ResolvedService {
  const loader = new IdlLoader({ ...(include && { include }) });
  const wrong = references.find((one) => !isIdl(one));
  if (wrong !== undefined) throw new Mistake(`--idl is ${wrong}; expected a .thrift file, or FILE#Service`);
  try {
    const services = references.map((reference) => {
      const { path, name } = splitReference(reference);
      const schema = loader.load(path);
      return { ...resolveService(schema, name), files: loader.filesOf(schema) };
    });
    if (services.length === 1) return services[0]!;
    // Calls without a service's name are the first one's.
    return multiplex(services.map((service, at) => ({ service, prefix: service.name, bare: at === 0 })));
  } catch (error) {
    if (error instanceof IdlError || error instanceof ServiceNotFoundError) throw new Mistake(error.message);
    throw error;
  }
}
