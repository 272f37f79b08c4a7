// Apache Thrift's C++ servers (Debian: libthrift-dev libboost-dev libevent-dev), framed.
//
//   server-cpp MODEL PORT THREADS DIALECT [CERTIFICATE KEY]
//
// MODEL: nonblocking-io (THREADS of input and output, which run the calls too), nonblocking (one I/O thread,
// THREADS that run the calls), threadpool (THREADS), threaded, simple. DIALECT: binary, compact, json, and for models
// that are not nonblocking header, http, tls (binary).

#include <thrift/concurrency/ThreadFactory.h>
#include <thrift/concurrency/ThreadManager.h>
#include <thrift/protocol/TBinaryProtocol.h>
#include <thrift/protocol/TCompactProtocol.h>
#include <thrift/protocol/THeaderProtocol.h>
#include <thrift/protocol/TJSONProtocol.h>
#include <thrift/server/TNonblockingServer.h>
#include <thrift/server/TSimpleServer.h>
#include <thrift/server/TThreadPoolServer.h>
#include <thrift/server/TThreadedServer.h>
#include <thrift/transport/TBufferTransports.h>
#include <thrift/transport/THeaderTransport.h>
#include <thrift/transport/THttpServer.h>
#include <thrift/transport/TNonblockingServerSocket.h>
#include <thrift/transport/TSSLServerSocket.h>
#include <thrift/transport/TSSLSocket.h>
#include <thrift/transport/TServerSocket.h>

#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "gen-cpp/Bench.h"

namespace concurrency = apache::thrift::concurrency;
namespace protocol = apache::thrift::protocol;
namespace server = apache::thrift::server;
namespace transport = apache::thrift::transport;

class Handler : public bench::BenchIf {
 public:
  int32_t add(const int32_t a, const int32_t b) override { return a + b; }
  void bytes(std::string& result, const std::string& value) override { result = value; }
  void text(std::string& result, const std::string& value) override { result = value; }
  void texts(std::vector<std::string>& result, const std::vector<std::string>& value) override { result = value; }
  void points(std::vector<bench::Point>& result, const std::vector<bench::Point>& value) override { result = value; }
  void drawing(bench::Drawing& result, const bench::Drawing& value) override { result = value; }
  void counts(std::map<std::string, int32_t>& result, const std::map<std::string, int32_t>& value) override {
    result = value;
  }
  void names(std::map<int32_t, std::string>& result, const std::map<int32_t, std::string>& value) override {
    result = value;
  }
  void words(std::set<std::string>& result, const std::set<std::string>& value) override { result = value; }
  void longs(std::vector<int64_t>& result, const std::vector<int64_t>& value) override { result = value; }
  void doubles(std::vector<double>& result, const std::vector<double>& value) override { result = value; }
  void bools(std::vector<bool>& result, const std::vector<bool>& value) override { result = value; }
  void colours(std::vector<bench::Colour::type>& result, const std::vector<bench::Colour::type>& value) override {
    result = value;
  }
  void ids(std::set<int32_t>& result, const std::set<int32_t>& value) override { result = value; }
  void attributes(std::map<std::string, std::string>& result, const std::map<std::string, std::string>& value) override {
    result = value;
  }
  void places(std::map<std::string, std::vector<bench::Point>>& result, const std::map<std::string, std::vector<bench::Point>>& value) override {
    result = value;
  }
  void grid(std::vector<std::vector<std::vector<int32_t>>>& result, const std::vector<std::vector<std::vector<int32_t>>>& value) override {
    result = value;
  }
  void rows(std::vector<bench::Wide>& result, const std::vector<bench::Wide>& value) override { result = value; }
  void tree(bench::Tree& result, const bench::Tree& value) override { result = value; }
  void options(std::vector<bench::Options>& result, const std::vector<bench::Options>& value) override {
    result = value;
  }
  void values(std::vector<bench::Value>& result, const std::vector<bench::Value>& value) override { result = value; }
  void tensors(std::vector<bench::Tensor>& result, const std::vector<bench::Tensor>& value) override { result = value; }
};

static std::shared_ptr<concurrency::ThreadManager> started(size_t threads) {
  auto manager = concurrency::ThreadManager::newSimpleThreadManager(threads);
  manager->threadFactory(std::make_shared<concurrency::ThreadFactory>());
  manager->start();
  return manager;
}

static std::shared_ptr<transport::TServerSocket> secured(int port, const char* certificate, const char* key) {
  const auto sockets = std::make_shared<transport::TSSLSocketFactory>();
  sockets->server(true);
  sockets->loadCertificate(certificate);
  sockets->loadPrivateKey(key);
  return std::make_shared<transport::TSSLServerSocket>("127.0.0.1", port, sockets);
}

int main(int argc, char** argv) {
  if (argc != (argc > 4 && argv[4] == std::string("tls") ? 7 : 5)) {
    std::cerr << "usage: server-cpp MODEL PORT THREADS DIALECT [CERTIFICATE KEY]\n";
    return 2;
  }
  const std::string model = argv[1];
  const int port = std::stoi(argv[2]);
  const int threads = std::stoi(argv[3]);
  const auto processor = std::make_shared<bench::BenchProcessor>(std::make_shared<Handler>());
  std::shared_ptr<protocol::TProtocolFactory> protocols = std::make_shared<protocol::TBinaryProtocolFactory>();
  const std::string dialect = argv[4];
  if (dialect == "compact") protocols = std::make_shared<protocol::TCompactProtocolFactory>();
  if (dialect == "json") protocols = std::make_shared<protocol::TJSONProtocolFactory>();
  if (dialect == "header") protocols = std::make_shared<protocol::THeaderProtocolFactory>();

  if (model == "nonblocking" || model == "nonblocking-io") {
    const auto socket = std::make_shared<transport::TNonblockingServerSocket>("127.0.0.1", port);
    const auto manager = model == "nonblocking" ? started(threads) : nullptr;
    server::TNonblockingServer nonblocking(processor, protocols, socket, manager);
    nonblocking.setNumIOThreads(manager ? 1 : threads);
    nonblocking.serve();
    return 0;
  }
  const auto socket =
      dialect == "tls" ? secured(port, argv[5], argv[6]) : std::make_shared<transport::TServerSocket>("127.0.0.1", port);
  std::shared_ptr<transport::TTransportFactory> transports = std::make_shared<transport::TFramedTransportFactory>();
  if (dialect == "header") transports = std::make_shared<transport::THeaderTransportFactory>();
  if (dialect == "http") transports = std::make_shared<transport::THttpServerTransportFactory>();
  if (model == "threaded") {
    server::TThreadedServer(processor, socket, transports, protocols).serve();
  } else if (model == "threadpool") {
    server::TThreadPoolServer(processor, socket, transports, protocols, started(threads)).serve();
  } else if (model == "simple") {
    server::TSimpleServer(processor, socket, transports, protocols).serve();
  } else {
    std::cerr << "no such model: " << model << "\n";
    return 2;
  }
}
