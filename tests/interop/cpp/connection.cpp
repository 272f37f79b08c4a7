// Builds the library's transports and protocols by their names.
#include "connection.h"

#include <stdexcept>

#include <thrift/protocol/TBinaryProtocol.h>
#include <thrift/protocol/TCompactProtocol.h>
#include <thrift/protocol/THeaderProtocol.h>
#include <thrift/protocol/TJSONProtocol.h>
#include <thrift/protocol/TMultiplexedProtocol.h>
#include <thrift/transport/TBufferTransports.h>
#include <thrift/transport/THeaderTransport.h>
#include <thrift/transport/THttpClient.h>
#include <thrift/transport/TSSLSocket.h>
#include <thrift/transport/TSocket.h>
#include <thrift/transport/TZlibTransport.h>

using namespace apache::thrift::protocol;
using namespace apache::thrift::transport;

namespace {

const int timeout = 15000;  // milliseconds for each read and write: a hang fails a check, not the run

/** Removes `suffix` from the end of `text`; tells whether it was there. */
bool removeSuffix(std::string& text, const std::string& suffix) {
  if (text.size() < suffix.size()) return false;
  if (text.compare(text.size() - suffix.size(), suffix.size(), suffix) != 0) return false;
  text.resize(text.size() - suffix.size());
  return true;
}

std::shared_ptr<TSocket> openSocket(const Address& address) {
  std::shared_ptr<TSocket> socket;
  if (address.text.find('/') != std::string::npos) {
    socket = std::make_shared<TSocket>(address.text);
  } else if (address.text[0] == '@') {
    socket = std::make_shared<TSocket>(std::string(1, '\0') + address.text.substr(1));
  } else {
    const auto colon = address.text.rfind(':');
    const auto host = address.text.substr(0, colon);
    const auto port = std::stoi(address.text.substr(colon + 1));
    if (address.trusted.empty()) {
      socket = std::make_shared<TSocket>(host, port);
    } else {
      static TSSLSocketFactory factory;  // OpenSSL is set up once, and stays until the program ends
      factory.loadTrustedCertificates(address.trusted.c_str());
      factory.authenticate(true);
      socket = factory.createSocket(host, port);
    }
  }
  socket->setConnTimeout(timeout);
  socket->setRecvTimeout(timeout);
  socket->setSendTimeout(timeout);
  return socket;
}

std::shared_ptr<TTransport> layered(const std::string& name, const std::shared_ptr<TSocket>& socket) {
  if (name == "buffered") return std::make_shared<TBufferedTransport>(socket);
  if (name == "framed") return std::make_shared<TFramedTransport>(socket);
  if (name == "zlib") return std::make_shared<TZlibTransport>(std::make_shared<TBufferedTransport>(socket));
  if (name == "framed-zlib") return std::make_shared<TZlibTransport>(std::make_shared<TFramedTransport>(socket));
  if (name == "http") return std::make_shared<THttpClient>(socket, "localhost", "/");
  throw std::invalid_argument("no such transport: " + name);
}

/** A header protocol makes its own transport. Every message has an info header. */
std::shared_ptr<TProtocol> withHeaders(const std::string& name, bool zlib, const std::shared_ptr<TSocket>& socket) {
  const auto id = name == "binary" ? T_BINARY_PROTOCOL : T_COMPACT_PROTOCOL;
  auto protocol = std::make_shared<THeaderProtocol>(std::make_shared<TBufferedTransport>(socket), id);
  auto transport = std::dynamic_pointer_cast<THeaderTransport>(protocol->getTransport());
  if (zlib) transport->setTransform(THeaderTransport::ZLIB_TRANSFORM);
  protocol->setHeader("library", "C++");
  return protocol;
}

std::shared_ptr<TProtocol> plain(const std::string& name, const std::shared_ptr<TTransport>& transport) {
  if (name == "binary") return std::make_shared<TBinaryProtocol>(transport);
  if (name == "binary-old") return std::make_shared<TBinaryProtocol>(transport, 0, 0, false, false);
  if (name == "compact") return std::make_shared<TCompactProtocol>(transport);
  if (name == "json") return std::make_shared<TJSONProtocol>(transport);
  throw std::invalid_argument("no such protocol: " + name);
}

std::shared_ptr<TProtocol> speak(const std::string& dialect, const std::shared_ptr<TSocket>& socket) {
  const auto slash = dialect.find('/');
  auto name = dialect.substr(0, slash);
  const auto transport = dialect.substr(slash + 1);
  const bool multiplexed = removeSuffix(name, "-multiplexed");
  const bool header = transport.compare(0, 6, "header") == 0;
  auto protocol = header ? withHeaders(name, transport == "header-zlib", socket)
                         : plain(name, layered(transport, socket));
  if (multiplexed) return std::make_shared<TMultiplexedProtocol>(protocol, "Conformance");
  return protocol;
}

}  // namespace

Connection::Connection(const Address& address, const std::string& dialect)
    : address_(address), dialect_(dialect) {
  reconnect();
}

Connection::~Connection() { close(); }

void Connection::reconnect() {
  close();
  auto socket = openSocket(address_);
  protocol_ = speak(dialect_, socket);
  client_ = std::make_unique<conformance::ConformanceClient>(protocol_);
  socket->open();
}

void Connection::close() {
  try {
    if (protocol_) protocol_->getTransport()->close();
  } catch (const std::exception&) {
    // a failed check may have left it in any state
  }
}
