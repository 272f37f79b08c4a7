// A service that says whether its worker has warmed up, which takes a while.
import type { Warmup } from "../../mod.ts";

export const service = `service Warmed {
  bool isWarm()
  void heat(1: i32 degrees)
  void crash()
}`;

let degrees = 0;

export default {
  isWarm: () => degrees >= 42,
  async heat(by: number) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    degrees += by;
  },
  crash: () => process.exit(1),
};

export const warmup: Warmup = [
  { method: "heat", args: { degrees: 20 } },
  { method: "heat", args: [22] },
];
