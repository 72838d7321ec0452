// Attributes as the library takes them.

#ifndef FLAGPOST_ATTRIBUTES_H
#define FLAGPOST_ATTRIBUTES_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "flagpost.h"

// Calls have few attributes; these need no allocation.
#define ATTRIBUTES_AT_HAND 32

typedef struct {
    size_t count;
    size_t room;
    PyObject *texts;  // a list of what was made for them; null: nothing was
    flagpost_attribute *items;
    flagpost_attribute at_hand[ATTRIBUTES_AT_HAND];
} Attributes;

// Adds one; None counts as missing. Borrows name and value until `attributes_release`. Strings, booleans and what has a
// float value go as they are; of anything else `encoder._attribute(value)` makes (type, text). Negative with an
// exception where that is not possible.
int attributes_add(Attributes *all, PyObject *encoder, PyObject *name, PyObject *value);

static inline void attributes_begin(Attributes *all) {
    all->count = 0;
    all->room = ATTRIBUTES_AT_HAND;
    all->texts = NULL;
    all->items = all->at_hand;
}

static inline void attributes_release(Attributes *all) {
    Py_CLEAR(all->texts);
    if (all->items != all->at_hand) PyMem_Free(all->items);
}

#endif
