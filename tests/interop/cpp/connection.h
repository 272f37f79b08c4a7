// A connection of Apache's C++ library in one of its dialects.
#pragma once

#include <memory>
#include <string>

#include "Conformance.h"

/** Where to connect: `HOST:PORT`, or a Unix socket's path; with a certificate to trust, over TLS. */
struct Address {
  std::string text;
  std::string trusted;
};

/** A connected client, with the doors below the generated code open. */
class Connection {
 public:
  /** Connects with a dialect, `protocol/transport`; throws what the library throws. */
  Connection(const Address& address, const std::string& dialect);
  ~Connection();

  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  conformance::ConformanceClient& client() { return *client_; }
  apache::thrift::protocol::TProtocol& protocol() { return *protocol_; }

  /** Closes this connection and opens another. */
  void reconnect();

 private:
  void close();

  const Address address_;
  const std::string dialect_;
  std::shared_ptr<apache::thrift::protocol::TProtocol> protocol_;
  std::unique_ptr<conformance::ConformanceClient> client_;
};
