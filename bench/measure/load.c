// A load generator: keeps DEPTH calls under way on each of CONNECTIONS connections for SECONDS, in one thread.
//
//   load PORT CONNECTIONS DEPTH SECONDS REQUEST REPLY_SIZE
//
// REQUEST is a file with one whole frame, length included; it is sent over and over. Every reply has to be a
// frame of REPLY_SIZE bytes: an exception has another size. With = before it, replies are that many bytes and no frames. The time runs from when every connection has had a
// first reply: a server may start a thread or a process for each. Prints one line of JSON; times are microseconds.

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { SLOWEST = 1 << 22, CHUNK = 1 << 18, EVENTS = 512, PATIENCE = 15000000 };

typedef struct {
  int socket;
  int watches_output;
  uint8_t length[4];     // of the reply that is coming in, where it says so
  unsigned length_bytes; // how many of these four are there
  uint32_t body_left;
  size_t to_send;        // bytes of requests that wait to be written
  size_t phase;          // how far into a request the next byte to be written is
  uint64_t *begun;       // when each call under way began: a ring of DEPTH
  unsigned oldest;
} Connection;

static uint8_t *requests; // DEPTH + 1 of them in a row
static size_t request_size;
static uint32_t reply_size;
static unsigned prefix = 4; // bytes of a reply's length
static unsigned depth;
static int poller;
static uint32_t latencies[SLOWEST]; // how many calls took this many microseconds
static uint64_t calls, dropped, wrong, alive;
static int sends_on; // whether each reply is followed by the next call

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static uint64_t microseconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_nsec / 1000;
}

static void watch(Connection *connection, int output) {
  if (output == connection->watches_output) return;
  connection->watches_output = output;
  struct epoll_event event = {.events = EPOLLIN | (output ? EPOLLOUT : 0), .data.ptr = connection};
  if (epoll_ctl(poller, EPOLL_CTL_MOD, connection->socket, &event)) fail("epoll_ctl");
}

static void drop(Connection *connection) {
  close(connection->socket);
  connection->socket = -1;
  dropped++;
  alive--;
}

/** Writes what waits. All requests are the same, so any run of bytes of the row of them is the right one. */
static void send_waiting(Connection *connection) {
  while (connection->to_send) {
    size_t row = request_size * (depth + 1) - connection->phase;
    size_t size = connection->to_send < row ? connection->to_send : row;
    ssize_t sent = send(connection->socket, requests + connection->phase, size, MSG_NOSIGNAL);
    if (sent < 0 && errno == EAGAIN) break;
    if (sent < 0) return drop(connection);
    connection->to_send -= (size_t)sent;
    connection->phase = (connection->phase + (size_t)sent) % request_size;
  }
  watch(connection, connection->to_send > 0);
}

static void finish_call(Connection *connection, uint64_t now) {
  uint64_t *begun = &connection->begun[connection->oldest];
  uint64_t took = now - *begun;
  latencies[took < SLOWEST ? took : SLOWEST - 1]++;
  *begun = now; // the call that takes its place begins
  connection->oldest = (connection->oldest + 1) % depth;
  connection->length_bytes = 0;
  if (sends_on) connection->to_send += request_size;
  calls++;
}

static void take(Connection *connection, const uint8_t *bytes, size_t size, uint64_t now) {
  while (size) {
    if (connection->length_bytes < prefix) {
      connection->length[connection->length_bytes++] = *bytes++;
      size--;
      if (connection->length_bytes < prefix) continue;
      const uint8_t *length = connection->length;
      connection->body_left = (uint32_t)length[0] << 24 | length[1] << 16 | length[2] << 8 | length[3];
      if (connection->body_left != reply_size) wrong++;
    } else if (connection->body_left == 0) {
      connection->body_left = reply_size; // prefix is 0
    }
    size_t part = size < connection->body_left ? size : connection->body_left;
    bytes += part;
    size -= part;
    connection->body_left -= (uint32_t)part;
    if (connection->body_left == 0) finish_call(connection, now);
  }
}

static void receive(Connection *connection) {
  static uint8_t chunk[CHUNK];
  ssize_t size = recv(connection->socket, chunk, sizeof chunk, 0);
  if (size < 0 && errno == EAGAIN) return;
  if (size <= 0) return drop(connection);
  take(connection, chunk, (size_t)size, microseconds());
  if (!connection->watches_output) send_waiting(connection);
}

static void connect_to(Connection *connection, uint16_t port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  connection->socket = socket(AF_INET, SOCK_STREAM, 0);
  if (connection->socket < 0) fail("socket");
  if (connect(connection->socket, (struct sockaddr *)&address, sizeof address)) fail("connect");
  int on = 1;
  setsockopt(connection->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  fcntl(connection->socket, F_SETFL, O_NONBLOCK);
  connection->begun = calloc(depth, sizeof *connection->begun);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, connection->socket, &event)) fail("epoll_ctl");
  alive++;
}

static void read_request(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) fail(path);
  fseek(file, 0, SEEK_END);
  request_size = (size_t)ftell(file);
  rewind(file);
  requests = malloc(request_size * (depth + 1));
  if (!requests || fread(requests, 1, request_size, file) != request_size) fail(path);
  for (unsigned i = 1; i <= depth; i++) memcpy(requests + i * request_size, requests, request_size);
}

/** The microseconds that a share of the calls took at most. */
static unsigned percentile(double share) {
  uint64_t seen = 0;
  for (unsigned took = 0; took < SLOWEST; took++) {
    seen += latencies[took];
    if (seen && (double)seen >= share * (double)calls) return took;
  }
  return 0;
}

static void begin_calls(Connection *connections, unsigned count, unsigned each) {
  const uint64_t now = microseconds();
  for (Connection *connection = connections; connection < connections + count; connection++) {
    connection->oldest = 0;
    for (unsigned call = 0; call < each; call++) connection->begun[call] = now;
    connection->to_send = request_size * each;
    send_waiting(connection);
  }
}

/** Reads replies and sends what follows them until a time, or until so many calls are done. */
static void serve_events(uint64_t end, uint64_t enough) {
  static struct epoll_event events[EVENTS];
  while (alive && calls < enough && microseconds() < end) {
    const int ready = epoll_wait(poller, events, EVENTS, 50);
    for (int i = 0; i < ready; i++) {
      Connection *connection = events[i].data.ptr;
      if (events[i].events & EPOLLOUT) send_waiting(connection);
      if (connection->socket >= 0 && events[i].events & ~(uint32_t)EPOLLOUT) receive(connection);
    }
  }
}

int main(int argc, char **argv) {
  if (argc != 7) {
    fputs("usage: load PORT CONNECTIONS DEPTH SECONDS REQUEST REPLY_SIZE\n", stderr);
    return 2;
  }
  const unsigned count = (unsigned)atoi(argv[2]);
  depth = (unsigned)atoi(argv[3]);
  const double wanted = atof(argv[4]);
  read_request(argv[5]);
  prefix = argv[6][0] == '=' ? 0 : 4;
  reply_size = (uint32_t)atoi(argv[6] + (prefix ? 0 : 1));
  poller = epoll_create1(0);
  Connection *connections = calloc(count, sizeof *connections);
  for (unsigned i = 0; i < count; i++) connect_to(&connections[i], (uint16_t)atoi(argv[1]));

  begin_calls(connections, count, 1);
  serve_events(microseconds() + PATIENCE, count);
  if (calls < count) {
    fprintf(stderr, "%lu of %u connections had no reply within %d s\n", count - calls, count, PATIENCE / 1000000);
    return 1;
  }
  calls = 0;
  memset(latencies, 0, sizeof latencies);

  const uint64_t start = microseconds();
  sends_on = 1;
  begin_calls(connections, count, depth);
  serve_events(start + (uint64_t)(wanted * 1e6), UINT64_MAX);
  const double seconds = (double)(microseconds() - start) / 1e6;
  printf("{\"rate\":%.1f,\"p50\":%u,\"p99\":%u,\"dropped\":%lu,\"wrong\":%lu}\n", (double)calls / seconds,
         percentile(.5), percentile(.99), dropped, wrong);
  return 0;
}
