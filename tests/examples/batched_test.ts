// Holds what the examples' networks answer to calls in a batch against their answer to each alone: nobody gets another's.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Digits } from "../../examples/digits/generated/digits.ts";
import { loadNetwork as loadDigits } from "../../examples/digits/network.ts";
import { Voice } from "../../examples/voice/generated/voice.ts";
import { listen, loadNetwork as loadVoice } from "../../examples/voice/network.ts";
import { connect, serve } from "../../mod.ts";
import { type Tensor, tensor, typedArray } from "../../tensor.ts";

const clients = Array.from({ length: 16 }, (_, index) => index);

function serving(name: string) {
  const handler = new URL(`../../examples/${name}/batched.ts`, import.meta.url);
  return serve(handler, { port: 0, workers: 1, logLevel: "fatal" });
}

/** By a tenth of a thousandth: rows of a matrix are added up in another order when they are many. */
function assertClose(got: number, expected: number): void {
  assert.ok(Math.abs(got - expected) < 1e-4, `${got} is not ${expected}`);
}

test("digits", async () => {
  const alone = await loadDigits();
  const digits = readFileSync(new URL("../../examples/digits/digits.bin", import.meta.url));
  const server = await serving("digits");
  await Promise.all(
    clients.map(async (index) => {
      await using client = await connect(Digits, server.address);
      for (let at = index; at < 100; at += 5) {
        const image = digits.subarray(at * 785 + 1, (at + 1) * 785);
        const { digit, probability } = await client.predict(tensor(image, [28, 28]));
        const [expected] = await alone.run(new Uint8Array(image));
        assert.equal(digit, expected!.digit);
        assertClose(probability, expected!.probability);
        if (index === 0) await assert.rejects(client.predict(tensor(image)), { name: "WrongImage" });
      }
    }),
  );
  await server.close();
});

test("voices, of two rates at a time", async () => {
  const alone = await loadVoice();
  const server = await serving("voice");
  await Promise.all(
    clients.map(async (index) => {
      await using client = await connect(Voice, server.address);
      const length = index % 2 === 0 ? 512 : 256;
      let memory: Float32Array | undefined;
      let given: Tensor | undefined;
      for (let piece = 0; piece < 10; piece++) {
        const samples = Float32Array.from({ length }, (_, at) => Math.sin(at * (piece + 1) * (index + 1)));
        const heard = await client.listen({ samples: tensor(samples), memory: given });
        const [expected] = await listen(alone, [{ samples, memory }]);
        assertClose(heard.probability, expected!.probability);
        memory = expected!.memory;
        given = heard.memory;
        typedArray(given, "FLOAT").forEach((one, at) => {
          assertClose(one, memory![at]!);
        });
      }
    }),
  );
  await server.close();
});
