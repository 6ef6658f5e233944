/* Clocks, counters and latencies. */
#define _GNU_SOURCE
#include "load.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static const byte mark = '^';
static uint32_t *samples;
static size_t sample_count, sample_room;

uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000ull + time.tv_nsec;
}

/* User and system time of all threads of the server, those that have ended too. */
double server_cpu(void) {
  double sum = 0;
  for (int i = 0; i < plan.pid_count; i++) {
    char path[64], text[1024] = {0};
    snprintf(path, sizeof path, "/proc/%d/stat", plan.pids[i]);
    FILE *file = fopen(path, "r");
    if (!file) continue;
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    char *after = length ? strrchr(text, ')') : NULL;
    unsigned long user, system;
    if (after && sscanf(after + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) == 2)
      sum += (double)(user + system) / sysconf(_SC_CLK_TCK);
  }
  return sum;
}

double own_cpu(void) {
  struct rusage use;
  getrusage(RUSAGE_SELF, &use);
  return use.ru_utime.tv_sec + use.ru_stime.tv_sec + (use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
}

/* Busy seconds of all processors together: what is neither ours nor the server's is somebody else's. */
double machine_cpu(void) {
  unsigned long user = 0, nice = 0, system = 0, idle, wait, irq = 0, soft = 0;
  FILE *file = fopen("/proc/stat", "r");
  if (!file) return 0;
  if (fscanf(file, "cpu %lu %lu %lu %lu %lu %lu %lu", &user, &nice, &system, &idle, &wait, &irq, &soft) < 7) user = 0;
  fclose(file);
  return (double)(user + nice + system + irq + soft) / sysconf(_SC_CLK_TCK);
}

long server_memory(void) {
  long sum = 0;
  for (int i = 0; i < plan.pid_count; i++) {
    char path[64], text[256];
    snprintf(path, sizeof path, "/proc/%d/status", plan.pids[i]);
    FILE *file = fopen(path, "r");
    if (!file) continue;
    long size;
    while (fgets(text, sizeof text, file))
      if (sscanf(text, "VmRSS: %ld", &size) == 1) sum += size;
    fclose(file);
  }
  return sum;
}

/* A text is a mark, the moment it was sent (16 hex digits), its number (8), and filling. */
size_t text_write(byte *into, uint64_t no) {
  char head[32];
  snprintf(head, sizeof head, "%c%016llx%08x", mark, (unsigned long long)now(), (unsigned)no);
  memset(into, 'x', plan.text);
  memcpy(into, head, 25);
  return plan.text;
}

void line_arrived(struct link *link, const byte *text, size_t length) {
  link->lines++;
  total.delivered++;
  /* Who sends is no judge of how soon others hear it. */
  if (!plan.watch || link->id < plan.senders || length < 25 || text[0] != mark || link->deaf) return;
  uint64_t sent = 0;
  for (int i = 1; i <= 16; i++) sent = sent << 4 | (text[i] <= '9' ? text[i] - '0' : text[i] - 'a' + 10);
  uint64_t took = now() - sent;
  if (sample_count == sample_room) {
    sample_room = sample_room ? 2 * sample_room : 65536;
    samples = realloc(samples, sample_room * sizeof *samples);
  }
  samples[sample_count++] = took > UINT32_MAX ? UINT32_MAX : took;
}

void samples_clear(void) { sample_count = 0; }

static int ascending(const void *left, const void *right) {
  uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
  return (a > b) - (a < b);
}

static double quantile(double share) {
  return sample_count ? samples[(size_t)((sample_count - 1) * share)] / 1e6 : 0;
}

/* Milliseconds. */
void samples_print(const char *name) {
  qsort(samples, sample_count, sizeof *samples, ascending);
  printf(",\"%s\":{\"samples\":%zu,\"p50\":%.3f,\"p90\":%.3f,\"p99\":%.3f,\"p999\":%.3f,\"max\":%.3f}", name, sample_count,
         quantile(.5), quantile(.9), quantile(.99), quantile(.999), quantile(1));
}

_Noreturn void fail(const char *what) {
  printf("{\"error\":\"%s\"}\n", what);
  exit(1);
}
