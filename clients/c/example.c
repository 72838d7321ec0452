// Asks for a feature once and reports a call: cc example.c -lflagpost && ./a.out /run/flagpost/default support-chat user-1

#include <flagpost.h>
#include <stdio.h>
#include <string.h>

int main(int count, char **arguments) {
    if (count != 4) {
        fprintf(stderr, "usage: %s DIRECTORY FEATURE UNIT\n", arguments[0]);
        return 2;
    }
    const char *feature = arguments[2], *unit = arguments[3];
    flagpost_client *client;
    int32_t status = flagpost_open(arguments[1], NULL, &client);
    if (status != FLAGPOST_OK) {
        fprintf(stderr, "%s: %s\n", arguments[1], flagpost_strerror(status));
        return 1;
    }
    flagpost_reader *reader = flagpost_reader_new(client);
    if (reader == NULL) {
        fprintf(stderr, "%s\n", flagpost_strerror(FLAGPOST_NO_MEMORY));
        flagpost_close(client);
        return 1;
    }
    flagpost_decision decision;
    status = flagpost_evaluate(reader, feature, strlen(feature), unit, strlen(unit), NULL, 0, &decision);
    if (status == FLAGPOST_OK) {
        printf("%.*s %.*s\n", (int)decision.variant_length, decision.variant, (int)decision.value_length,
               decision.value);
        flagpost_call call;
        flagpost_begin(reader, &decision, unit, strlen(unit), NULL, 0, 1, &call);
        flagpost_usage usage = {.result = FLAGPOST_RESULT_OK};
        flagpost_end(reader, &call, &usage);
    } else {
        fprintf(stderr, "%s: %s\n", feature, flagpost_strerror(status));
    }
    flagpost_reader_free(reader);
    flagpost_close(client);
    return status == FLAGPOST_OK ? 0 : 1;
}
