// A service is read and compiled once for all connections, as long as its files stay what they are.
import assert from "node:assert/strict";
import { renameSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { compiledService } from "../../src/client/compiled.ts";
import { readService } from "../../src/client/service.ts";
import { IdlError } from "../../src/idl/errors.ts";
import { withFiles } from "../fixtures/temporary_files.ts";

const files = {
  "x.thrift":
    'include "sub/common.thrift"\ninclude "none.thrift"\nservice A { common.T f() } service B extends A {}',
  "sub/common.thrift": "typedef i32 T",
  "other/common.thrift": "typedef i64 T",
};

test("a service is read again when any of its files has changed, and only then", () => {
  withFiles(files, (directory) => {
    const at = (name: string) => join(directory, name);
    let seconds = 1_700_000_000;
    const put = (name: string, text: string) => {
      writeFileSync(at(name), text);
      // Of a file that was written just now nobody can tell whether it is written to once more.
      utimesSync(at(name), ++seconds, seconds);
    };
    for (const [name, text] of Object.entries(files)) put(name, text);
    const read = (name = "A") => readService(`${at("x.thrift")}#${name}`);
    const first = read();
    assert.equal(read(), first);
    assert.notEqual(read("B"), first);
    assert.equal(read(), first);

    const changes: readonly (readonly [change: () => void, returned: string])[] = [
      [() => put("sub/common.thrift", "typedef double T"), "double"],
      [() => put("sub/common.thrift", "typedef string T"), "string"],
      [() => renameSync(at("other/common.thrift"), at("sub/common.thrift")), "i64"],
      [
        () => {
          put("linked.thrift", "typedef bool T");
          unlinkSync(at("sub/common.thrift"));
          symlinkSync(at("linked.thrift"), at("sub/common.thrift"));
        },
        "bool",
      ],
      [() => put("linked.thrift", "typedef byte T"), "byte"],
    ];
    for (const [change, kind] of changes) {
      const before = read();
      change();
      const after = read();
      assert.equal(after.functions[0]!.returns?.kind, kind);
      assert.notEqual(after, before);
      assert.equal(read(), after);
    }
    const before = read();
    put("none.thrift", "");
    assert.notEqual(read(), before, "a file that was missing is there");
  });
});

test("files that are written to again and again, each time of one size, are read each time", () => {
  withFiles({ "x.thrift": "" }, (directory) => {
    const path = join(directory, "x.thrift");
    for (let time = 10; time < 60; time++) {
      writeFileSync(path, `service A { void f${time}() }`);
      assert.equal(readService(path).functions[0]!.name, `f${time}`);
    }
  });
});

test("an IDL with errors is not kept, nor is one whose file has gone", () => {
  withFiles({ "x.thrift": "service A { T f() }" }, (directory) => {
    const path = join(directory, "x.thrift");
    for (let time = 0; time < 2; time++) assert.throws(() => readService(path), IdlError);
    writeFileSync(path, "service A {}");
    assert.equal(readService(path).name, "A");
    unlinkSync(path);
    assert.throws(() => readService(path), IdlError);
  });
});

test("what a service is compiled to is shared by connections of one protocol and prefix", () => {
  withFiles(files, (directory) => {
    const service = readService(`${join(directory, "x.thrift")}#B`);
    const codecs = [
      compiledService(service, "binary", undefined),
      compiledService(service, "compact", undefined),
      compiledService(service, "json", undefined),
      compiledService(service, "binary", "B"),
      compiledService(service, "binary", "C"),
    ];
    assert.equal(new Set(codecs).size, codecs.length);
    assert.equal(compiledService(service, "binary", undefined), codecs[0]);
    assert.equal(compiledService(service, "json", undefined), codecs[2]);
    assert.equal(compiledService(service, "binary", "C"), codecs[4]);
  });
});
