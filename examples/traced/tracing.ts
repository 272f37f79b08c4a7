// Sets OpenTelemetry up in each worker that imports the handler: spans go to a collector over OTLP, at OTEL_EXPORTER_OTLP_ENDPOINT
// or http://localhost:4318.
import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";

export const provider = new BasicTracerProvider({
  resource: resourceFromAttributes({ "service.name": "quotes" }),
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
});

trace.setGlobalTracerProvider(provider);
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
