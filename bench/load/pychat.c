/* The wire of pychat as its client speaks it, as far as the measurements need it. */
#include "load.h"
#include <arpa/inet.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  HELLO = 1, RESUME = 7, GREETING = 10, WELCOME = 13, SEATS_FULL = 14, REFUSED = 15, SYNC = 20, ROOM = 40,
  SYNCED = 42, POST = 50, STORED = 51, MESSAGE = 52, ACK = 55, PING = 60
};
/* The text of a sealed line stands behind its header; texts of less than 16 kB. */
enum { before_text = 106 };
enum { UINT = 0, BYTES = 2, TEXT = 3, LIST = 4, MAP = 5 };

struct room {
  byte key[16];
  uint64_t seen;
  bool known, unacknowledged, channel;
};

struct client {
  uint64_t device;
  byte ticket[32], seed[32], public_key[32], home[16], nonce[32];
  uint32_t re;
  struct room *rooms;
  int room_count, last_room;
  uint64_t next_ack[2], next_ping; /* in private rooms, in channels */
};

static const uint64_t ack_every[2] = {250000000ull, 2000000000ull}, ping_every = 10000000000ull;

/* ---- reading and writing CBOR ---- */

struct view {
  const byte *at, *end;
};

static uint64_t head(struct view *from, int *kind) {
  if (from->at >= from->end) return *kind = -1, 0;
  byte first = *from->at++;
  *kind = first >> 5;
  unsigned low = first & 31;
  if (low < 24 || low > 27) return low;
  int size = 1 << (low - 24);
  uint64_t value = 0;
  if (from->end - from->at < size) return *kind = -1, 0;
  while (size--) value = value << 8 | *from->at++;
  return value;
}

static uint64_t number(struct view *from) {
  int kind;
  return head(from, &kind);
}

static struct view slice(struct view *from) {
  uint64_t length = number(from), left = from->end - from->at;
  if (from->at > from->end) return (struct view){0};
  struct view found = {from->at, from->at + (length < left ? length : left)};
  from->at = found.end;
  return found;
}

static void skip(struct view *from) {
  int kind;
  uint64_t length = head(from, &kind);
  if (kind == BYTES || kind == TEXT) from->at += length < (uint64_t)(from->end - from->at) ? length : (uint64_t)(from->end - from->at);
  else if (kind == LIST || kind == MAP)
    for (uint64_t left = length * (kind == MAP ? 2 : 1); left > 0 && from->at < from->end; left--) skip(from);
}

static void write_head(struct bytes *to, int kind, uint64_t value) {
  byte text[9];
  int size = value < 24 ? 0 : value < 0x100 ? 1 : value < 0x10000 ? 2 : value < 0x100000000ull ? 4 : 8;
  text[0] = kind << 5 | (size == 0 ? value : size == 1 ? 24 : size == 2 ? 25 : size == 4 ? 26 : 27);
  for (int i = 0; i < size; i++) text[1 + i] = value >> 8 * (size - 1 - i);
  put(to, text, 1 + size);
}

static void write_slice(struct bytes *to, int kind, const void *data, size_t length) {
  write_head(to, kind, length);
  put(to, data, length);
}

static struct bytes frame; /* what is being written; one at a time */

static void begin(int type, int fields) {
  frame.length = 0;
  put(&frame, "\0\0\0", 4);
  write_head(&frame, MAP, fields + 1);
  write_head(&frame, UINT, 0);
  write_head(&frame, UINT, type);
}

static void uint_field(int key, uint64_t value) {
  write_head(&frame, UINT, key);
  write_head(&frame, UINT, value);
}

static void bytes_field(int key, const void *data, size_t length) {
  write_head(&frame, UINT, key);
  write_slice(&frame, BYTES, data, length);
}

static void send_frame(struct link *link) {
  uint32_t length = htonl(frame.length - 4);
  memcpy(frame.data, &length, 4);
  link_send(link, frame.data, frame.length);
}

/* ---- log-in ---- */

static void part(struct bytes *to, const void *data, uint32_t length) {
  uint32_t size = htonl(length);
  put(to, &size, 4);
  put(to, data, length);
}

/* SHA-256 of the server's public key: every client of a run sees the same one. */
static const byte *server_key(struct link *link) {
  static byte digest[32];
  static bool known;
  if (known) return digest;
  X509 *certificate = SSL_get1_peer_certificate(link->ssl);
  byte *encoded = NULL;
  int length = i2d_PUBKEY(X509_get0_pubkey(certificate), &encoded);
  EVP_Digest(encoded, length, digest, NULL, EVP_sha256(), NULL);
  OPENSSL_free(encoded);
  X509_free(certificate);
  known = true;
  return digest;
}

static void sign_proof(struct client *client, const byte *nonce, const byte *key, byte proof[64]) {
  struct bytes text = {0};
  part(&text, "pychat/1 resume", 15);
  part(&text, client->nonce, 32);
  part(&text, nonce, 32);
  part(&text, key, 32);
  part(&text, "", 0);
  part(&text, client->public_key, 32);
  EVP_PKEY *secret = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, client->seed, 32);
  EVP_MD_CTX *signer = EVP_MD_CTX_new();
  size_t length = 64;
  EVP_DigestSignInit(signer, NULL, NULL, NULL, secret);
  EVP_DigestSign(signer, proof, &length, text.data, text.length);
  EVP_MD_CTX_free(signer);
  EVP_PKEY_free(secret);
  free(text.data);
}

static void say_hello(struct link *link) {
  struct client *client = link->own;
  RAND_bytes(client->nonce, 32);
  begin(HELLO, 6);
  uint_field(1, ++client->re);
  uint_field(2, 1);
  uint_field(3, 1);
  write_head(&frame, UINT, 4);
  write_slice(&frame, TEXT, "bench", 5);
  bytes_field(5, client->nonce, 32);
  write_head(&frame, UINT, 6);
  write_head(&frame, LIST, 0);
  send_frame(link);
}

static void resume(struct link *link, const byte *nonce) {
  struct client *client = link->own;
  byte proof[64];
  sign_proof(client, nonce, server_key(link), proof);
  begin(RESUME, 4);
  uint_field(1, ++client->re);
  uint_field(2, client->device);
  bytes_field(3, client->ticket, 32);
  bytes_field(4, proof, 64);
  send_frame(link);
}

static void write_mark(const struct room *room) {
  write_head(&frame, MAP, 2);
  bytes_field(1, room->key, 16);
  uint_field(2, room->seen);
}

static void synchronise(struct link *link) {
  struct client *client = link->own;
  int known = 0;
  for (int i = 0; i < client->room_count; i++) known += client->rooms[i].known;
  begin(SYNC, 2);
  uint_field(1, ++client->re);
  write_head(&frame, UINT, 2);
  write_head(&frame, LIST, known);
  for (int i = 0; i < client->room_count; i++)
    if (client->rooms[i].known) write_mark(&client->rooms[i]);
  send_frame(link);
}

/* ---- rooms and lines ---- */

static struct room *room_of(struct client *client, const byte *key) {
  for (int i = 0; i < client->room_count; i++) {
    int at = (client->last_room + i) % client->room_count;
    if (memcmp(client->rooms[at].key, key, 16) == 0) return &client->rooms[client->last_room = at];
  }
  client->rooms = realloc(client->rooms, (client->room_count + 1) * sizeof *client->rooms);
  struct room *room = &client->rooms[client->last_room = client->room_count++];
  memset(room, 0, sizeof *room);
  memcpy(room->key, key, 16);
  return room;
}

static void acknowledge(struct link *link, bool channel, uint64_t time) {
  struct client *client = link->own;
  int count = 0;
  for (int i = 0; i < client->room_count; i++)
    count += client->rooms[i].unacknowledged && client->rooms[i].channel == channel;
  if (!count) return;
  begin(ACK, 1);
  write_head(&frame, UINT, 1);
  write_head(&frame, LIST, count);
  for (int i = 0; i < client->room_count; i++) {
    struct room *room = &client->rooms[i];
    if (!room->unacknowledged || room->channel != channel) continue;
    write_mark(room);
    room->unacknowledged = false;
  }
  send_frame(link);
  client->next_ack[channel] = time + ack_every[channel];
}

static void answered(struct link *link, uint64_t no) {
  if (no <= link->answered) return;
  total.answered += no - link->answered;
  link->answered = no;
}

static void on_message(struct link *link, struct view from) {
  struct client *client = link->own;
  from.at++; /* key 1 */
  struct view key = slice(&from);
  from.at++;
  uint64_t seq = number(&from);
  from.at++;
  uint64_t kind = number(&from);
  from.at++;
  slice(&from);
  from.at++;
  uint64_t device = number(&from);
  from.at++;
  uint64_t no = number(&from);
  from.at++;
  number(&from);
  from.at++;
  struct view body = slice(&from);
  if (key.end - key.at != 16 || from.at != from.end) return link_fail(link, "a message I cannot read");

  struct room *room = room_of(client, key.at);
  if (room->known && seq <= room->seen) total.twice++;
  else if (room->known && seq != room->seen + 1) total.torn++;
  room->known = true;
  room->seen = seq;
  room->unacknowledged = true;
  if (kind != 0 || memcmp(client->home, key.at, 16) != 0) return;
  if (device == client->device) answered(link, no);
  if (plan.sealed) {
    if (body.at + before_text + plan.text <= body.end) line_arrived(link, body.at + before_text, plan.text);
    return;
  }
  body.at += 4; /* inside is [1, {1: text}] */
  struct view text = slice(&body);
  if (text.at < text.end) line_arrived(link, text.at, text.end - text.at);
}

static void on_room(struct link *link, struct view from, int fields) {
  struct client *client = link->own;
  struct room *room = NULL;
  uint64_t mark = 0, head_seq = 0, joined = 0;
  bool channel = false;
  while (fields-- > 0) {
    uint64_t key = number(&from);
    if (key == 2) {
      struct view id = slice(&from);
      if (id.end - id.at == 16) room = room_of(client, id.at);
    } else if (key == 3) {
      struct view kind = slice(&from);
      channel = kind.end - kind.at == 7;
    } else if (key == 7) head_seq = number(&from);
    else if (key == 9) joined = number(&from);
    else if (key == 11) mark = number(&from);
    else skip(&from);
  }
  if (!room) return;
  room->channel = channel;
  if (head_seq < room->seen) total.torn++; /* the server went back */
  (void)joined;
  if (memcmp(room->key, client->home, 16) != 0) return;
  answered(link, mark);
  if (link->posted < mark) link->posted = mark;
}

static void on_refused(struct link *link, struct view from, int fields) {
  char text[600] = "";
  while (fields-- > 0) {
    uint64_t key = number(&from);
    if (key != 2 && key != 3) {
      skip(&from);
      continue;
    }
    struct view words = slice(&from);
    snprintf(text + strlen(text), sizeof text - strlen(text), "%.*s ", (int)(words.end - words.at), (const char *)words.at);
  }
  if (total.refused++ < 3) fprintf(stderr, "load: client %d is refused: %s\n", link->id, text);
  if (link->stage != READY) link_fail(link, "refused");
}

static void say(struct link *, uint64_t);

/* Posts that were written while the link was down, or whose answer was lost with it, go out again in order. */
static void on_synced(struct link *link) {
  struct client *client = link->own;
  link_ready(link);
  client->next_ping = now() + ping_every;
  for (uint64_t no = link->answered + 1; no <= link->posted; no++) say(link, no);
}

static void on_start(struct link *link, int type, struct view from, int fields) {
  struct client *client = link->own;
  byte nonce[32] = {0};
  while (fields-- > 0) {
    uint64_t key = number(&from);
    bool wanted = (type == GREETING && key == 4) || (type == WELCOME && key == 9);
    if (!wanted) {
      skip(&from);
      continue;
    }
    struct view value = slice(&from);
    if (value.end - value.at == 32) memcpy(type == GREETING ? nonce : client->ticket, value.at, 32);
  }
  if (type == GREETING) resume(link, nonce);
  else synchronise(link);
}

static void on_frame(struct link *link, struct view from) {
  int kind, fields = head(&from, &kind) - 1;
  if (kind != MAP || fields < 0) return link_fail(link, "a frame I cannot read");
  from.at++;
  int type = number(&from);
  switch (type) {
    case MESSAGE: return on_message(link, from);
    case STORED:
      from.at++;
      number(&from);
      from.at++;
      return answered(link, number(&from));
    case GREETING:
    case WELCOME: return on_start(link, type, from, fields);
    case ROOM: return on_room(link, from, fields);
    case SYNCED: return on_synced(link);
    case REFUSED: return on_refused(link, from, fields);
    case SEATS_FULL: return link_fail(link, "all seats are taken");
    default: return; /* told to people, not to a load generator */
  }
}

static void tend(struct link *link, uint64_t time) {
  struct client *client = link->own;
  if (link->stage != READY) return;
  for (int channel = 0; channel < 2; channel++)
    if (time >= client->next_ack[channel]) acknowledge(link, channel, time);
  if (time < client->next_ping) return;
  client->next_ping = time + ping_every;
  begin(PING, 1);
  uint_field(1, ++client->re);
  send_frame(link);
}

static size_t hear(struct link *link, const byte *data, size_t length) {
  size_t at = 0;
  while (length - at >= 4) {
    uint32_t size;
    memcpy(&size, data + at, 4);
    size = ntohl(size);
    if (size > 256 * 1024) {
      link_fail(link, "a frame too long");
      return length;
    }
    if (length - at - 4 < size) break;
    on_frame(link, (struct view){data + at + 4, data + at + 4 + size});
    if (!link->ssl) return length;
    at += 4 + size;
  }
  tend(link, now());
  return at;
}

/* What is open, in the envelope of the product: [1, {1: text}]. */
static void write_open(struct bytes *body, const byte *text, size_t length) {
  write_head(body, LIST, 2);
  write_head(body, UINT, 1);
  write_head(body, MAP, 1);
  write_head(body, UINT, 1);
  write_slice(body, TEXT, text, length);
}

/* As many bytes as a sealed line of that text has: the nuvem can tell no more of it than what stands in front. */
static void write_sealed(struct bytes *body, const struct client *client, const byte *text, size_t length) {
  static const byte zeros[128];
  size_t padded = 256; /* the header of what is sealed, the text, and filling */
  while (padded < length + 60) padded += padded / 16;
  size_t cipher = 2 + padded + 2 + 64 + 16; /* both lengths, a signature, a tag */
  put(body, "\0\1\0\2\x14", 5);
  put(body, client->home, 16);
  put(body, "\0\0\0\1", 4);         /* generation */
  put(body, "\0\0\0\0\0\0\0\1\1", 9); /* epoch, a line */
  put(body, "\x28", 1);
  put(body, zeros, 40); /* label */
  put(body, "\x1c", 1);
  put(body, zeros, 28); /* who wrote it */
  byte size[4] = {cipher >> 24 | 0x80, cipher >> 16, cipher >> 8, cipher};
  if (cipher < 16384) put(body, (byte[]){cipher >> 8 | 0x40, cipher}, 2);
  else put(body, size, 4);
  put(body, text, length);
  for (size_t left = cipher - length; left > 0;) {
    size_t part = left < sizeof zeros ? left : sizeof zeros;
    put(body, zeros, part);
    left -= part;
  }
}

static void say(struct link *link, uint64_t no) {
  struct client *client = link->own;
  static struct bytes body;
  static byte text[128 * 1024];
  size_t length = text_write(text, no);
  body.length = 0;
  if (plan.sealed) write_sealed(&body, client, text, length);
  else write_open(&body, text, length);
  begin(POST, plan.sealed ? 6 : 4);
  uint_field(1, ++client->re);
  bytes_field(2, client->home, 16);
  uint_field(3, no);
  bytes_field(4, body.data, body.length);
  if (plan.sealed) {
    uint_field(5, 1);
    uint_field(6, 1);
  }
  send_frame(link);
}

const struct tongue pychat = {
    .name = "pychat", .alpn = "pychat/1", .echoes = true, .answers = true,
    .enter = say_hello, .hear = hear, .say = say, .tend = tend};

/* ---- who they are ---- */

static bool from_hex(const char *text, byte *into, size_t length) {
  if (strlen(text) != 2 * length) return false;
  for (size_t i = 0; i < length; i++)
    if (sscanf(text + 2 * i, "%2hhx", &into[i]) != 1) return false;
  return true;
}

/* A line each: device, ticket, seed of the device's key, the room to be measured; all but the first in hex. */
void people_read(const char *path) {
  FILE *file = fopen(path, "r");
  if (!file) fail("cannot read the file of people");
  for (int i = 0; i < plan.links; i++) {
    struct client *client = calloc(1, sizeof *client);
    char ticket[65], seed[65], home[33];
    unsigned long long device;
    if (fscanf(file, "%llu %64s %64s %32s", &device, ticket, seed, home) != 4) fail("too few people in the file");
    client->device = device;
    if (!from_hex(ticket, client->ticket, 32) || !from_hex(seed, client->seed, 32) || !from_hex(home, client->home, 16))
      fail("a line of the file of people is damaged");
    EVP_PKEY *secret = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, client->seed, 32);
    size_t length = 32;
    EVP_PKEY_get_raw_public_key(secret, client->public_key, &length);
    EVP_PKEY_free(secret);
    links[i].own = client;
  }
  fclose(file);
}

/* For the test of this codec: prints the frames that it writes, reads the hex of frames of the nuvem, says what it understood. */
int codec_check(void) {
  if (!plan.text) plan.text = 100;
  struct link link = {.stage = READY, .ssl = (SSL *)1, .touched = true}; /* never flushed */
  struct client client = {.device = 70000};
  memset(client.home, 7, 16);
  EVP_PKEY *secret = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, client.seed, 32);
  size_t key_length = 32;
  EVP_PKEY_get_raw_public_key(secret, client.public_key, &key_length);
  EVP_PKEY_free(secret);
  link.own = &client;
  links = &link;
  char *line = malloc(1 << 20);
  while (scanf("%1048575s", line) == 1) {
    size_t length = strlen(line) / 2;
    byte *data = malloc(length + 1);
    if (from_hex(line, data, length)) hear(&link, data, length);
    free(data);
  }
  link.posted++;
  say(&link, link.posted);
  byte proof[64], nonce[32] = {9}, key[32] = {10};
  memset(client.nonce, 5, 32);
  sign_proof(&client, nonce, key, proof);
  synchronise(&link);
  printf("{\"lines\":%llu,\"answered\":%llu,\"torn\":%llu,\"twice\":%llu,\"refused\":%llu,\"wrote\":\"", (unsigned long long)link.lines,
         (unsigned long long)link.answered, (unsigned long long)total.torn, (unsigned long long)total.twice,
         (unsigned long long)total.refused);
  for (size_t i = 0; i < link.out.length; i++) printf("%02x", link.out.data[i]);
  printf("\",\"proof\":\"");
  for (int i = 0; i < 64; i++) printf("%02x", proof[i]);
  printf("\"}\n");
  return 0;
}
