// Values of every type of the conformance service, with the extremes of each.
#include "values.h"

#include <cmath>
#include <limits>

using namespace conformance;
using conformance_base::Weekday;
using std::string;

namespace {

const double infinity = std::numeric_limits<double>::infinity();

string everyByte() {
  string bytes;
  for (int byte = 0; byte < 256; byte++) bytes += static_cast<char>(byte);
  return bytes;
}

}  // namespace

const std::vector<string> texts = {
    "", "a", "grüß dich", "日本語", "🌍🚀👩‍👩‍👧", "Ελληνικά", "עברית", "العربية", "हिन्दी", "русский",
    "control \x01 inside", "quote \" back \\ line \n tab \t slash /", "e\u0301", string(70000, 'x'),
};
const std::vector<string> blobs = {"", string(1, '\0'), everyByte(), "\xff\xfe\x80", string(70000, '\x80')};
const std::vector<double> doubles = {
    0.0, -0.0, 1.5, -1e-300, 1.7976931348623157e308, 5e-324, M_PI, infinity, -infinity, std::nan(""),
};
const std::vector<int32_t> ints = {0, 1, -1, 63, 64, -64, -65, 127, 128, 300, INT32_MAX, INT32_MIN};
const std::vector<int64_t> longs = {
    0, 1, -1, 64, -65, 1LL << 32, (1LL << 53) + 1, -(1LL << 53) - 1, INT64_MAX, INT64_MIN,
};

Point point(int32_t x, int32_t y) {
  Point value;
  value.x = x;
  value.y = y;
  return value;
}

/** The order of maps' keys and sets' members: the generated code leaves it to whoever uses it. */
bool conformance::Point::operator<(const Point& other) const {
  return x != other.x ? x < other.x : y < other.y;
}

Scalars scalars(int n) {
  Scalars value;
  value.truth = n % 2 == 1;
  value.tiny = static_cast<int8_t>(-n);
  value.small = INT16_MIN;
  value.medium = INT32_MAX;
  value.large = INT64_MIN;
  value.real = n / 3.0;
  value.text = "текст " + std::to_string(n);
  value.data = string(1, static_cast<char>(n)) + string("\0\xff", 2);
  value.color = Color::NONE;
  value.at = 1700000000000 + n;
  return value;
}

Containers containers() {
  Containers value;
  value.bools = {true, false, false, true};
  value.bytes = {-128, 0, 127};
  value.shorts = {INT16_MIN, 0, INT16_MAX};
  value.ints = ints;
  value.longs = longs;
  value.doubles = {0.5, -0.0, infinity};
  value.words = texts;
  value.blobs = blobs;
  value.colors = {Color::RED, Color::NONE, Color::BLUE};
  for (int x = 0; x < 20; x++) value.points.push_back(point(x, -x));
  value.numbers = {1, 2, 3, INT32_MIN};
  value.names = {"", "one", "zwei"};
  value.counts = {{"", 0}, {"one", 1}, {"__proto__", 2}, {"constructor", 3}};
  value.labels = {{0, "zero"}, {-1, "minus one"}, {INT32_MAX, "largest"}};
  value.index = {{"none", {}}, {"some", {"a", "b"}}};
  value.cube = {{{1, 2}, {}}, {}, {{3}}};
  value.deep = {{"a", {{"b", {{1, 2}, {}}}, {"c", {}}}}, {"d", {}}};
  value.rows = {{{"one", scalars(1)}, {"two", scalars(2)}}, {}, {{"three", scalars(3)}}};
  return value;
}

Keys keys() {
  Keys value;
  value.truths = {{true, "yes"}, {false, "no"}};
  value.longs = {{INT64_MAX, INT64_MIN}, {0, (1LL << 53) + 1}};
  value.reals = {{0.5, "half"}, {-infinity, "least"}};
  value.blobs = {{"", string(1, '\0')}, {string("\xff\0", 2), "both"}};
  value.days = {{Color::RED, Weekday::SUNDAY}, {Color::NONE, Weekday::MONDAY}};
  value.bools = {true, false};
  value.instants = {INT64_MAX, 0};
  value.chunks = {"", "\x80"};
  value.palette = {Color::GREEN, Color::BLUE};
  value.places = {{point(0, 0), "origin"}, {point(-1, INT32_MAX), "far"}};
  value.corners = {point(1, 1), point(1, 2)};
  return value;
}

Tree chain(int depth) {
  Tree value;
  value.value = depth;
  if (depth > 1) value.__set_after(std::make_shared<Tree>(chain(depth - 1)));
  return value;
}

Tree tree() {
  Tree branch;
  branch.value = 3;
  branch.__set_children({chain(2)});
  Tree value;
  value.value = 1;
  value.__set_children({chain(1), branch});
  value.__set_after(std::make_shared<Tree>(chain(1)));
  return value;
}

Needs fewNeeds() {
  Needs value;
  value.must = "m";
  value.__set_should("s");
  return value;
}

Needs allNeeds() {
  Needs value;
  value.__set_may("");
  value.__set_should("");
  value.__set_zero(0);
  value.__set_flag(false);
  value.__set_items({});
  value.__set_place(point(0, 0));
  return value;
}

Sparse sparse() {
  Sparse value;
  value.high = "200";
  value.one = "1";
  value.highest = "32767";
  value.seventeen = "17";
  value.sixteen = "16";
  value.two = false;
  return value;
}

Release2 release2() {
  Release2 value;
  value.name = "second";
  value.scalars = scalars(1);
  value.containers = containers();
  value.grid = {{1, {{2, point(3, 4)}}}, {5, {}}};
  value.tree = tree();
  value.truth = true;
  value.reals = {0.5};
  value.choice.__set_number(1);
  value.last = -9;
  return value;
}

Everything everything() {
  Everything value;
  value.scalars = scalars(1);
  value.containers = containers();
  value.__set_keys(keys());
  value.__set_choice(choices().back());
  value.__set_tree(tree());
  value.__set_needs(allNeeds());
  Defaults defaults;
  defaults.__set_medium(-1);
  defaults.__set_needed("other");
  value.__set_defaults(defaults);
  value.__set_sparse(sparse());
  value.__set_nothing(Nothing());
  conformance_base::Identity identity;
  identity.process = 1;
  identity.thread = 2;
  identity.count = 3;
  value.__set_identity(identity);
  NotFound failure;
  failure.key = "an exception is a struct too";
  value.__set_failure(failure);
  return value;
}

std::vector<Choice> choices() {
  std::vector<Choice> values(4);
  values[0].__set_name("");
  values[1].__set_number(-1);
  values[2].__set_point(point(1, 2));
  values[3].__set_words({"a", ""});
  return values;
}
