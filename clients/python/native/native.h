// The extension's own types, in CPython's stable ABI (3.10 and later).

#ifndef FLAGPOST_NATIVE_H
#define FLAGPOST_NATIVE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "flagpost.h"
#include "variant_table.h"

// One namespace. The Python class built on it has the methods `_unit_text`, `_merged`, `_attribute`, `_read_variant`,
// `_read_metadata`, `_describe`, `_attempt`, `_token`, `_not_ready` and `_complain`.
typedef struct {
    PyObject_HEAD
    flagpost_client *client;  // null: could not be opened, for the reason in `status`
    flagpost_reader *reader;  // one for all threads: whoever calls it holds the interpreter's lock
    int32_t status;
    PyTypeObject *route_type;
    VariantTable variants;
} Client;

// A decision, with all that the caller may ask about it.
typedef struct {
    PyObject_HEAD
    Client *client;
    PyObject *unit;
    PyObject *name;     // of the variant; None: the default is served
    PyObject *value;    // the variant's, or the default
    PyObject *metadata; // null: none
    PyObject *variant;  // (name, value), with more by name; null: the default's, not looked into yet
    char is_decided;     // `decision` is filled in
    char is_default;
    flagpost_decision decision;
} Route;

// What later feedback on a decision needs of it.
typedef struct {
    uint64_t feature, variant, revision, decision_high, decision_low;
} Reference;

extern PyType_Spec client_spec, route_spec;

// The module's state.
typedef struct {
    PyTypeObject *client_type, *route_type;
} Types;

// A route that is the default so far. Takes no reference from the caller.
Route *route_new(Client *client, PyObject *fallback, PyObject *unit);

// Makes the route serve a variant. Takes over the reference.
void route_serve(Route *route, PyObject *variant);

// Methods of Client.
PyObject *client_feedback(PyObject *client, PyObject *arguments);
PyObject *client_score(PyObject *client, PyObject *arguments);

// True where a report was kept, False where it was dropped; raises ValueError where it was refused.
PyObject *reported(int32_t status);

// Whether the object is what `_read_variant` and `_describe` are to return; raises where not.
int is_variant(PyObject *object);

#endif
