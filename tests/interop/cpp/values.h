// Values that a server must give back unchanged.
#pragma once

#include <string>
#include <vector>

#include "Conformance.h"

extern const std::vector<std::string> texts;
extern const std::vector<std::string> blobs;
extern const std::vector<double> doubles;
extern const std::vector<int32_t> ints;
extern const std::vector<int64_t> longs;

conformance::Point point(int32_t x, int32_t y);
conformance::Scalars scalars(int n);
conformance::Containers containers();
conformance::Keys keys();
conformance::Tree tree();
/** A tree nested `depth` deep through its optional field. */
conformance::Tree chain(int depth);
conformance::Needs fewNeeds();
conformance::Needs allNeeds();
conformance::Sparse sparse();
conformance::Release2 release2();
conformance::Everything everything();
/** One union for each field. */
std::vector<conformance::Choice> choices();
