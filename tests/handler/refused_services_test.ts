// Services that cannot be multiplexed are refused, with a remedy.
import assert from "node:assert/strict";
import { test } from "node:test";
import { calculator, modulesOf, second, service, shared, sharedModule } from "./services.ts";

const refused: readonly {
  readonly what: string;
  readonly handler: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly says: string;
}[] = [
  {
    what: "services that is no object",
    handler: `${service}export const services = 5;`,
    says: "<folder>/handler.ts exports services, which is no object: expected export const services = { NAME: { ...methods }, ... }",
  },
  {
    what: "services with nothing in it",
    handler: `${service}export const services = {};`,
    says: "<folder>/handler.ts exports services with nothing in it: expected export const services = { NAME: { ...methods }, ... }",
  },
  {
    what: "a key with a colon",
    handler: `${service}export const services = { "a:b": ${second} };`,
    says: '<folder>/handler.ts: services has the key "a:b": expected a name without a colon, which clients put before one',
  },
  {
    what: "an entry that is no object",
    handler: `${service}export const services = { Second: () => 5 };`,
    says: "<folder>/handler.ts: services.Second is no object: expected its methods, or a whole handler module",
  },
  {
    what: "a listed module that lists services itself",
    handler: `import * as two from "./two.ts";\nexport const services = { Second: two };`,
    files: { "two.ts": `${service}export const services = {};\nexport default ${second};` },
    says: "<folder>/handler.ts: services.Second lists services itself: list them in <folder>/handler.ts",
  },
  {
    what: "a key that names no service",
    handler: `${service}export const services = { Third: ${second} };`,
    says: "<folder>/handler.ts: services.Third: calculator.thrift and what it includes define no service Third; they define shared.Base, shared.Shared, Calculator, Second. A whole module with a service of its own may have any key",
  },
  {
    what: "a key that names services of two included files",
    handler: 'export const service = "both.thrift";\nexport const services = { Shared: {} };',
    files: {
      "both.thrift": 'include "shared.thrift"\ninclude "more.thrift"',
      "more.thrift": "service Shared {}",
    },
    says: "<folder>/handler.ts: services.Shared may be shared.Shared or more.Shared: use one of these as the key",
  },
  {
    what: "methods without an IDL",
    handler: `export const services = { Second: ${second} };`,
    says: '<folder>/handler.ts exports no service: add export const service = new URL("./NAME.thrift", import.meta.url), or name the IDL with --idl FILE#Service',
  },
  {
    what: "a listed module whose service is not there",
    handler: `import * as two from "./two.ts";\nexport const services = { Second: two };`,
    files: {
      "two.ts": `export const service = new URL("./calculator.thrift#Third", import.meta.url);\nexport default ${second};`,
    },
    says: "<folder>/handler.ts: calculator.thrift defines no service Third; it defines Calculator, Second",
  },
  {
    what: "methods too few of one of them",
    handler: `${service}export const services = { Second: ${second}, Calculator: { add() {} } };`,
    says: "<folder>/handler.ts: services.Calculator lacks a method of Calculator: inherited",
  },
  {
    what: "methods too few of the default export",
    handler: `${service}export const services = { Calculator: ${calculator} };\nexport default {};`,
    says: "<folder>/handler.ts lacks a method of Second: two",
  },
  {
    what: "a default export that is no object",
    handler: `${service}export const services = { Calculator: ${calculator} };\nexport default 5;`,
    says: "<folder>/handler.ts has no default export with the methods of Second: expected export default { two(...) { ... }, ... }",
  },
  {
    what: "a default export that may be several services",
    handler: `${service}export const services = { Shared: ${shared} };\nexport default ${second};`,
    says: "<folder>/handler.ts: its default export may be Calculator or Second: name the service, as in calculator.thrift#Calculator",
  },
  {
    what: "a #Name that is neither listed nor the default export",
    handler: `export const service = "calculator.thrift#Second";\nexport const services = { Calculator: ${calculator} };`,
    says: "<folder>/handler.ts: service names Second as the one that answers calls without a prefix, which is neither listed in services nor has a default export with its methods",
  },
  {
    what: "a key that names services of two files of one name",
    handler: 'export const service = "both.thrift";\nexport const services = { "api.Shared": {} };',
    files: {
      "both.thrift": 'include "one.thrift"\ninclude "a/api.thrift"\ninclude "b/api.thrift"',
      "one.thrift": 'include "api.thrift"',
      "api.thrift": "struct Other {}",
      "a/api.thrift": "service Shared {}",
      "b/api.thrift": "service Shared {}",
    },
    says: "<folder>/handler.ts: services.api.Shared may be a/api.Shared or b/api.Shared: use one of these as the key",
  },
  {
    what: "an init of a listed module that is no function",
    handler: `import * as shared from "./shared.ts";\nexport const services = { Shared: shared };`,
    files: { "shared.ts": `${sharedModule}\nexport const init = 5;` },
    says: "<folder>/handler.ts: services.Shared exports init, which is no function",
  },
];

for (const { what, handler, files, says } of refused) {
  test(`${what}: refused with a remedy`, async () => {
    using modules = modulesOf(handler, files);
    assert.equal(await modules.refusal(), says);
  });
}
