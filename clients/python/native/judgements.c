// What users and evaluators made of answers, by the reference that their route gave.

#include "native.h"

#include <string.h>

// The decision that `route._reference` was taken from; negative with an exception where it is none.
static int decision_from(flagpost_decision *decision, const char *bytes, Py_ssize_t length) {
    Reference reference;
    if (length != sizeof reference) {
        PyErr_SetString(PyExc_ValueError, "not the token of a route");
        return -1;
    }
    memcpy(&reference, bytes, sizeof reference);
    memset(decision, 0, sizeof *decision);
    decision->feature_hash = reference.feature;
    decision->variant_hash = reference.variant;
    decision->revision = reference.revision;
    decision->decision_high = reference.decision_high;
    decision->decision_low = reference.decision_low;
    return 0;
}

// _feedback(reference, unit, kind) -> bool
PyObject *client_feedback(PyObject *object, PyObject *arguments) {
    Client *self = (Client *)object;
    const char *reference, *unit, *kind;
    Py_ssize_t length, unit_length, kind_length;
    flagpost_decision decision;
    if (!PyArg_ParseTuple(arguments, "y#z#s#", &reference, &length, &unit, &unit_length, &kind, &kind_length) ||
        decision_from(&decision, reference, length) < 0)
        return NULL;
    return reported(flagpost_feedback(self->reader, &decision, unit, (size_t)unit_length, kind, (size_t)kind_length));
}

// _score(reference, unit, name, dimension, value) -> bool
PyObject *client_score(PyObject *object, PyObject *arguments) {
    Client *self = (Client *)object;
    const char *reference, *unit, *name, *dimension;
    Py_ssize_t length, unit_length, name_length, dimension_length;
    double value;
    flagpost_decision decision;
    if (!PyArg_ParseTuple(arguments, "y#z#s#s#d", &reference, &length, &unit, &unit_length, &name, &name_length,
                          &dimension, &dimension_length, &value) ||
        decision_from(&decision, reference, length) < 0)
        return NULL;
    return reported(flagpost_score(self->reader, &decision, unit, (size_t)unit_length, name, (size_t)name_length,
                                   dimension, (size_t)dimension_length, value));
}
