/* IRC and MQTT, enough of them to log in, join a room, speak and listen. */
#include "load.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *room_name(const struct link *link) {
  static char name[32];
  snprintf(name, sizeof name, "room%d", link->id / plan.room_size);
  return name;
}

/* ---- IRC ---- */

static void irc_enter(struct link *link) {
  char text[128];
  link_send(link, text, snprintf(text, sizeof text, "NICK u%05d\r\nUSER u%05d 0 * :bench\r\n", link->id, link->id));
}

static void irc_control(struct link *link, const char *line, int length) {
  char text[600];
  if (length > 512) length = 512;
  if (!strncmp(line, "PING", 4)) {
    link_send(link, text, snprintf(text, sizeof text, "PONG%.*s\r\n", length - 4, line + 4));
    return;
  }
  const char *code = memchr(line, ' ', length);
  if (!strncmp(line, "ERROR", 5)) return link_fail(link, "refused by the IRC server");
  if (!code || line[0] != ':' || link->stage == READY) return;
  if (!strncmp(code, " 001 ", 5)) {
    if (plan.ramp) return link_ready(link);
    link_send(link, text, snprintf(text, sizeof text, "JOIN #%s\r\n", room_name(link)));
  } else if (!strncmp(code, " 366 ", 5)) link_ready(link);
}

static size_t irc_hear(struct link *link, const byte *data, size_t length) {
  const byte *at = data, *end = data + length, *stop;
  while ((stop = memchr(at, '\n', end - at))) {
    const byte *last = stop > at && stop[-1] == '\r' ? stop - 1 : stop;
    const byte *text = last - at > plan.text ? last - plan.text : NULL;
    if (text && *text == '^') line_arrived(link, text, plan.text);
    else irc_control(link, (const char *)at, last - at);
    if (!link->ssl) return length;
    at = stop + 1;
  }
  return at - data;
}

static void irc_say(struct link *link, uint64_t no) {
  static byte frame[128 * 1024];
  int length = sprintf((char *)frame, "PRIVMSG #%s :", room_name(link));
  length += text_write(frame + length, no);
  frame[length++] = '\r';
  frame[length++] = '\n';
  link_send(link, frame, length);
}

/* ---- MQTT 3.1.1, quality of service 0 ---- */

static void mqtt_enter(struct link *link) {
  char name[16];
  int length = snprintf(name, sizeof name, "u%05d", link->id);
  byte packet[64] = {0x10, 12 + length, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, length};
  memcpy(packet + 14, name, length);
  link_send(link, packet, 14 + length);
}

static void mqtt_subscribe(struct link *link) {
  const char *room = room_name(link);
  int length = strlen(room);
  byte packet[64] = {0x82, 5 + length, 0, 1, 0, length};
  memcpy(packet + 6, room, length);
  link_send(link, packet, 7 + length);
}

static void mqtt_packet(struct link *link, byte type, const byte *data, size_t length) {
  if ((type & 0xf0) == 0x30 && length > 2) {
    size_t topic = 2 + (data[0] << 8 | data[1]);
    if (topic < length) line_arrived(link, data + topic, length - topic);
  } else if (type == 0x20) {
    if (length < 2 || data[1]) return link_fail(link, "refused by the MQTT server");
    if (plan.ramp) link_ready(link);
    else mqtt_subscribe(link);
  } else if (type == 0x90) link_ready(link);
}

static size_t mqtt_hear(struct link *link, const byte *data, size_t length) {
  size_t at = 0;
  for (;;) {
    size_t body = 0, used = 1;
    int shift = 0;
    for (;; used++, shift += 7) {
      if (at + used >= length) return at;
      body |= (size_t)(data[at + used] & 127) << shift;
      if (data[at + used] < 128) break;
    }
    if (at + used + 1 + body > length) return at;
    mqtt_packet(link, data[at], data + at + used + 1, body);
    if (!link->ssl) return length;
    at += used + 1 + body;
  }
}

static void mqtt_say(struct link *link, uint64_t no) {
  static byte frame[128 * 1024];
  const char *room = room_name(link);
  size_t name = strlen(room), body = 2 + name + plan.text, at = 0;
  frame[at++] = 0x30;
  do {
    frame[at++] = (body & 127) | (body > 127 ? 128 : 0);
    body >>= 7;
  } while (body);
  frame[at++] = 0;
  frame[at++] = name;
  memcpy(frame + at, room, name);
  at += name + text_write(frame + at + name, no);
  link_send(link, frame, at);
}

static void rest(struct link *link, uint64_t time) { (void)link, (void)time; }

const struct tongue irc = {.name = "irc", .enter = irc_enter, .hear = irc_hear, .say = irc_say, .tend = rest};
const struct tongue mqtt = {
    .name = "mqtt", .echoes = true, .enter = mqtt_enter, .hear = mqtt_hear, .say = mqtt_say, .tend = rest};
