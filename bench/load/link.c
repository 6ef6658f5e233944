/* Connections: dialled, shaken, read and written without ever waiting for one of them. */
#define _GNU_SOURCE
#include "load.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct link *links;
static SSL_CTX *context;
static int poller;
static struct link **touched;
static int touched_count;
static byte arrived[512 * 1024];

void put(struct bytes *to, const void *data, size_t length) {
  if (to->length + length > to->room) {
    to->room = 2 * (to->length + length);
    to->data = realloc(to->data, to->room);
    if (!to->data) fail("out of memory");
  }
  memcpy(to->data + to->length, data, length);
  to->length += length;
}

static void listen_for(struct link *link, bool out) {
  link->wants_out = out;
  struct epoll_event event = {.events = (link->deaf ? 0 : EPOLLIN) | (out ? EPOLLOUT : 0), .data.ptr = link};
  epoll_ctl(poller, EPOLL_CTL_MOD, link->fd, &event);
}

void links_open(void) {
  poller = epoll_create1(0);
  context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
  SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
  SSL_CTX_set_ciphersuites(context, "TLS_AES_256_GCM_SHA384");
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  long mode = SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER;
  if (plan.ramp) SSL_CTX_set_mode(context, mode | SSL_MODE_RELEASE_BUFFERS);
  else {
    SSL_CTX_set_mode(context, mode);
    SSL_CTX_set_read_ahead(context, 1);
    SSL_CTX_set_default_read_buffer_len(context, 65536);
  }
  links = calloc(plan.links, sizeof *links);
  touched = calloc(plan.links, sizeof *touched);
  for (int i = 0; i < plan.links; i++) links[i].id = i;
}

void link_dial(struct link *link) {
  link->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (link->fd < 0) fail("no socket (raise `ulimit -n`)");
  int one = 1, small = 16384;
  struct linger reset = {1, 0};
  setsockopt(link->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  setsockopt(link->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  /* A reader that will stop reading must not have megabytes of room in the kernel. */
  if (link->id >= plan.links - plan.deaf) setsockopt(link->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(plan.port)};
  inet_pton(AF_INET, plan.host, &to.sin_addr);
  if (connect(link->fd, (void *)&to, sizeof to) < 0 && errno != EINPROGRESS) fail("cannot connect");
  link->stage = DIALLING;
  link->dialled = now();
  link->wants_out = true;
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.ptr = link};
  epoll_ctl(poller, EPOLL_CTL_ADD, link->fd, &event);
  total.started++;
}

void link_cut(struct link *link) {
  if (link->ssl) SSL_free(link->ssl);
  close(link->fd);
  if (link->stage == READY) total.ready--;
  link->ssl = NULL;
  link->out.length = link->out.at = link->rest.length = 0;
  link->stage = WAITING;
}

/* Later connections of a client are tried again; one that dies in the middle of a measurement is told. */
void link_fail(struct link *link, const char *why) {
  if (link->stage == GONE || link->stage == WAITING) return;
  ERR_clear_error();
  enum stage stage = link->stage;
  link_cut(link);
  if (total.back && stage != READY) {
    link->back_off = link->back_off ? 2 * link->back_off : 500000000ull;
    if (link->back_off > 15000000000ull) link->back_off = 15000000000ull;
    link->dial_at = now() + (uint64_t)(drand48() * link->back_off);
    return;
  }
  if (total.gone++ < 3) fprintf(stderr, "load: client %d is gone (stage %d): %s\n", link->id, stage, why);
  link->stage = GONE;
}

void link_ready(struct link *link) {
  if (link->stage == READY) return;
  link->stage = READY;
  link->back_off = 0;
  total.ready++;
  total.entering += (now() - link->dialled) / 1e9;
}

void link_deafen(struct link *link, bool deaf) {
  link->deaf = deaf;
  listen_for(link, link->wants_out);
}

static void flush(struct link *link) {
  struct bytes *out = &link->out;
  while (out->at < out->length) {
    int written = SSL_write(link->ssl, out->data + out->at, out->length - out->at);
    if (written > 0) {
      out->at += written;
      continue;
    }
    int error = SSL_get_error(link->ssl, written);
    if (error == SSL_ERROR_WANT_WRITE || error == SSL_ERROR_WANT_READ) {
      if (!link->wants_out) listen_for(link, true);
      return;
    }
    link_fail(link, "cannot write");
    return;
  }
  out->at = out->length = 0;
  if (link->wants_out) listen_for(link, false);
}

/* Everything said in a turn leaves in one write, as the product's client does it. */
void link_send(struct link *link, const void *data, size_t length) {
  put(&link->out, data, length);
  if (link->touched) return;
  link->touched = true;
  touched[touched_count++] = link;
}

void links_flush(void) {
  for (int i = 0; i < touched_count; i++) {
    touched[i]->touched = false;
    if (touched[i]->ssl && touched[i]->stage >= ENTERING && touched[i]->stage != GONE) flush(touched[i]);
  }
  touched_count = 0;
}

static void read_all(struct link *link) {
  while (link->ssl && !link->deaf) {
    size_t before = link->rest.length;
    if (before > sizeof arrived - 65536) {
      link_fail(link, "a frame too long");
      return;
    }
    memcpy(arrived, link->rest.data, before);
    int got = SSL_read(link->ssl, arrived + before, 65536);
    if (got <= 0) {
      int error = SSL_get_error(link->ssl, got);
      if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return;
      link_fail(link, error == SSL_ERROR_ZERO_RETURN ? "closed by the server" : "cut by the server");
      return;
    }
    total.bytes += got;
    size_t length = before + got, used = plan.tongue->hear(link, arrived, length);
    link->rest.length = 0;
    if (!link->ssl) return;
    if (used < length) put(&link->rest, arrived + used, length - used);
    if (!SSL_has_pending(link->ssl)) return;
  }
}

static void shake(struct link *link) {
  int done = SSL_do_handshake(link->ssl);
  if (done == 1) {
    link->stage = ENTERING;
    listen_for(link, false);
    plan.tongue->enter(link);
    if (SSL_has_pending(link->ssl)) read_all(link);
    return;
  }
  int error = SSL_get_error(link->ssl, done);
  if (error == SSL_ERROR_WANT_READ) listen_for(link, false);
  else if (error == SSL_ERROR_WANT_WRITE) listen_for(link, true);
  else link_fail(link, "TLS handshake failed");
}

static void connected(struct link *link) {
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(link->fd, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error) {
    link_fail(link, strerror(error));
    return;
  }
  link->ssl = SSL_new(context);
  SSL_set_fd(link->ssl, link->fd);
  SSL_set_connect_state(link->ssl);
  if (plan.tongue->alpn) {
    byte name[32] = {strlen(plan.tongue->alpn)};
    memcpy(name + 1, plan.tongue->alpn, name[0]);
    SSL_set_alpn_protos(link->ssl, name, name[0] + 1);
  }
  link->stage = SHAKING;
}

void links_poll(int milliseconds) {
  static struct epoll_event events[512];
  int count = epoll_wait(poller, events, 512, milliseconds);
  for (int i = 0; i < count; i++) {
    struct link *link = events[i].data.ptr;
    if (link->stage == DIALLING) connected(link);
    if (link->stage == SHAKING) {
      shake(link);
      continue;
    }
    if (link->stage < ENTERING || link->stage == GONE) continue;
    if (events[i].events & EPOLLOUT) flush(link);
    if (link->ssl && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) read_all(link);
  }
}
