// RESP2 replies through libhiredis's reader, as one flat array of nodes and one arena of bytes per reply, under caps:
// what a hostile or confused server sends costs no more memory than the caps allow. For hiredis 0.14 and 1.x.
#ifndef FLAGPOST_CHIREDIS_H
#define FLAGPOST_CHIREDIS_H

#include <stddef.h>
#include <stdint.h>

enum resp_type {
    RESP_STRING = 1,
    RESP_ARRAY = 2,
    RESP_INTEGER = 3,
    RESP_NULL = 4,
    RESP_STATUS = 5,
    RESP_ERROR = 6,
};

/// One value of a reply; an array is followed by its elements.
struct resp_node {
    uint32_t type;
    /// Elements of an array, bytes of a string, status or error.
    uint32_t count;
    /// Where the bytes begin in the arena, or the integer.
    int64_t value;
};

/// What one reply may cost. Nesting is at most 8.
struct resp_limits {
    size_t bulk_bytes;
    size_t reply_bytes;
    size_t line_bytes;
    size_t elements;
};

struct resp_parser;

enum resp_result {
    RESP_FAILED = -1,
    RESP_NEEDS_MORE = 0,
    RESP_COMPLETE = 1,
};

/// NULL where there is no memory.
struct resp_parser *resp_parser_create(struct resp_limits limits);
void resp_parser_free(struct resp_parser *parser);

/// Copies bytes in. After RESP_FAILED the parser is of no further use.
int resp_parser_feed(struct resp_parser *parser, const void *bytes, size_t length);

/// Takes the next reply out of what was fed; its nodes and arena are valid until the next call.
int resp_parser_next(struct resp_parser *parser);

const struct resp_node *resp_parser_nodes(const struct resp_parser *parser, size_t *count);
const uint8_t *resp_parser_arena(const struct resp_parser *parser);

/// Why it failed.
const char *resp_parser_error(const struct resp_parser *parser);

#endif
