// The rules by which two versions of an IDL do not understand each other.

/** A rule, and why it is one. */
export interface Rule {
  /** The change, in a few words. */
  readonly summary: string;
  /** The harm that it does, and to whom. */
  readonly reason: string;
}

/** The rules by their names, as docs/compatibility.md lists them. */
export const rules = {
  "service-removed": {
    summary: "a service is gone, or has another name",
    reason: "its calls, and those that carry its name as a prefix, find nothing",
  },
  "function-removed": {
    summary: "a function is gone, or has another name",
    reason: "its calls are answered with UNKNOWN_METHOD",
  },
  "oneway-changed": {
    summary: "a function has become oneway, or is no longer",
    reason: "one side waits for a reply that the other does not send, or finds one that it did not expect",
  },
  "result-type-changed": {
    summary: "a function returns another type",
    reason: "clients pass over a result that is not of their type, and find none",
  },
  "field-id-changed": {
    summary: "a field or argument has another id",
    reason: "the id is all that is sent of it: the value is lost, or read as that of another field",
  },
  "field-type-changed": {
    summary: "a field or argument has another type",
    reason: "readers pass over a value that is not of their type, or refuse the message",
  },
  "string-binary-changed": {
    summary: "a string has become binary, or the other way round",
    reason:
      "JSON writes binary in base64 and strings as they are; bytes that are no UTF-8 are refused as a string",
  },
  "required-field-added": {
    summary: "a required field is new",
    reason: "who has the old file does not send it, and who has the new one refuses the message",
  },
  "required-field-removed": {
    summary: "a required field is gone",
    reason: "who has the new file does not send it, and who has the old one refuses the message",
  },
  "became-required": {
    summary: "a field is required that was not",
    reason: "who has the old file may leave it out, and who has the new one refuses the message then",
  },
  "no-longer-required": {
    summary: "a field is not required any more",
    reason: "who has the new file may leave it out, and who has the old one refuses the message then",
  },
  "kind-changed": {
    summary: "a struct has become a union, or the other way round",
    reason: "a union has exactly one field: what has none or several is refused",
  },
  "union-field-removed": {
    summary: "a field of a union is gone",
    reason: "where it is set, who has the new file finds a union with nothing in it",
  },
  "exception-removed": {
    summary: "a function no longer declares an exception",
    reason: "where a server with the old file throws it, a client with the new one finds no result",
  },
  "exception-added-to-void": {
    summary: "a function that returns nothing declares another exception",
    reason: "a client with the old file passes over it, and takes the call for a success",
  },
  "enum-value-changed": {
    summary: "a member of an enum has another number",
    reason: "the number is all that is sent of it: it means another member, or none",
  },
  "enum-value-removed": {
    summary: "a member of an enum is gone",
    reason: "who has the new file does not know the number that others still send",
  },
} as const satisfies Readonly<Record<string, Rule>>;

/** The name of a rule. */
export type RuleName = keyof typeof rules;
