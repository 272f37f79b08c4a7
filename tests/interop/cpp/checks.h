// The answers that a server of idl/conformance.thrift must give.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "connection.h"

/** One check: throws std::exception when the server did not answer as it must. */
struct Check {
  std::string name;
  std::function<void(Connection&)> run;
};

/** All checks, in the order in which they run. */
std::vector<Check> allChecks();
