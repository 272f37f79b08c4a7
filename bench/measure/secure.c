// Calls over TLS: CALLERS threads, each with a connection of its own, call for SECONDS.
//
//   secure PORT CALLERS SECONDS REQUEST REPLY_SIZE CALLS_EACH
//
// After CALLS_EACH calls a caller closes its connection and opens another, with a whole handshake: no session is
// resumed. 0: connections stay, and the time runs from when each has had a reply. The server's certificate is not
// checked. REQUEST and REPLY_SIZE are as in load.c. Prints one line of JSON; times are microseconds, from connecting
// or, where connections stay, from sending to the reply's last byte.

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { LARGEST = 1 << 20, MOST_CALLS = 1 << 22, PATIENCE_SECONDS = 10 };

static struct sockaddr_in server;
static SSL_CTX *context;
static uint8_t request[LARGEST];
static int request_size, calls_each;
static uint32_t reply_size;
static double length, start, end;
static uint32_t took[MOST_CALLS];
static long done, dropped, wrong; // shared by the callers
static pthread_barrier_t ready;

static double seconds_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static SSL *open_connection(void) {
  int connection = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  struct timeval patience = {.tv_sec = PATIENCE_SECONDS};
  setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  SSL *tls = SSL_new(context);
  SSL_set_fd(tls, connection);
  if (!connect(connection, (struct sockaddr *)&server, sizeof server) && SSL_connect(tls) == 1) return tls;
  SSL_free(tls);
  close(connection);
  return NULL;
}

static void close_connection(SSL *tls) {
  const int connection = SSL_get_fd(tls);
  SSL_shutdown(tls);
  SSL_free(tls);
  close(connection);
}

static int receive(SSL *tls, uint8_t *bytes, int size) {
  while (size) {
    const int got = SSL_read(tls, bytes, size);
    if (got <= 0) return 0;
    bytes += got;
    size -= got;
  }
  return 1;
}

/** @returns the size of the reply, or -1 when the connection ended before. */
static long call(SSL *tls) {
  uint32_t size;
  uint8_t chunk[4096];
  if (SSL_write(tls, request, request_size) != request_size) return -1;
  if (!receive(tls, (uint8_t *)&size, 4)) return -1;
  for (uint32_t left = ntohl(size); left;) {
    const uint32_t part = left < sizeof chunk ? left : sizeof chunk;
    if (!receive(tls, chunk, (int)part)) return -1;
    left -= part;
  }
  return (long)ntohl(size);
}

static void count(long size, double before) {
  if (size < 0) {
    __sync_fetch_and_add(&dropped, 1);
    return;
  }
  const long number = __sync_fetch_and_add(&done, 1);
  if (number < MOST_CALLS) took[number] = (uint32_t)((seconds_now() - before) * 1e6);
  if (size != reply_size) __sync_fetch_and_add(&wrong, 1);
}

static void *caller(void *unused) {
  SSL *tls = calls_each ? NULL : open_connection();
  if (tls) call(tls);
  if (pthread_barrier_wait(&ready) == PTHREAD_BARRIER_SERIAL_THREAD) {
    start = seconds_now();
    end = start + length;
  }
  pthread_barrier_wait(&ready);
  for (double before; (before = seconds_now()) < end;) {
    if (!tls) tls = open_connection();
    long size = tls ? call(tls) : -1;
    count(size, before);
    for (int more = 1; size >= 0 && more < calls_each; more++) {
      before = seconds_now();
      count(size = call(tls), before);
    }
    if (tls && (calls_each || size < 0)) {
      close_connection(tls);
      tls = NULL;
    }
  }
  if (tls) close_connection(tls);
  return unused;
}

static int ascending(const void *one, const void *other) {
  const uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)other;
  return a < b ? -1 : a > b;
}

int main(int argc, char **argv) {
  if (argc != 7) {
    fputs("usage: secure PORT CALLERS SECONDS REQUEST REPLY_SIZE CALLS_EACH\n", stderr);
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  server.sin_family = AF_INET;
  server.sin_port = htons((uint16_t)atoi(argv[1]));
  server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int callers = atoi(argv[2]);
  length = atof(argv[3]);
  FILE *file = fopen(argv[4], "rb");
  if (!file) {
    perror(argv[4]);
    return 1;
  }
  request_size = (int)fread(request, 1, sizeof request, file);
  reply_size = (uint32_t)atoi(argv[5]);
  calls_each = atoi(argv[6]);
  context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);

  pthread_barrier_init(&ready, NULL, (unsigned)callers);
  pthread_t *threads = calloc((size_t)callers, sizeof *threads);
  for (int i = 0; i < callers; i++) pthread_create(&threads[i], NULL, caller, NULL);
  for (int i = 0; i < callers; i++) pthread_join(threads[i], NULL);
  const double seconds = seconds_now() - start;

  const long known = done < MOST_CALLS ? done : MOST_CALLS;
  qsort(took, (size_t)known, sizeof *took, ascending);
  printf("{\"rate\":%.1f,\"p50\":%u,\"p99\":%u,\"dropped\":%ld,\"wrong\":%ld}\n", (double)done / seconds,
         took[known / 2], took[known * 99 / 100], dropped, wrong);
  return 0;
}
