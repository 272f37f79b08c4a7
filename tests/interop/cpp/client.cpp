// Calls a server of idl/conformance.thrift with Apache's own C++ library, and says what it answered.
//
//   client --address 127.0.0.1:9090 --dialects compact/framed,... [--skip echoI32,...] [--trust CERTIFICATE]
//
// The address is HOST:PORT, a Unix socket's path or @NAME of an abstract one; with --trust it is called over TLS.
// Each check of each dialect prints one line of JSON: {"dialect", "name", "ok", "detail"}. The exit status is 0
// when all are ok.
#include <cstdio>
#include <cstring>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <typeinfo>

#include <cxxabi.h>

#include <thrift/TOutput.h>

#include "checks.h"

namespace {

std::string json(const std::string& text) {
  std::string quoted = "\"";
  for (const unsigned char letter : text) {
    if (letter == '"' || letter == '\\') {
      quoted += {'\\', static_cast<char>(letter)};
    } else if (letter < 0x20 || letter == 0x7f) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", letter);
      quoted += escape;
    } else {
      quoted += static_cast<char>(letter);
    }
  }
  return quoted + '"';
}

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> parts;
  std::istringstream stream(list);
  for (std::string part; std::getline(stream, part, ',');) parts.push_back(part);
  return parts;
}

std::string nameOf(const std::exception& error) {
  int status = 0;
  char* name = abi::__cxa_demangle(typeid(error).name(), nullptr, nullptr, &status);
  const std::string text = status == 0 ? name : typeid(error).name();
  std::free(name);
  return text;
}

/** All checks of a dialect on one connection: a new one only after a failure has spoilt it. */
bool run(const std::string& dialect, const Address& address, const std::set<std::string>& skipped) {
  bool passed = true;
  std::unique_ptr<Connection> connection;
  for (const auto& check : allChecks()) {
    if (skipped.count(check.name)) continue;
    std::string problem;
    try {
      if (!connection) connection = std::make_unique<Connection>(address, dialect);
      check.run(*connection);
    } catch (const std::exception& error) {
      problem = nameOf(error) + ": " + error.what();
      connection.reset();
      passed = false;
    }
    std::cout << "{\"dialect\": " << json(dialect) << ", \"name\": " << json(check.name)
              << ", \"ok\": " << (problem.empty() ? "true" : "false") << ", \"detail\": " << json(problem) << "}"
              << std::endl;
  }
  return passed;
}

}  // namespace

int main(int count, char** arguments) {
  std::map<std::string, std::string> options;
  for (int index = 1; index + 1 < count; index += 2) options[arguments[index]] = arguments[index + 1];
  apache::thrift::GlobalOutput.setOutputFunction([](const char*) {});  // failures are told below

  const auto skip = split(options["--skip"]);
  const std::set<std::string> skipped(skip.begin(), skip.end());
  bool passed = true;
  for (const auto& dialect : split(options["--dialects"])) {
    passed = run(dialect, {options["--address"], options["--trust"]}, skipped) && passed;
  }
  return passed ? 0 : 1;
}
