// Tells the page of a server's service: what it is made of, and where and how it is called.
import packageJson from "../../../../package.json" with { type: "json" };
import type { ProtocolName } from "../../../protocol/names.ts";
import type { ResolvedService } from "../../../schema/service.ts";
import type { TransportName } from "../../../transport/names.ts";

/** A service as its page knows it. JSON. */
export interface ServiceDocument {
  readonly service: ResolvedService;
  /** The version of thriftserve. */
  readonly version: string;
  /** The server; absent in a site of files, which calls nothing. */
  readonly server?: ServedBy;
}

/** A server as its page knows it. */
export interface ServedBy {
  readonly model: string;
  /** Where clients connect to; one at least. */
  readonly addresses: readonly string[];
  readonly tls: boolean;
  /** The ones that clients speak, or `auto`: any. */
  readonly protocol: ProtocolName | "auto";
  readonly transport: TransportName | "auto";
  /** The time when the service was read, in milliseconds since 1970: a reload reads it anew. */
  readonly read: number;
  /** Whether the page may call, reload and resize. */
  readonly calls: boolean;
}

/** @param server absent: a site of files. */
export function serviceDocument(service: ResolvedService, server?: ServedBy): ServiceDocument {
  const { name, functions, schema, prefixes, files } = service;
  return {
    service: { name, functions, schema, ...(prefixes && { prefixes }), ...(files && { files }) },
    version: packageJson.version,
    ...(server && { server }),
  };
}
