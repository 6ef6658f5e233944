/*
 * load: one measurement of one server that is running already. Prints one line of JSON.
 *
 *   load --tongue pychat|irc|mqtt --port N --pids A,B [--people FILE] --links N [--room-size N] [--senders N]
 *        [--window N [--in-flight N] | --rate N] [--watch] [--warm S] [--seconds S] [--text BYTES]
 *        [--ramp 1000,5000] [--deaf N] [--cut]
 */
#define _GNU_SOURCE
#include "load.h"
#include <getopt.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct plan plan = {.tongue = &pychat, .host = "127.0.0.1", .port = 7070, .links = 100, .senders = 1, .window = 64,
                    .dialling = 256, .text = 100, .warm = 2, .seconds = 5, .settle = .5};
struct total total;
static uint64_t expected; /* deliveries that the posts sent so far must cause */
static int reach;         /* how many receive each post */

struct reading {
  uint64_t time, delivered, sent, answered, bytes;
  double server, own, machine;
};

static struct reading take_reading(void) {
  return (struct reading){now(), total.delivered, total.sent, total.answered, total.bytes, server_cpu(), own_cpu(), machine_cpu()};
}

static void print_span(const char *name, const struct reading *from, const struct reading *to) {
  double time = (to->time - from->time) / 1e9, server = to->server - from->server, own = to->own - from->own;
  uint64_t delivered = to->delivered - from->delivered;
  printf(",\"%s\":{\"seconds\":%.3f,\"deliveries\":%.0f,\"posts\":%.0f,\"answered\":%.0f,\"cpuPerMillion\":%.4f,"
         "\"cpuPerMillionPosts\":%.3f,\"server\":%.3f,\"load\":%.3f,\"others\":%.3f,\"bytesPerDelivery\":%.1f}",
         name, time, delivered / time, (to->sent - from->sent) / time, (to->answered - from->answered) / time,
         delivered ? server * 1e6 / delivered : 0, to->sent > from->sent ? server * 1e6 / (to->sent - from->sent) : 0,
         server / time, own / time, (to->machine - from->machine - server - own) / time,
         delivered ? (double)(to->bytes - from->bytes) / delivered : 0);
}

static void post(struct link *link) {
  link->posted++;
  total.sent++;
  expected += reach;
  /* What is written while the link is down goes out when it is back. */
  if (link->stage == READY) plan.tongue->say(link, link->posted);
}

/* Nobody has more than a window of unanswered posts, and all together not more than all windows undelivered. */
static void post_by_window(void) {
  static int next;
  uint64_t most = (uint64_t)plan.in_flight * reach;
  for (int idle = 0; idle < plan.senders && expected < total.delivered + most;) {
    struct link *link = &links[next];
    next = (next + 1) % plan.senders;
    bool full = plan.tongue->answers && link->posted - link->answered >= (uint64_t)plan.window;
    if (full || link->stage != READY || link->out.length > 65536) {
      idle++;
      continue;
    }
    idle = 0;
    post(link);
  }
}

static uint64_t first_due;
/* Answers how many milliseconds it may take until the next post. */
static int post_by_rate(void) {
  static uint64_t posted;
  uint64_t time = now();
  if (!first_due) first_due = time;
  while (time >= first_due + (uint64_t)(posted * 1e9 / plan.rate)) {
    post(&links[posted % plan.senders]);
    posted++;
  }
  double left = (double)(first_due + (uint64_t)(posted * 1e9 / plan.rate) - time) / 1e6;
  return left > 5 ? 5 : (int)ceil(left);
}

static void tend_all(void) {
  static uint64_t last;
  uint64_t time = now();
  if (time - last < 5000000ull) return;
  last = time;
  for (int i = 0; i < plan.links; i++) {
    if (links[i].stage == READY) plan.tongue->tend(&links[i], time);
    else if (links[i].stage == WAITING && links[i].dial_at && time >= links[i].dial_at) link_dial(&links[i]);
  }
}

static void turn(bool posting) {
  int wait = 5;
  if (posting && plan.rate > 0) wait = post_by_rate();
  else if (posting) post_by_window();
  tend_all();
  links_flush();
  links_poll(wait);
}

static void connect_up_to(int wanted) {
  uint64_t moved = now(), bytes = 0;
  int ready = 0;
  while (total.ready < wanted) {
    for (int i = total.started; i < wanted && total.started - total.ready - (int)total.gone < plan.dialling; i++)
      link_dial(&links[i]);
    turn(false);
    if (total.bytes != bytes || total.ready != ready) moved = now(), bytes = total.bytes, ready = total.ready;
    if (total.gone > 20 || total.ready + (int)total.gone >= wanted || now() - moved > 20000000000ull) break;
  }
  if (total.ready >= wanted) return;
  static char text[96];
  snprintf(text, sizeof text, "log-in stalls: %d of %d came in", total.ready, wanted);
  fail(text);
}

/* Until nothing has come for that long. */
static void settle(double seconds) {
  uint64_t start = now(), moved = start, bytes = total.bytes;
  while (now() - moved < seconds * 1e9 && now() - start < 60000000000ull) {
    turn(false);
    if (total.bytes > bytes + 4096) moved = now(), bytes = total.bytes;
  }
}

static void run_for(double seconds, bool posting, long *most_memory) {
  uint64_t end = now() + (uint64_t)(seconds * 1e9), looked = 0, moved = now(), delivered = total.delivered;
  while (now() < end) {
    turn(posting);
    uint64_t time = now();
    if (total.delivered != delivered) moved = time, delivered = total.delivered;
    if (time - moved > 15000000000ull && posting) fail("deliveries stall");
    if (!most_memory || time - looked < 100000000ull) continue;
    looked = time;
    long memory = server_memory();
    if (memory > *most_memory) *most_memory = memory;
  }
}

/* Everything that was posted has arrived everywhere, or nothing moves any more: a system asks a peer that took nothing
   for a while only every 13 seconds or so whether it takes something again. */
static void drain(void) {
  uint64_t moved = now(), delivered = total.delivered;
  while (total.delivered < expected || (plan.cut && total.ready < plan.links)) {
    turn(false);
    if (total.delivered != delivered) moved = now(), delivered = total.delivered;
    if (now() - moved > 30000000000ull) return;
  }
}

static void ramp(void) {
  char *steps = strdup(plan.ramp);
  long empty = server_memory(), before = empty;
  printf("{\"tongue\":\"%s\",\"idle0\":%ld,\"steps\":[", plan.tongue->name, before);
  int from = 0;
  for (char *step = strtok(steps, ","); step; step = strtok(NULL, ",")) {
    int to = atoi(step);
    total.entering = 0;
    struct reading start = take_reading();
    connect_up_to(to);
    struct reading end = take_reading();
    settle(plan.settle);
    run_for(12, false, NULL); /* what the server needed for the rush alone, it has given back by then */
    long memory = server_memory();
    double time = (end.time - start.time) / 1e9, made = to - from;
    double others = (end.machine - start.machine - (end.server - start.server) - (end.own - start.own)) / time;
    printf("%s{\"links\":%d,\"perSecond\":%.1f,\"cpuMs\":%.4f,\"entering\":%.4f,\"memory\":%ld,\"each\":%.2f,\"others\":%.3f}",
           from ? "," : "", to, made / time, (end.server - start.server) * 1e3 / made, total.entering / made, memory,
           (double)(memory - before) / made, others);
    before = memory;
    from = to;
  }
  printf("],\"each\":%.2f,\"bytesEach\":%.0f", from ? (double)(before - empty) / from : 0, total.ready ? (double)total.bytes / total.ready : 0);
}

/* Cuts every link without a word, and watches them come back as the product does: within a random quarter of a second, then slower. */
static void cut_all(void) {
  total.back = 1;
  uint64_t start = now();
  for (int i = 0; i < plan.links; i++) {
    link_cut(&links[i]);
    links[i].dial_at = start + 1 + (uint64_t)(drand48() * 250e6);
  }
  uint64_t posted = total.sent;
  while (total.ready < plan.links && now() - start < 60000000000ull) turn(plan.rate > 0);
  uint64_t back = now();
  drain();
  printf(",\"cut\":{\"back\":%.3f,\"all\":%.3f,\"ready\":%d,\"postedMeanwhile\":%llu}", (back - start) / 1e9, (now() - start) / 1e9,
         total.ready, (unsigned long long)(total.sent - posted));
}

static void measure(void) {
  connect_up_to(plan.links);
  settle(plan.settle);
  total.delivered = 0;
  long before = server_memory(), most = 0, most_deaf = 0;
  run_for(plan.warm, true, NULL);
  samples_clear();
  struct reading start = take_reading();
  run_for(plan.seconds, true, plan.deaf ? &most : NULL);
  struct reading end = take_reading();
  printf("{\"tongue\":\"%s\"", plan.tongue->name);
  print_span("span", &start, &end);
  if (plan.watch) samples_print("latency");
  if (plan.deaf) {
    for (int i = plan.links - plan.deaf; i < plan.links; i++) link_deafen(&links[i], true);
    samples_clear();
    start = take_reading();
    run_for(plan.seconds, true, &most_deaf);
    end = take_reading();
    print_span("deafSpan", &start, &end);
    samples_print("deafLatency");
    for (int i = plan.links - plan.deaf; i < plan.links; i++) link_deafen(&links[i], false);
    printf(",\"memoryMost\":%ld,\"memoryDeaf\":%ld", most, most_deaf);
  }
  if (plan.cut) cut_all();
  else drain();
  printf(",\"memoryBefore\":%ld,\"memory\":%ld", before, server_memory());
}

static void read_pids(char *text) {
  for (char *pid = strtok(text, ","); pid && plan.pid_count < 64; pid = strtok(NULL, ",")) plan.pids[plan.pid_count++] = atoi(pid);
}

static const struct tongue *tongue_named(const char *name) {
  if (!strcmp(name, "irc")) return &irc;
  return !strcmp(name, "mqtt") ? &mqtt : &pychat;
}

static void read_options(int count, char **words) {
  static const struct option options[] = {
      {"tongue", 1, 0, 't'}, {"port", 1, 0, 'p'}, {"pids", 1, 0, 'i'}, {"people", 1, 0, 'f'}, {"links", 1, 0, 'n'},
      {"room-size", 1, 0, 'z'}, {"senders", 1, 0, 's'}, {"window", 1, 0, 'w'}, {"in-flight", 1, 0, 'F'},
      {"rate", 1, 0, 'r'}, {"watch", 0, 0, 'l'}, {"warm", 1, 0, 'W'}, {"seconds", 1, 0, 'd'}, {"text", 1, 0, 'b'},
      {"ramp", 1, 0, 'R'}, {"deaf", 1, 0, 'q'}, {"cut", 0, 0, 'c'}, {"dialling", 1, 0, 'D'}, {"codec", 0, 0, 'C'},
      {"sealed", 0, 0, 'S'}, {0}};
  for (int letter; (letter = getopt_long(count, words, "", options, NULL)) != -1;) switch (letter) {
      case 't': plan.tongue = tongue_named(optarg); break;
      case 'p': plan.port = atoi(optarg); break;
      case 'i': read_pids(optarg); break;
      case 'f': plan.people = optarg; break;
      case 'n': plan.links = atoi(optarg); break;
      case 'z': plan.room_size = atoi(optarg); break;
      case 's': plan.senders = atoi(optarg); break;
      case 'w': plan.window = atoi(optarg); break;
      case 'F': plan.in_flight = atoi(optarg); break;
      case 'r': plan.rate = atof(optarg); break;
      case 'l': plan.watch = true; break;
      case 'W': plan.warm = atof(optarg); break;
      case 'd': plan.seconds = atof(optarg); break;
      case 'b': plan.text = atoi(optarg); break;
      case 'R': plan.ramp = optarg; break;
      case 'q': plan.deaf = atoi(optarg); break;
      case 'c': plan.cut = true; break;
      case 'D': plan.dialling = atoi(optarg); break;
      case 'S': plan.sealed = true; break;
      case 'C': exit(codec_check());
      default: exit(2);
    }
  if (!plan.room_size) plan.room_size = plan.links;
  if (!plan.in_flight) plan.in_flight = plan.window * plan.senders;
  if (plan.text < 25 || plan.text > 65536 || plan.senders > plan.links) fail("texts of 25 to 65536 bytes, no more senders than links");
  reach = plan.tongue->echoes ? plan.room_size : plan.room_size - 1;
}

int main(int count, char **words) {
  read_options(count, words);
  signal(SIGPIPE, SIG_IGN);
  links_open();
  if (plan.tongue == &pychat) people_read(plan.people);
  if (plan.ramp) ramp();
  else measure();
  printf(",\"sent\":%llu,\"expected\":%llu,\"delivered\":%llu,\"torn\":%llu,\"twice\":%llu,\"refused\":%llu,\"gone\":%llu}\n",
         (unsigned long long)total.sent, (unsigned long long)expected, (unsigned long long)total.delivered,
         (unsigned long long)total.torn, (unsigned long long)total.twice, (unsigned long long)total.refused,
         (unsigned long long)total.gone);
  return 0;
}
