/**
 * Serve a module of plain functions to every Apache Thrift client, under any of its server models.
 *
 * This is the library's face. Run directly it is the command line: `bun mod.ts handler.ts --help`.
 *
 * @module
 */

export type { AlternativeNames } from "./src/certificates/alternative_names.ts";
export type { ClientCertificate } from "./src/certificates/client_certificate.ts";
export type { NameParts } from "./src/certificates/distinguished_name.ts";
export type { ServerAddress } from "./src/client/address/listening.ts";
export type { AddressOptions, ClientNatsOptions, ClientTlsOptions } from "./src/client/address/options.ts";
export type { BegunCall, CallHooks, OverCall } from "./src/client/calls/hooks.ts";
export { type Client, type ConnectOptions, connect } from "./src/client/client.ts";
export type { ClientTransport } from "./src/client/connection/settings.ts";
export { ApplicationError, ConnectionClosedError, TimeoutError } from "./src/client/errors.ts";
export type { CallOptions } from "./src/client/options.ts";
export type { Change } from "./src/compatibility/change.ts";
export type { RuleName } from "./src/compatibility/rules.ts";
export type { Shared, Warmup, WarmupCall, WorkerInfo } from "./src/handler/handler.ts";
export { HandlerError, InitError } from "./src/handler/handler.ts";
export { type Diagnostic, IdlError } from "./src/idl/errors.ts";
export type { LogFormat } from "./src/log/format.ts";
export type { Log, LogLevel, Properties } from "./src/log/log.ts";
export type { NatsRoute } from "./src/nats/convention.ts";
export { NatsError } from "./src/nats/error.ts";
export type { NatsOptions } from "./src/nats/member.ts";
export type { NatsConnectionOptions, NatsGroupOptions } from "./src/nats/options.ts";
export { OptionsError } from "./src/options/error.ts";
export type { Around, AroundCall } from "./src/processor/around.ts";
export type {
  Batch,
  Batched,
  BatchedCall,
  BatchedMethod,
  BatchOptions,
  BatchResult,
} from "./src/processor/batched_call.ts";
export type { CallContext } from "./src/processor/context.ts";
export type { ExceptionClass } from "./src/processor/exceptions.ts";
export { applicationExceptionType } from "./src/protocol/application_exception.ts";
export { ValueError } from "./src/protocol/errors.ts";
export type { ProtocolName } from "./src/protocol/names.ts";
export type {
  ClientAddress,
  DescriptorAddress,
  NatsAddress,
  ServedAddress,
  TcpAddress,
  UnixAddress,
} from "./src/runtime/addresses.ts";
export type {
  Annotations,
  BaseKind,
  Constant,
  Described,
  Enum,
  Field,
  Func,
  IdlFile,
  Requiredness,
  Schema,
  Service,
  Struct,
  Type,
  Typedef,
  Value,
} from "./src/schema/schema.ts";
export type { ResolvedService, ServedFunction, TypedService } from "./src/schema/service.ts";
export { DescriptorsError } from "./src/server/connections/descriptor_budget.ts";
export { ListenError } from "./src/server/connections/listen.ts";
export type { ObservedWorker, RestartReason, WorkerState } from "./src/server/counting/observed.ts";
export type { CallStatus, MethodStatus, ServerStatus, WorkerStatus } from "./src/server/counting/status.ts";
export {
  type MemoryOptions,
  type MemoryServer,
  serveInMemory,
} from "./src/server/memory/serve_in_memory.ts";
export type { ModelName } from "./src/server/models.ts";
export type { ReadyWhen, ServeOptions, Server, Stopping } from "./src/server/options/options.ts";
export { ReloadError, type Reloaded } from "./src/server/options/reload_outcome.ts";
export type { RefusalKind } from "./src/server/refusals.ts";
export { serve } from "./src/server/serve.ts";
export { WorkerStartError } from "./src/server/workers/start_error.ts";
export type { TlsVersion } from "./src/tls/tls.ts";
export type { CallHeaders } from "./src/transport/envelope.ts";
export type { TransportName } from "./src/transport/names.ts";
export { idl } from "./src/typed/idl.ts";
export type {
  AroundOf,
  ClientOf,
  GivenOf,
  Handler,
  IdlText,
  ServiceNames,
  ValueOf,
} from "./src/typed/services.ts";

// In a bundle `import.meta.main` is the program's that holds it. A program that imports this must not have to wait.
if (import.meta.main && /\/mod\.[jt]s$/.test(import.meta.url)) {
  void import("./src/cli/main.ts").then(({ main }) => main());
}
