// Written by thriftserve gen from iris.thrift. Changes are lost when it is run again.
import type { CallContext, TypedService } from "../../../mod.ts";

export const Species = {
  SETOSA: 0,
  VERSICOLOR: 1,
  VIRGINICA: 2,
} as const;

export type Species = (typeof Species)[keyof typeof Species] | (number & {});

/** What is taken for a {@link Species}: the name of a member too. */
export type SpeciesInit = Species | keyof typeof Species;

/** In centimetres. */
export interface Flower {
  sepalLength: number;
  sepalWidth: number;
  petalLength: number;
  petalWidth: number;
}

/** What is taken for a {@link Flower}. */
export interface FlowerInit {
  readonly sepalLength: number;
  readonly sepalWidth: number;
  readonly petalLength: number;
  readonly petalWidth: number;
}

export interface Prediction {
  species: Species;
  /** From 0 to 1. */
  probability: number;
}

/** What is taken for a {@link Prediction}. */
export interface PredictionInit {
  readonly species: SpeciesInit;
  /** From 0 to 1. */
  readonly probability: number;
}

const $schema: TypedService["schema"] = {
  program: "iris",
  namespaces: {
    iris: {},
  },
  structs: {
    "iris.Flower": { kind: "struct", name: "iris.Flower", fields: [{ id: 1, name: "sepalLength", type: { kind: "double" }, requiredness: "required" }, { id: 2, name: "sepalWidth", type: { kind: "double" }, requiredness: "required" }, { id: 3, name: "petalLength", type: { kind: "double" }, requiredness: "required" }, { id: 4, name: "petalWidth", type: { kind: "double" }, requiredness: "required" }], doc: "In centimetres." },
    "iris.Prediction": { kind: "struct", name: "iris.Prediction", fields: [{ id: 1, name: "species", type: { kind: "enum", name: "iris.Species" }, requiredness: "required" }, { id: 2, name: "probability", type: { kind: "double" }, requiredness: "required", doc: "From 0 to 1." }] },
  },
  enums: {
    "iris.Species": { name: "iris.Species", values: [{ name: "SETOSA", value: 0 }, { name: "VERSICOLOR", value: 1 }, { name: "VIRGINICA", value: 2 }] },
  },
  constants: {},
  services: {
    "iris.Iris": { name: "iris.Iris", functions: [{ name: "predict", oneway: false, returns: { kind: "list", element: { kind: "struct", name: "iris.Prediction" } }, arguments: [{ id: 1, name: "flowers", type: { kind: "list", element: { kind: "struct", name: "iris.Flower" } }, requiredness: "default" }], throws: [], doc: "Predicts the species of each flower, in their order." }] },
  },
};

/** The methods of a handler of Iris. */
export interface IrisHandler {
  /** Predicts the species of each flower, in their order. */
  predict(flowers: Flower[], call: CallContext): readonly PredictionInit[] | Promise<readonly PredictionInit[]>;
}

/** The functions of Iris as a client calls them. */
export interface IrisClient {
  /** Predicts the species of each flower, in their order. */
  predict(flowers: readonly FlowerInit[]): Promise<Prediction[]>;
}

/** The service Iris: a handler exports it as `service`, and `connect` takes it. */
export const Iris: TypedService<IrisHandler, IrisClient> = {
  name: "Iris",
  functions: [...$schema.services["iris.Iris"]!.functions],
  schema: $schema,
};
