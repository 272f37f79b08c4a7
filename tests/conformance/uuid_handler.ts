// The handler of idl/conformance_uuid.thrift: returns what it is given.
export const service = new URL("../../idl/conformance_uuid.thrift", import.meta.url);

export default {
  echoUuid: (value: string): string => value,
  echoUuids: (value: Record<string, unknown>): Record<string, unknown> => value,
};
