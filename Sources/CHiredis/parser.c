#include "CHiredis.h"

#include <hiredis/hiredis.h>
#include <hiredis/read.h>
#include <stdlib.h>
#include <string.h>

#define NESTING 8
#define KEPT_ARENA ((size_t)1 << 20)

struct resp_parser {
    redisReader *reader;
    struct resp_limits limits;
    /// The cap that was passed; NULL where hiredis itself found the fault.
    const char *fault;

    struct resp_node *nodes;
    size_t node_count;
    size_t node_capacity;

    uint8_t *arena;
    size_t arena_length;
    size_t arena_capacity;
};

/// hiredis wants an object for every value and takes NULL for a failure; ours live elsewhere.
static char placed;

static void *refuse(struct resp_parser *parser, const char *fault) {
    if (parser->fault == NULL) parser->fault = fault;
    return NULL;
}

/// Makes room for `needed` items by doubling. Returns 0 where there is no memory.
static int reserve(void **items, size_t *capacity, size_t needed, size_t size) {
    if (needed <= *capacity) return 1;
    size_t grown = *capacity == 0 ? 64 : *capacity * 2;
    if (grown < needed) grown = needed;
    void *moved = realloc(*items, grown * size);
    if (moved == NULL) return 0;
    *items = moved;
    *capacity = grown;
    return 1;
}

static void *append(struct resp_parser *parser, int type, size_t count, int64_t value) {
    if (parser->node_count >= parser->limits.elements) return refuse(parser, "the reply has too many elements");
    if (!reserve((void **)&parser->nodes, &parser->node_capacity, parser->node_count + 1, sizeof(struct resp_node)))
        return refuse(parser, "no memory");
    parser->nodes[parser->node_count++] =
        (struct resp_node){.type = (uint32_t)type, .count = (uint32_t)count, .value = value};
    return &placed;
}

static void *create_string(const redisReadTask *task, char *bytes, size_t length) {
    struct resp_parser *parser = task->privdata;
    if (length > parser->limits.reply_bytes - parser->arena_length) return refuse(parser, "the reply is too long");
    if (task->type < RESP_STRING || task->type > RESP_ERROR) return refuse(parser, "a type that RESP2 does not have");
    if (!reserve((void **)&parser->arena, &parser->arena_capacity, parser->arena_length + length, 1))
        return refuse(parser, "no memory");
    if (length > 0) memcpy(parser->arena + parser->arena_length, bytes, length);
    void *object = append(parser, task->type, length, (int64_t)parser->arena_length);
    parser->arena_length += length;
    return object;
}

static void *create_nested(const redisReadTask *task, unsigned long long elements) {
    struct resp_parser *parser = task->privdata;
    int depth = 1;
    for (const redisReadTask *outer = task->parent; outer != NULL; outer = outer->parent) depth++;
    if (depth > NESTING) return refuse(parser, "the reply is nested too deeply");
    if (task->type != RESP_ARRAY) return refuse(parser, "a type that RESP2 does not have");
    if (elements > parser->limits.elements - parser->node_count)
        return refuse(parser, "the reply has too many elements");
    return append(parser, RESP_ARRAY, (size_t)elements, 0);
}

static void *create_integer(const redisReadTask *task, long long value) {
    return append(task->privdata, RESP_INTEGER, 0, value);
}

static void *create_null(const redisReadTask *task) { return append(task->privdata, RESP_NULL, 0, 0); }

static void free_object(void *object) { (void)object; }

#if HIREDIS_MAJOR >= 1
static void *create_array(const redisReadTask *task, size_t elements) { return create_nested(task, elements); }

static void *create_double(const redisReadTask *task, double value, char *text, size_t length) {
    (void)value, (void)text, (void)length;
    return refuse(task->privdata, "a type that RESP2 does not have");
}

static void *create_bool(const redisReadTask *task, int value) {
    (void)value;
    return refuse(task->privdata, "a type that RESP2 does not have");
}

static redisReplyObjectFunctions functions = {
    .createString = create_string,
    .createArray = create_array,
    .createInteger = create_integer,
    .createDouble = create_double,
    .createNil = create_null,
    .createBool = create_bool,
    .freeObject = free_object,
};

static int pending_type(const redisReader *reader) {
    return reader->ridx >= 0 ? reader->task[reader->ridx]->type : -1;
}
#else
static void *create_array(const redisReadTask *task, int elements) {
    return elements < 0 ? refuse(task->privdata, "an array of negative length")
                        : create_nested(task, (unsigned long long)elements);
}

static redisReplyObjectFunctions functions = {
    .createString = create_string,
    .createArray = create_array,
    .createInteger = create_integer,
    .createNil = create_null,
    .freeObject = free_object,
};

static int pending_type(const redisReader *reader) {
    return reader->ridx >= 0 ? reader->rstack[reader->ridx].type : -1;
}
#endif

struct resp_parser *resp_parser_create(struct resp_limits limits) {
    struct resp_parser *parser = calloc(1, sizeof(*parser));
    if (parser == NULL) return NULL;
    parser->limits = limits;
    parser->reader = redisReaderCreateWithFunctions(&functions);
    if (parser->reader == NULL) {
        free(parser);
        return NULL;
    }
    parser->reader->privdata = parser;
    return parser;
}

void resp_parser_free(struct resp_parser *parser) {
    if (parser == NULL) return;
    redisReaderFree(parser->reader);
    free(parser->nodes);
    free(parser->arena);
    free(parser);
}

int resp_parser_feed(struct resp_parser *parser, const void *bytes, size_t length) {
    if (parser->fault != NULL || redisReaderFeed(parser->reader, bytes, length) != REDIS_OK) return RESP_FAILED;
    return RESP_NEEDS_MORE;
}

/// hiredis buffers a line or bulk until it is whole: looks at what is still incomplete, so that a line without end or
/// an announced gigabyte is refused at once.
static int check_pending(struct resp_parser *parser) {
    const redisReader *reader = parser->reader;
    size_t pending = reader->len - reader->pos;
    const char *start = reader->buf + reader->pos;
    const char *end = memchr(start, '\r', pending < parser->limits.line_bytes ? pending : parser->limits.line_bytes);
    if (end == NULL) {
        if (pending < parser->limits.line_bytes) return RESP_NEEDS_MORE;
        parser->fault = "a line without end";
        return RESP_FAILED;
    }
    if (pending_type(reader) != RESP_STRING) {
        // A carriage return inside a line does not end it.
        if (pending < parser->limits.line_bytes) return RESP_NEEDS_MORE;
        parser->fault = "a line without end";
        return RESP_FAILED;
    }
    size_t announced = 0;
    for (const char *digit = start; digit < end && *digit >= '0' && *digit <= '9'; digit++) {
        announced = announced * 10 + (size_t)(*digit - '0');
        if (announced > parser->limits.bulk_bytes) {
            parser->fault = "a string is too long";
            return RESP_FAILED;
        }
    }
    return RESP_NEEDS_MORE;
}

/// Forgets the last reply, and gives back the memory of a large one.
static void start_reply(struct resp_parser *parser) {
    parser->node_count = 0;
    parser->arena_length = 0;
    if (parser->arena_capacity <= KEPT_ARENA) return;
    free(parser->arena);
    parser->arena = NULL;
    parser->arena_capacity = 0;
}

int resp_parser_next(struct resp_parser *parser) {
    if (parser->fault != NULL) return RESP_FAILED;
    void *reply = NULL;
    if (parser->reader->reply == NULL) start_reply(parser);
    if (redisReaderGetReply(parser->reader, &reply) != REDIS_OK) return RESP_FAILED;
    if (reply != NULL) return RESP_COMPLETE;
    return check_pending(parser);
}

const struct resp_node *resp_parser_nodes(const struct resp_parser *parser, size_t *count) {
    *count = parser->node_count;
    return parser->nodes;
}

const uint8_t *resp_parser_arena(const struct resp_parser *parser) { return parser->arena; }

const char *resp_parser_error(const struct resp_parser *parser) {
    return parser->fault != NULL ? parser->fault : parser->reader->errstr;
}
