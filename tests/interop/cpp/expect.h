// The elements of the checks: expectations that say what they found, and messages below the generated code.
#pragma once

#include <cmath>
#include <cstring>
#include <stdexcept>
#include <string>
#include <type_traits>

#include <thrift/TApplicationException.h>
#include <thrift/TBase.h>
#include <thrift/protocol/TBinaryProtocol.h>
#include <thrift/transport/TBufferTransports.h>

#include "connection.h"

inline void require(bool condition, const std::string& what) {
  if (!condition) throw std::runtime_error(what);
}

/** A struct's bytes: its sets and maps are sorted, so that equal structs have equal bytes. */
inline std::string encoded(const apache::thrift::TBase& value) {
  const auto memory = std::make_shared<apache::thrift::transport::TMemoryBuffer>();
  apache::thrift::protocol::TBinaryProtocol protocol(memory);
  value.write(&protocol);
  return memory->getBufferAsString();
}

/** Deep equality; of doubles by their bits, so that 0.0 is not -0.0, but any NaN is NaN. */
template <typename T>
bool same(const T& actual, const T& expected) {
  if constexpr (std::is_base_of_v<apache::thrift::TBase, T>) return encoded(actual) == encoded(expected);
  else if constexpr (std::is_same_v<T, double>) {
    return std::memcmp(&actual, &expected, sizeof(double)) == 0 || (std::isnan(actual) && std::isnan(expected));
  }
  else return actual == expected;
}

template <typename T>
void expect(const T& actual, const T& expected, const std::string& what) {
  require(same(actual, expected), what + " came back changed");
}

/** Calls, and returns the exception of a kind that this must throw. */
template <typename Kind, typename Call>
Kind expectThrows(const Call& call) {
  try {
    call();
  } catch (const Kind& error) {
    return error;
  }
  throw std::runtime_error("the call returned instead of throwing");
}

/** How a reply begins. */
struct Beginning {
  std::string name;
  apache::thrift::protocol::TMessageType kind;
  int32_t sequence;
};

/** Sends a call of any name; `arguments` writes the arguments' struct. */
template <typename Write>
void send(Connection& connection, const std::string& name, int32_t sequence, const Write& arguments) {
  auto& protocol = connection.protocol();
  protocol.writeMessageBegin(name, apache::thrift::protocol::T_CALL, sequence);
  arguments(protocol);
  protocol.writeMessageEnd();
  protocol.getTransport()->writeEnd();
  protocol.getTransport()->flush();
}

/** Reads the next reply into `result`, which is a result struct or a TApplicationException. */
template <typename Result>
Beginning receive(Connection& connection, Result& result) {
  auto& protocol = connection.protocol();
  Beginning beginning;
  protocol.readMessageBegin(beginning.name, beginning.kind, beginning.sequence);
  result.read(&protocol);
  protocol.readMessageEnd();
  protocol.getTransport()->readEnd();
  return beginning;
}
