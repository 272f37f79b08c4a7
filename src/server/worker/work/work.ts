// The interface between a worker and its calls: they come with connections that it is handed, or are sent to it.
import type { Handler } from "../../../handler/handler.ts";
import type { Processor } from "../../../processor/processor.ts";
import type { Accepted, RuntimeParent } from "../../../runtime/runtime.ts";
import type { ResolvedService } from "../../../schema/service.ts";
import type { LoopLoad, WorkerCounts } from "../../counting/worker_counts.ts";
import type { ServerMessage } from "../../messages.ts";
import type { Settings } from "../../options/settings.ts";
import type { Reports } from "../../reports.ts";
import type { Opening } from "./opening.ts";

/** What a worker has to do, once it is ready. */
export interface Work {
  /** That of its event loop. */
  readonly load: LoopLoad;
  /** Does what has to be done before the worker is ready. @param service whose functions are called. */
  open(service: ResolvedService): Promise<void>;
  /** Takes a message that is not for the worker itself. */
  receive(message: ServerMessage, accepted?: Accepted): void;
  /** Others take its place: finishes what it is at. */
  retire(): Promise<void>;
  /** Takes nothing more. Resolves when all is answered. */
  drain(): Promise<void>;
  /** Lets go of what it holds at the end. */
  close(): Promise<void>;
}

/** The parts of a worker that its work needs. */
export interface WorkParts {
  readonly id: number;
  readonly parent: RuntimeParent;
  readonly processor: Processor;
  readonly handler: Handler;
  readonly settings: Settings;
  readonly reports: Reports;
  readonly opening: Opening;
  readonly counts: WorkerCounts | undefined;
  /** It takes one connection. */
  readonly oneConnection: boolean;
  /** That connection has ended. */
  ended(): void;
}
