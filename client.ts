/**
 * Call Thrift servers from a page of a browser, over HTTP and WebSocket.
 *
 * It names no module of a runtime, so that it runs on Bun, Deno and Node as well.
 *
 * @module
 */

export type { AlternativeNames } from "./src/certificates/alternative_names.ts";
export type { ClientCertificate } from "./src/certificates/client_certificate.ts";
export type { NameParts } from "./src/certificates/distinguished_name.ts";
export type { AddressOptions, ClientNatsOptions, ClientTlsOptions } from "./src/client/address/options.ts";
export type { Client } from "./src/client/caller.ts";
export type { BegunCall, CallHooks, OverCall } from "./src/client/calls/hooks.ts";
export type { ClientTransport } from "./src/client/connection/settings.ts";
export { ApplicationError, ConnectionClosedError, TimeoutError } from "./src/client/errors.ts";
export type { CallOptions, ConnectOptions } from "./src/client/options.ts";
export { connect } from "./src/client/page/connect.ts";
export type { PageOptions } from "./src/client/page/options.ts";
export { type Diagnostic, IdlError } from "./src/idl/errors.ts";
export type { Log, LogLevel, Properties } from "./src/log/log.ts";
export { OptionsError } from "./src/options/error.ts";
export type { CallContext } from "./src/processor/context.ts";
export type { ExceptionClass } from "./src/processor/exceptions.ts";
export { applicationExceptionType } from "./src/protocol/application_exception.ts";
export { ValueError } from "./src/protocol/errors.ts";
export type { ProtocolName } from "./src/protocol/names.ts";
export type { ClientAddress } from "./src/runtime/addresses.ts";
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
export type { CallHeaders } from "./src/transport/envelope.ts";
export type { TransportName } from "./src/transport/names.ts";
export { idl } from "./src/typed/idl.ts";
export type { ClientOf, GivenOf, Handler, IdlText, ServiceNames, ValueOf } from "./src/typed/services.ts";
