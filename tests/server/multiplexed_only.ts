// Services of multiplexed.thrift without one that answers calls without a prefix.
import { services as all } from "./multiplexed.ts";

export const service = new URL("./multiplexed.thrift", import.meta.url);

export const services = { Calculator: all.Calculator, Notes: all.Notes };
