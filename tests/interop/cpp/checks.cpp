// The checks: an echo for every type, then what goes right, then what goes wrong.
#include "checks.h"

#include <numeric>
#include <random>

#include "expect.h"
#include "values.h"

using namespace conformance;
using apache::thrift::TApplicationException;
using apache::thrift::protocol::T_CALL;
using apache::thrift::protocol::T_EXCEPTION;
using apache::thrift::protocol::T_REPLY;
using apache::thrift::protocol::T_STRING;
using apache::thrift::protocol::T_STRUCT;
using apache::thrift::protocol::TProtocol;
using conformance_base::Refused;
using conformance_base::Weekday;
using std::string;
using std::vector;

namespace {

using Client = ConformanceClient;

/** A function that returns a number, called with each of the values. */
template <typename T>
Check echo(const string& name, T (Client::*method)(T), const vector<T>& values) {
  return {name, [=](Connection& connection) {
            for (const T value : values) expect<T>((connection.client().*method)(value), value, std::to_string(value));
          }};
}

/** A function that fills in what it returns. */
template <typename T>
Check echo(const string& name, void (Client::*method)(T&, const T&), const vector<T>& values) {
  return {name, [=](Connection& connection) {
            for (size_t index = 0; index < values.size(); index++) {
              T answer;
              (connection.client().*method)(answer, values[index]);
              expect<T>(answer, values[index], "value " + std::to_string(index));
            }
          }};
}

vector<int32_t> upTo(int32_t length) {
  vector<int32_t> numbers(length);
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

template <typename T>
vector<T> with(vector<T> values, const T& more) {
  values.push_back(more);
  return values;
}

Unnumbered unnumbered() {
  Unnumbered value;
  value.first = "first";
  value.second = INT32_MIN;
  return value;
}

Release1 release1() {
  Release1 value;
  value.name = "first";
  value.last = 1;
  return value;
}

vector<Check> echoes() {
  Everything bare;
  bare.scalars = scalars(1);
  Defaults changed;
  changed.__set_text("");
  changed.__set_ints({});
  changed.__set_point(point(0, 0));
  const vector<vector<vector<int32_t>>> cube = {{{1, 2}, {}}, {}, {{3}}};
  const vector<std::map<string, std::set<int32_t>>> nested = {{{"a", {1, 2}}, {"b", {}}}, {}, {{"", {-1}}}};
  const string nul("nul \0 inside", 12);
  return {
      echo<bool>("echoBool", &Client::echoBool, {true, false}),
      echo<int8_t>("echoByte", &Client::echoByte, {0, 1, -1, 127, -128}),
      echo<int16_t>("echoI16", &Client::echoI16, {0, 1, -1, 255, INT16_MAX, INT16_MIN}),
      echo<int32_t>("echoI32", &Client::echoI32, ints),
      echo<int64_t>("echoI64", &Client::echoI64, longs),
      echo<double>("echoDouble", &Client::echoDouble, doubles),
      echo<string>("echoString", &Client::echoString, with(texts, string(1 << 20, 'y'))),
      echo<string>("echoString_of_nul", &Client::echoString, {nul}),
      echo<string>("echoBinary", &Client::echoBinary, with(blobs, string(1 << 20, '\xff'))),
      echo<Color::type>("echoColor", &Client::echoColor, {Color::RED, Color::BLUE, Color::NONE}),
      echo<int64_t>("echoInstant", &Client::echoInstant, {0, INT64_MAX}),
      echo<Weekday::type>("echoWeekday", &Client::echoWeekday, {Weekday::MONDAY, Weekday::SUNDAY}),
      echo<vector<int32_t>>("echoInts", &Client::echoInts, {{}, {7}, upTo(14), upTo(15), upTo(10000)}),
      echo<std::set<string>>("echoNames", &Client::echoNames, {{}, {"a"}, {texts.begin(), texts.end()}}),
      echo<std::map<string, string>>("echoMap", &Client::echoMap, {{}, {{"", ""}, {"__proto__", "a"}, {"ü", "日本"}}}),
      echo<vector<vector<vector<int32_t>>>>("echoCube", &Client::echoCube, {{}, {{}}, {{{}}}, cube}),
      echo<vector<std::map<string, std::set<int32_t>>>>("echoNested", &Client::echoNested, {{}, {{}}, nested}),
      echo<Scalars>("echoScalars", &Client::echoScalars, {Scalars(), scalars(1), scalars(2)}),
      echo<Containers>("echoContainers", &Client::echoContainers, {Containers(), containers()}),
      echo<Keys>("echoKeys", &Client::echoKeys, {Keys(), keys()}),
      echo<Choice>("echoChoice", &Client::echoChoice, choices()),
      echo<Tree>("echoTree", &Client::echoTree, {chain(1), tree(), chain(50)}),
      echo<Needs>("echoNeeds", &Client::echoNeeds, {fewNeeds(), allNeeds()}),
      echo<Defaults>("echoDefaults", &Client::echoDefaults, {Defaults(), changed}),
      echo<Sparse>("echoSparse", &Client::echoSparse, {sparse()}),
      echo<Unnumbered>("echoUnnumbered", &Client::echoUnnumbered, {unnumbered()}),
      echo<Nothing>("echoNothing", &Client::echoNothing, {Nothing()}),
      echo<Everything>("echoEverything", &Client::echoEverything, {bare, everything()}),
      echo<Release1>("echoRelease1", &Client::echoRelease1, {release1()}),
      echo<Release2>("echoRelease2", &Client::echoRelease2, {release2()}),
  };
}

// ------------------------------------------------------------------ what goes right

void callsWithoutResult(Connection& connection) {
  auto& client = connection.client();
  client.ping();
  client.forget("x");
  client.check(false);
  require(client.nap(1) == 1, "nap");
  require(client.work(1) == 1015568748, "work");
  conformance_base::Identity identity;
  client.whoami(identity);
  require(identity.process > 1 && identity.count >= 1, "whoami");
}

void argumentsOfEveryKind(Connection& connection) {
  auto& client = connection.client();
  const Scalars it = scalars(5);
  Scalars answer;
  client.assemble(answer, it.truth, it.tiny, it.small, it.medium, it.large, it.real, it.text, it.data, it.color, it.at);
  expect(answer, it, "assemble");
  require(client.addDefaults(1, 2) == 3, "addDefaults");
}

void argumentsWithoutIds(Connection& connection) {
  require(connection.client().subtract(3, 5) == -2, "subtract");
}

/** The arguments' struct of a function with one argument, field 1, a struct that `write` writes. */
template <typename Write>
auto oneStruct(const Write& write) {
  return [=](TProtocol& protocol) {
    protocol.writeStructBegin("args");
    protocol.writeFieldBegin("value", T_STRUCT, 1);
    write(protocol);
    protocol.writeFieldEnd();
    protocol.writeFieldStop();
    protocol.writeStructEnd();
  };
}

void defaultsFilledIn(Connection& connection) {
  send(connection, "describe", 4, oneStruct([](TProtocol& protocol) {
         protocol.writeStructBegin("Defaults");
         protocol.writeFieldBegin("needed", T_STRING, 15);
         protocol.writeString(string("given"));
         protocol.writeFieldEnd();
         protocol.writeFieldStop();
         protocol.writeStructEnd();
       }));
  Conformance_describe_result result;
  receive(connection, result);
  const vector<string> expected = {
      "truth=true", "tiny=-8", "small=127", "medium=2147483647", "large=5000000000",
      "real=1.5", "text=default", "color=2", "day=1", "needed=given",
  };
  require(result.success == expected, "the defaults are not those of the IDL");
}

void optionalFields(Connection& connection) {
  vector<string> names;
  connection.client().present(names, fewNeeds());
  require(names == vector<string>{"must", "should"}, "only two fields were sent");
  connection.client().present(names, allNeeds());
  require(names.size() == 7, "all seven fields were sent");
}

void unknownFieldsSkipped(Connection& connection) {
  send(connection, "echoRelease1", 5, oneStruct([](TProtocol& protocol) { release2().write(&protocol); }));
  Conformance_echoRelease1_result result;
  const auto beginning = receive(connection, result);
  require(beginning.kind == T_REPLY && beginning.sequence == 5, "the reply's beginning");
  require(result.success.name == "second" && result.success.last == -9, "the known fields");
}

void oneway(Connection& connection) {
  const string topic = "cpp-" + std::to_string(std::random_device()()) + std::to_string(std::random_device()());
  const vector<string> notes = {"note 0 🌍", "note 1 🌍", "note 2 🌍"};
  for (const auto& note : notes) connection.client().note(topic, note);
  vector<string> kept;
  connection.client().notes(kept, topic);
  require(kept == notes, "the notes that were kept");
}

void sequenceIds(Connection& connection) {
  for (const int32_t sequence : {0, 1, -1, INT32_MAX, INT32_MIN}) {
    Conformance_echoI32_args arguments;
    arguments.value = sequence;
    send(connection, "echoI32", sequence, [&](TProtocol& protocol) { arguments.write(&protocol); });
    Conformance_echoI32_result result;
    const auto beginning = receive(connection, result);
    require(beginning.name == "echoI32" && beginning.sequence == sequence && result.success == sequence,
            "the reply to sequence id " + std::to_string(sequence));
  }
}

void manyCalls(Connection& connection) {
  for (int32_t number = 0; number < 200; number++) {
    require(connection.client().echoI32(number) == number, "echoI32");
  }
}

/** One after the other: a server of the simple model serves one at a time. */
void newConnections(Connection& connection) {
  for (int64_t number = 0; number < 3; number++) {
    connection.reconnect();
    require(connection.client().echoI64(number) == number, "echoI64");
  }
}

// ------------------------------------------------------------------ what goes wrong

void declaredExceptions(Connection& connection) {
  auto& client = connection.client();
  string value;
  client.lookUp(value, "key");
  require(value == "value", "lookUp");
  const auto missing = expectThrows<NotFound>([&] { client.lookUp(value, "kéy"); });
  require(missing.key == "kéy" && missing.candidates == vector<string>{"key"}, "NotFound");
  require(missing.near == point(-1, 1), "NotFound's struct");
  const auto refused = expectThrows<Refused>([&] { client.lookUp(value, ""); });
  require(refused.reason == "an empty key" && refused.code == 400, "Refused");
  const auto byDefault = expectThrows<Refused>([&] { client.check(true); });
  require(byDefault.reason == "as asked" && byDefault.code == 403, "Refused by default");
  expectThrows<Refused>([&] { client.nap(60001); });
}

void undeclaredExceptions(Connection& connection) {
  auto& client = connection.client();
  string value;
  const string message = "schief gegangen: ÄÖÜ 🌍";
  const auto error = expectThrows<TApplicationException>([&] { client.fail(value, message); });
  require(error.getType() == TApplicationException::UNKNOWN && error.what() == message, error.what());
  const auto misfit = expectThrows<TApplicationException>([&] { client.misfit(); });
  require(string(misfit.what()).find("misfit") != string::npos, misfit.what());
  client.ping();
}

void unknownMethods(Connection& connection) {
  int32_t sequence = 0;
  for (const string name : {"nope", "toString", "constructor", "__proto__"}) {
    sequence++;
    send(connection, name, sequence, oneStruct([](TProtocol& protocol) { containers().write(&protocol); }));
    TApplicationException error;
    const auto beginning = receive(connection, error);
    require(beginning.name == name && beginning.kind == T_EXCEPTION && beginning.sequence == sequence,
            "the reply to " + name);
    require(error.getType() == TApplicationException::UNKNOWN_METHOD, error.what());
  }
  connection.client().ping();
}

/** Neither a struct without its required field nor a union without any is taken. */
void missingFields(Connection& connection) {
  for (const string name : {"echoTree", "echoChoice"}) {
    send(connection, name, 6, oneStruct([](TProtocol& protocol) { Nothing().write(&protocol); }));
    TApplicationException error;
    require(receive(connection, error).kind == T_EXCEPTION, name + " took a struct of no fields");
  }
  connection.client().ping();
}

}  // namespace

vector<Check> allChecks() {
  vector<Check> checks = echoes();
  const vector<Check> others = {
      {"calls_without_result", callsWithoutResult},
      {"arguments_of_every_kind", argumentsOfEveryKind},
      {"arguments_without_ids", argumentsWithoutIds},
      {"defaults_filled_in", defaultsFilledIn},
      {"optional_fields", optionalFields},
      {"unknown_fields_skipped", unknownFieldsSkipped},
      {"oneway", oneway},
      {"sequence_ids", sequenceIds},
      {"many_calls", manyCalls},
      {"declared_exceptions", declaredExceptions},
      {"undeclared_exceptions", undeclaredExceptions},
      {"unknown_methods", unknownMethods},
      {"missing_fields", missingFields},
      {"new_connections", newConnections},
  };
  checks.insert(checks.end(), others.begin(), others.end());
  return checks;
}
