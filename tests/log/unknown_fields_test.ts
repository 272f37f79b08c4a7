// Properties of a result that the IDL has no field for are told in the log, once for a whole server.
import assert from "node:assert/strict";
import { test } from "node:test";
import { modelArguments, probeHandler, start } from "../fixtures/command_line.ts";
import { probe } from "../fixtures/serving.ts";

// On the server's event loop, in two threads, in a process for each connection, and in two processes.
for (const model of ["simple", "threadpool", "forking", "processpool"] as const) {
  test(`a property of a result that is no field is told once, with the field that was meant: ${model}`, async () => {
    await using server = await start(probeHandler, ...modelArguments(model));
    for (let round = 0; round < (model === "forking" ? 3 : 6); round++) {
      const client = await server.connect(probe);
      for (let call = 0; call < 3; call++) {
        const seen = await client.call("misspelt", [
          "threed",
          "odd name\n",
          ...Array(20)
            .keys()
            .map((n) => `x${n}`),
        ]);
        assert.equal(Object.keys(seen as object).length, 4);
      }
      client.close();
    }
    server.signal("SIGTERM");
    const { stderr, status } = await server.ended();
    assert.equal(status, 0);
    const lines = stderr.split("\n").filter((line) => line.includes("has no field"));
    assert.deepEqual(
      lines.map((line) => line.slice(line.indexOf("Probe.misspelt"))),
      [
        "Probe.misspelt result: Seen has no field threed; did you mean thread?",
        'Probe.misspelt result: Seen has no field "odd name\\n"',
        ...[0, 1, 2].map((n) => `Probe.misspelt result: Seen has no field x${n}`),
      ],
    );
    assert.match(lines[0]!, / warning /);
  });
}
