enum Species {
  SETOSA = 0
  VERSICOLOR = 1
  VIRGINICA = 2
}

/** In centimetres. */
struct Flower {
  1: required double sepalLength
  2: required double sepalWidth
  3: required double petalLength
  4: required double petalWidth
}

struct Prediction {
  1: required Species species
  /** From 0 to 1. */
  2: required double probability
}

service Iris {
  /** Predicts the species of each flower, in their order. */
  list<Prediction> predict(1: list<Flower> flowers)
}
