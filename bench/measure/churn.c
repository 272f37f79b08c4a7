// Fresh connections: each call connects, sends one request, reads the reply and closes. CALLERS threads do so for
// SECONDS.
//
//   churn PORT CALLERS SECONDS REQUEST REPLY_SIZE CALLS_A_SECOND
//
// CALLS_A_SECOND spreads the calls evenly; 0 makes each caller begin its next call when it has its reply. A server
// that falls behind gets 2 seconds more, and the calls that are then left are not made. REQUEST and REPLY_SIZE are as
// in load.c. Prints one line of JSON; times are microseconds, from connecting to the reply's last byte.

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { LARGEST = 1 << 20, MOST_CALLS = 1 << 22, PATIENCE_SECONDS = 10, GRACE_SECONDS = 2 };

static struct sockaddr_in server;
static uint8_t request[LARGEST];
static size_t request_size;
static uint32_t reply_size;
static double pace, start, end;
static uint32_t took[MOST_CALLS];
static long begun, done, dropped, wrong; // shared by the callers

static double seconds_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static int receive(int connection, uint8_t *bytes, size_t size) {
  while (size) {
    ssize_t got = recv(connection, bytes, size, 0);
    if (got <= 0) return 0;
    bytes += got;
    size -= (size_t)got;
  }
  return 1;
}

/** Reads the reply to its end. @returns its size, or -1 when the connection ended before. */
static long reply(int connection) {
  uint32_t length;
  uint8_t chunk[4096];
  if (!receive(connection, (uint8_t *)&length, 4)) return -1;
  for (uint32_t left = ntohl(length); left;) {
    uint32_t part = left < sizeof chunk ? left : sizeof chunk;
    if (!receive(connection, chunk, part)) return -1;
    left -= part;
  }
  return (long)ntohl(length);
}

static long call(void) {
  int connection = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  struct timeval patience = {.tv_sec = PATIENCE_SECONDS};
  setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  long size = -1;
  if (!connect(connection, (struct sockaddr *)&server, sizeof server) &&
      send(connection, request, request_size, MSG_NOSIGNAL) == (ssize_t)request_size) {
    size = reply(connection);
  }
  close(connection);
  return size;
}

static void *caller(void *unused) {
  for (;;) {
    const long number = __sync_fetch_and_add(&begun, 1);
    const double due = pace > 0 ? start + (double)number / pace : 0;
    const double early = due - seconds_now();
    const double last = pace > 0 ? end + GRACE_SECONDS : end;
    if (number >= MOST_CALLS || due >= end || seconds_now() >= last) return unused;
    if (early > 0) usleep((useconds_t)(early * 1e6));
    const double before = seconds_now();
    const long size = call();
    if (size < 0) {
      __sync_fetch_and_add(&dropped, 1);
    } else {
      took[__sync_fetch_and_add(&done, 1)] = (uint32_t)((seconds_now() - before) * 1e6);
      if (size != reply_size) __sync_fetch_and_add(&wrong, 1);
    }
  }
}

static int ascending(const void *one, const void *other) {
  const uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)other;
  return a < b ? -1 : a > b;
}

int main(int argc, char **argv) {
  if (argc != 7) {
    fputs("usage: churn PORT CALLERS SECONDS REQUEST REPLY_SIZE CALLS_A_SECOND\n", stderr);
    return 2;
  }
  server.sin_family = AF_INET;
  server.sin_port = htons((uint16_t)atoi(argv[1]));
  server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int callers = atoi(argv[2]);
  FILE *file = fopen(argv[4], "rb");
  if (!file) {
    perror(argv[4]);
    return 1;
  }
  request_size = fread(request, 1, sizeof request, file);
  reply_size = (uint32_t)atoi(argv[5]);
  pace = atof(argv[6]);

  start = seconds_now();
  end = start + atof(argv[3]);
  pthread_t *threads = calloc((size_t)callers, sizeof *threads);
  for (int i = 0; i < callers; i++) pthread_create(&threads[i], NULL, caller, NULL);
  for (int i = 0; i < callers; i++) pthread_join(threads[i], NULL);
  const double seconds = seconds_now() - start;

  qsort(took, (size_t)done, sizeof *took, ascending);
  printf("{\"rate\":%.1f,\"p50\":%u,\"p99\":%u,\"dropped\":%ld,\"wrong\":%ld}\n", (double)done / seconds,
         took[done / 2], took[done * 99 / 100], dropped, wrong);
  return 0;
}
