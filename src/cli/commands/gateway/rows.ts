// The options of `thriftserve gateway`: a server's, without those about handlers and workers, and its own.
import { type GatewayOptions, gatewayRows, usualConcurrency } from "../../../gateway/options.ts";
import { natsHeading } from "../../../nats/rows.ts";
import { paths } from "../../../options/path_kinds.ts";
import { lifeRows } from "../../../server/options/life_rows.ts";
import type { ServeRow } from "../../../server/options/rows.ts";
import { commandRows, programRows, type ServeCommand } from "../../options/rows.ts";

/** The values of the options. */
export type GatewayCommand = Omit<ServeCommand, "idl"> & GatewayOptions & { idl?: readonly string[] };

const { showConfig: _, ...program } = programRows;

const foreign: ReadonlySet<string> = new Set([
  ...["model", "workers", "connectionsPerWorker", "maxWorkers", "spares", "status", "callTimeout"],
  ...["captureOutput", ...Object.keys(lifeRows)],
]);

/** A server's options that mean something to a gateway; those by which it would join a group are others. */
const ofServing = Object.fromEntries(
  Object.entries(commandRows).filter(([name]) => !foreign.has(name) && !name.startsWith("nats")),
);

/** The rows. */
export const gatewayCommandRows: Readonly<Record<string, ServeRow>> = {
  ...gatewayRows,
  ...ofServing,
  idl: {
    kind: paths("a .thrift file, or FILE#Service"),
    group: natsHeading,
    placeholder: "file#service",
    help: "the service that the group's members serve; can be repeated where they multiplex several",
  },
  concurrency: {
    ...commandRows.concurrency,
    fallback: usualConcurrency,
    help: "calls that are under way at a time; others wait",
  },
  ...program,
};
