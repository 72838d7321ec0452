/* flagpost.h: Flagpost's flags from C.
 *
 * Link with libflagpost.so. No function blocks, aborts or throws. A client may be shared between threads; a reader is
 * used by one thread at a time. A forked child goes on with both: it draws decision ids and makes a ring of its own, and
 * must not use a reader that another thread was using while it forked. Strings are UTF-8 with a length, and need no
 * terminating zero.
 */

#ifndef FLAGPOST_H
#define FLAGPOST_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Grows when a struct or function below changes its meaning; additions leave it alone. */
#define FLAGPOST_ABI_VERSION 2

typedef struct flagpost_client flagpost_client;
typedef struct flagpost_reader flagpost_reader;

/* What functions answer: 0, or one of these. */
enum {
    FLAGPOST_OK = 0,
    FLAGPOST_NOT_READY = 1,         /* no agent has published a snapshot here yet */
    FLAGPOST_FLAG_NOT_FOUND = 2,    /* the snapshot has no such feature or flag */
    FLAGPOST_PARSE_ERROR = 3,       /* the snapshot is damaged here, or a rule cannot be evaluated */
    FLAGPOST_INVALID_ARGUMENT = 4,  /* a null pointer, or a length or count beyond its limit */
    FLAGPOST_NO_MEMORY = 5,
    FLAGPOST_DROPPED = 6,           /* the report could not be kept; the drop is counted where a ring exists */
    FLAGPOST_CODE_DEFAULT = 7,      /* no error: the flag says that the caller's own default counts */
    FLAGPOST_GENERAL = 8            /* the flag's rule came to something that is no variant */
};

/* Why a decision came out as it did (OpenFeature's words). */
enum {
    FLAGPOST_REASON_ERROR = 0,
    FLAGPOST_REASON_STATIC = 1,
    FLAGPOST_REASON_DEFAULT = 2,
    FLAGPOST_REASON_TARGETING_MATCH = 3,
    FLAGPOST_REASON_SPLIT = 4,
    FLAGPOST_REASON_DISABLED = 5,
    FLAGPOST_REASON_STALE = 6
};

/* What held the feature back, if anything did. */
enum {
    FLAGPOST_CAUSE_NONE = 0,
    FLAGPOST_CAUSE_KILLED = 1,
    FLAGPOST_CAUSE_TRIPPED = 2,
    FLAGPOST_CAUSE_WITHDRAWN = 3,
    FLAGPOST_CAUSE_STALE = 4, /* the agent has not confirmed the snapshot for longer than the feature bears */
    FLAGPOST_CAUSE_THROTTLED = 5,
    FLAGPOST_CAUSE_BUDGET = 6
};

/* Which side of a comparison the unit is on. */
enum { FLAGPOST_ARM_NONE = 0, FLAGPOST_ARM_TREATMENT = 1, FLAGPOST_ARM_CONTROL = 2 };

/* JSON is for arrays, objects and null; its text is in `string`, and read only where a rule asks for it. */
enum {
    FLAGPOST_ATTRIBUTE_STRING = 0,
    FLAGPOST_ATTRIBUTE_NUMBER = 1,
    FLAGPOST_ATTRIBUTE_BOOL = 2,
    FLAGPOST_ATTRIBUTE_JSON = 3
};

/* How a call ended. */
enum {
    FLAGPOST_RESULT_OK = 0,
    FLAGPOST_RESULT_ERROR = 1,
    FLAGPOST_RESULT_TIMEOUT = 2,
    FLAGPOST_RESULT_RATE_LIMITED = 3,
    FLAGPOST_RESULT_CONTENT_POLICY = 4,
    FLAGPOST_RESULT_CANCELLED = 5, /* its caller gave it up, or the process stops */
    FLAGPOST_RESULT_NOT_MADE = 7   /* nobody was called: no room or no time was left on this side */
};

/* Of one evaluation. Those that no rule names make no difference, and take no room. */
#define FLAGPOST_MAXIMUM_ATTRIBUTES 65536

typedef struct flagpost_attribute {
    const char *name;
    size_t name_length;
    const char *string; /* where `type` says string or JSON */
    size_t string_length;
    double number; /* number, or bool: anything but 0 is true */
    uint32_t type;
    uint32_t reserved;
} flagpost_attribute;

/* Pointers are into the snapshot that the reader holds: valid until the next call on that reader. */
typedef struct flagpost_decision {
    const char *variant; /* null where `status` is not 0 */
    size_t variant_length;
    const char *value; /* JSON */
    size_t value_length;
    const char *metadata; /* a flag's, a JSON object, whatever the status; null: none */
    size_t metadata_length;
    uint64_t feature_hash;
    uint64_t variant_hash;
    uint64_t revision;   /* 0: none */
    uint64_t generation; /* 0: none */
    uint64_t age_ns;     /* since the agent last confirmed the revision; UINT64_MAX: never */
    uint64_t decision_high; /* the decision's 128-bit id */
    uint64_t decision_low;
    int32_t status;
    uint8_t reason;
    uint8_t cause;
    uint8_t arm;
    uint8_t reserved;
} flagpost_decision;

/* A call between its begin and its end; fill in nothing by hand. */
typedef struct flagpost_call {
    uint64_t feature_hash;
    uint64_t variant_hash;
    uint64_t model_hash;
    uint64_t revision;
    uint64_t decision_high;
    uint64_t decision_low;
    uint64_t unit_high;
    uint64_t unit_low;
    uint64_t began; /* CLOCK_MONOTONIC nanoseconds */
    uint32_t attempt;
    uint32_t reserved; /* of the library: its place among the open calls */
} flagpost_call;

/* What came back from a call. Zero everything, then set what is known. */
typedef struct flagpost_usage {
    uint64_t latency_ns;     /* 0: time since flagpost_begin */
    uint64_t first_token_ns; /* 0: not a stream */
    int64_t cost_micros;     /* micro-dollars, where `has_cost` is set */
    uint32_t input_tokens;
    uint32_t output_tokens;
    uint32_t cached_tokens;
    uint8_t has_cost;
    uint8_t result;  /* FLAGPOST_RESULT_... */
    uint8_t retried; /* not the request's last attempt */
    uint8_t late;    /* its end was reported before, as given up; only tokens and cost are new */
    float weight; /* 1 / sampling rate, 1 to 10,000: the agent refuses what lies beyond; 0 means 1 */
} flagpost_usage;

/* A call reported after the fact, by names. */
typedef struct flagpost_record {
    const char *feature;
    size_t feature_length;
    const char *variant; /* null: not known */
    size_t variant_length;
    const char *model; /* null: not said */
    size_t model_length;
    const char *unit; /* null: none. Hashed before it leaves the process. */
    size_t unit_length;
    uint64_t revision;
    uint64_t decision_high;
    uint64_t decision_low;
    uint32_t attempt; /* 0 means 1 */
    uint32_t reserved;
    flagpost_usage usage;
} flagpost_record;

typedef struct flagpost_options {
    uint32_t ring_cells;    /* records kept for the agent: a power of two, 16 to 65536; 0 means 4096 */
    uint32_t without_ring;  /* not 0: report nothing, leave no trace in rings/ */
} flagpost_options;

uint32_t flagpost_abi_version(void);

/* The text of an answer; never null. */
const char *flagpost_strerror(int32_t status);

/* Opens a namespace's directory (such as /run/flagpost/default). Succeeds where nothing is there yet. `options` may be
 * null. */
int32_t flagpost_open(const char *directory, const flagpost_options *options, flagpost_client **client);

/* Close a client after all of its readers are freed. What is open ends as cancelled. */
void flagpost_close(flagpost_client *client);

/* Null where there is no memory. */
flagpost_reader *flagpost_reader_new(flagpost_client *client);
void flagpost_reader_free(flagpost_reader *reader);

/* Decides, and answers the decision's status. `unit` may be null. Of two attributes of one name the first counts. */
int32_t flagpost_evaluate(flagpost_reader *reader, const char *feature, size_t feature_length, const char *unit,
                          size_t unit_length, const flagpost_attribute *attributes, size_t attribute_count,
                          flagpost_decision *decision);

/* The text of a member of the decision's value that is a string: `model` is what to call, and where there is none,
 * `static` is what the user gets. Writes as much as there is room for, and a zero byte behind it. Answers how long the
 * text is, which may be more than there was room for; -1 where there is no such text, as where `status` is not 0.
 * `buffer` may be null with a capacity of 0. Before the next call on the decision's reader. */
int64_t flagpost_text(const flagpost_decision *decision, const char *name, size_t name_length, char *buffer,
                      size_t capacity);

/* The member of that name of the decision's value, as JSON: a part of `decision->value`, such as the object `params` or
 * `data`. Null where there is none. */
const char *flagpost_member(const flagpost_decision *decision, const char *name, size_t name_length, size_t *length);

/* A call to a model begins: `attempt` counts from 1 within a request. `unit` and `model` may be null. */
int32_t flagpost_begin(flagpost_reader *reader, const flagpost_decision *decision, const char *unit,
                       size_t unit_length, const char *model, size_t model_length, uint32_t attempt,
                       flagpost_call *call);

/* ... and ends. */
int32_t flagpost_end(flagpost_reader *reader, const flagpost_call *call, const flagpost_usage *usage);

/* Reports every call of the client that has begun and not ended as cancelled: a call that nobody ends counts as lost. For
 * a process that stops without closing its client; may be called in a signal's handler. 1,024 open calls are known. */
void flagpost_cancel_open(flagpost_client *client);

int32_t flagpost_report(flagpost_reader *reader, const flagpost_record *record);

/* Generation of the snapshot that the reader reads; 0: none. */
uint64_t flagpost_generation(flagpost_reader *reader);

/* Nanoseconds since the agent last confirmed that what is read is the store's current state; UINT64_MAX: never. */
uint64_t flagpost_age_ns(flagpost_reader *reader);

/* What a user made of the answer: thumbs_up, thumbs_down, regenerate, copy, edit or escalate; another kind is counted as
 * `other`. `kind` has 1 to 64 bytes. Of the decision only the hashes, the revision and the id are read, so that one that
 * was kept elsewhere meanwhile serves as well. */
int32_t flagpost_feedback(flagpost_reader *reader, const flagpost_decision *decision, const char *unit,
                          size_t unit_length, const char *kind, size_t kind_length);

/* An evaluator's judgement, such as `factuality` 0.93. `name` has 1 to 64 bytes, `dimension` up to 64, or is null; the
 * value is finite. */
int32_t flagpost_score(flagpost_reader *reader, const flagpost_decision *decision, const char *unit,
                       size_t unit_length, const char *name, size_t name_length, const char *dimension,
                       size_t dimension_length, double value);

#ifdef __cplusplus
}
#endif

#endif
