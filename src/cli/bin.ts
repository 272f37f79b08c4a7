#!/usr/bin/env node
// What npm links as `thriftserve`.
import { main } from "./main.ts";

await main();
