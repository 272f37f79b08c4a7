// Makes a network of many megabytes that answers as the trained one does: `bun widen.ts FILE [UNITS]`. With 2048 units, the
// default, it has 23 MB. Each unit of the hidden layer becomes several that do the same, whose weights onwards add up to its own;
// behind them comes a layer that passes on what it gets. (Net2Net, Chen et al. 2015.)
import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { denseNetwork, type Layer, layersOf } from "./onnx.ts";

const [file = "wide.onnx", units = "2048"] = process.argv.slice(2);
const [first, second] = layersOf(readFileSync(new URL("./digits.onnx", import.meta.url)));
const times = Math.ceil(Number(units) / first!.outputs);
const width = times * first!.outputs;
writeFileSync(file, denseNetwork(28, [repeated(first!), passingOn(width), shared(second!)]));

/** Each unit `times` times. */
function repeated({ inputs, outputs, weights, bias }: Layer): Layer {
  const wide = new Float32Array(inputs * width);
  for (let at = 0; at < wide.length; at++) {
    wide[at] = weights[Math.floor(at / width) * outputs + (at % outputs)]!;
  }
  return {
    inputs,
    outputs: width,
    weights: wide,
    bias: Float32Array.from({ length: width }, (_, at) => bias[at % outputs]!),
  };
}

function passingOn(width: number): Layer {
  const weights = new Float32Array(width * width);
  for (let unit = 0; unit < width; unit++) weights[unit * width + unit] = 1;
  return { inputs: width, outputs: width, weights, bias: new Float32Array(width) };
}

/** What was one unit's share comes from `times` of them. */
function shared({ inputs, outputs, weights, bias }: Layer): Layer {
  const wide = Float32Array.from(
    { length: width * outputs },
    (_, at) => weights[at % (inputs * outputs)]! / times,
  );
  return { inputs: width, outputs, weights: wide, bias };
}
