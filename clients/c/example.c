// Asks for a feature, calls its model, and reports what came of it; or, where no model is to be called because the
// feature is off, shows what is planned for that.
//
//     cc example.c -lflagpost -o example && ./example /run/flagpost/default support-chat user-1
//
// A client is shared by a process's threads, a reader belongs to one thread at a time. Both outlive a fork: the child
// works on, with decision ids and a reporting ring of its own.

#include <flagpost.h>
#include <stdio.h>
#include <string.h>

typedef struct text {
    const char *start;
    size_t length;
} text;

static text text_of(const char *string) { return (text){string, strlen(string)}; }

static flagpost_attribute string_attribute(const char *name, const char *value) {
    return (flagpost_attribute){.name = name,
                                .name_length = strlen(name),
                                .string = value,
                                .string_length = strlen(value),
                                .type = FLAGPOST_ATTRIBUTE_STRING};
}

// Arrays and objects are handed over as JSON text, which is read only where a rule asks for it.
static flagpost_attribute json_attribute(const char *name, const char *value) {
    flagpost_attribute attribute = string_attribute(name, value);
    attribute.type = FLAGPOST_ATTRIBUTE_JSON;
    return attribute;
}

// Stands for the call to a model.
static void call_model(const char *model, flagpost_usage *usage) {
    printf("%s says hello.\n", model);
    usage->result = FLAGPOST_RESULT_OK;
    usage->input_tokens = 374;
    usage->output_tokens = 44;
}

// Calls the model, and reports how that ended and what was made of it.
static void call_and_report(flagpost_reader *reader, const flagpost_decision *decision, text unit, text model) {
    flagpost_call call;
    flagpost_usage usage = {0};
    flagpost_begin(reader, decision, unit.start, unit.length, model.start, model.length, 1, &call);
    call_model(model.start, &usage);
    if (flagpost_end(reader, &call, &usage) == FLAGPOST_DROPPED) fprintf(stderr, "the outcome was not kept\n");

    text kind = text_of("thumbs_up"), name = text_of("factuality");
    flagpost_feedback(reader, decision, unit.start, unit.length, kind.start, kind.length);
    flagpost_score(reader, decision, unit.start, unit.length, name.start, name.length, NULL, 0, 0.93);
}

// Asks, calls, reports; returns the status of the decision.
static int32_t serve(flagpost_reader *reader, text feature, text unit) {
    flagpost_attribute attributes[] = {string_attribute("plan", "free"), json_attribute("groups", "[\"beta\",\"staff\"]")};
    flagpost_decision decision;
    int32_t status = flagpost_evaluate(reader, feature.start, feature.length, unit.start, unit.length, attributes,
                                       sizeof attributes / sizeof *attributes, &decision);
    if (status == FLAGPOST_CODE_DEFAULT) {
        printf("the flag leaves it to this program\n");
        return FLAGPOST_OK;
    }
    if (status != FLAGPOST_OK) return status;
    // What the decision points to is valid until the next call on the reader: what is kept is copied.
    printf("%.*s: ", (int)decision.variant_length, decision.variant);
    char model[256], planned[4096];
    if (flagpost_text(&decision, "model", 5, model, sizeof model) >= 0)
        call_and_report(reader, &decision, unit, text_of(model));
    else if (flagpost_text(&decision, "static", 6, planned, sizeof planned) >= 0)
        printf("%s\n", planned);  // the feature is off, or its variant calls no model
    else
        printf("%.*s\n", (int)decision.value_length, decision.value);  // no feature's
    return FLAGPOST_OK;
}

int main(int count, char **arguments) {
    if (count != 4) {
        fprintf(stderr, "usage: %s DIRECTORY FEATURE UNIT\n", arguments[0]);
        return 2;
    }
    if (flagpost_abi_version() != FLAGPOST_ABI_VERSION) {
        fprintf(stderr, "libflagpost.so is of another version than the header\n");
        return 1;
    }
    flagpost_client *client = NULL;
    flagpost_reader *reader = NULL;
    int32_t status = flagpost_open(arguments[1], NULL, &client);
    if (status == FLAGPOST_OK) {
        reader = flagpost_reader_new(client);
        status = reader == NULL ? FLAGPOST_NO_MEMORY : serve(reader, text_of(arguments[2]), text_of(arguments[3]));
    }
    if (status != FLAGPOST_OK) fprintf(stderr, "%s: %s\n", arguments[2], flagpost_strerror(status));
    flagpost_reader_free(reader);
    flagpost_close(client);
    return status == FLAGPOST_OK ? 0 : 1;
}
