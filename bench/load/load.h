/* A single-threaded load generator: many TLS connections, one epoll loop, everything counted and checked. */
#pragma once
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t byte;

struct bytes {
  byte *data;
  size_t length, at, room;
};

enum stage { WAITING, DIALLING, SHAKING, ENTERING, READY, GONE };

/* One client. */
struct link {
  int id, fd;
  enum stage stage;
  bool wants_out, touched, deaf;
  SSL *ssl;
  struct bytes out, rest;
  uint64_t dialled, dial_at, back_off;
  uint64_t lines;  /* received, of the measured room */
  uint64_t posted; /* the number of its last post */
  uint64_t answered; /* posts up to this number are acknowledged */
  void *own;       /* what the tongue keeps of it */
};

/* What a server speaks. */
struct tongue {
  const char *name, *alpn;
  bool echoes;   /* an author receives the own lines too */
  bool answers;  /* every post is acknowledged */
  void (*enter)(struct link *);
  size_t (*hear)(struct link *, const byte *, size_t); /* how much of it was used */
  void (*say)(struct link *, uint64_t no);
  void (*tend)(struct link *, uint64_t now); /* called every few milliseconds */
};
extern const struct tongue pychat, irc, mqtt;

struct plan {
  const struct tongue *tongue;
  const char *host, *people, *ramp;
  int port, links, room_size, senders, window, in_flight, dialling, text, deaf;
  int pids[64], pid_count;
  double rate, warm, seconds, settle;
  bool cut, watch, sealed; /* cut: all at once, after the measured time; watch: take latencies; sealed: as sealed lines are */
};
extern struct plan plan;

struct total {
  uint64_t delivered, sent, answered, bytes, torn, twice, refused, gone;
  int ready, started, back;
  double entering; /* seconds from dialling to ready, summed */
};
extern struct total total;
extern struct link *links;

/* link.c */
void links_open(void);
void link_dial(struct link *);
void link_cut(struct link *);
void link_send(struct link *, const void *, size_t);
void link_ready(struct link *);
void link_fail(struct link *, const char *why);
void link_deafen(struct link *, bool deaf);
void links_flush(void);
void links_poll(int milliseconds);
void put(struct bytes *, const void *, size_t);

/* meter.c */
uint64_t now(void);
double server_cpu(void), own_cpu(void), machine_cpu(void);
long server_memory(void); /* kB */
void line_arrived(struct link *, const byte *text, size_t length);
void samples_clear(void);
void samples_print(const char *name);
size_t text_write(byte *into, uint64_t no);
_Noreturn void fail(const char *what);

/* pychat.c */
void people_read(const char *path);
int codec_check(void);

/* peers.c */
const char *room_name(const struct link *);
