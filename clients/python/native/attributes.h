// Attributes as the library takes them.

#ifndef FLAGPOST_ATTRIBUTES_H
#define FLAGPOST_ATTRIBUTES_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "flagpost.h"

typedef struct {
    size_t count, room;
    PyObject *texts;            // a list of what was made for them; null: nothing was
    flagpost_attribute *items;  // `few`, or memory for more
    flagpost_attribute few[16];
} Attributes;

// Adds one; None counts as missing. Borrows name and value until `attributes_release`. Strings, booleans and what has a
// float value go as they are; of anything else `encoder._attribute(value)` makes (type, text). Negative with an
// exception where that is not possible.
int attributes_add(Attributes *all, PyObject *encoder, PyObject *name, PyObject *value);

static inline void attributes_begin(Attributes *all) {
    all->count = 0;
    all->room = sizeof all->few / sizeof *all->few;
    all->texts = NULL;
    all->items = all->few;
}

static inline void attributes_release(Attributes *all) {
    Py_CLEAR(all->texts);
    if (all->items != all->few) PyMem_Free(all->items);
}

#endif
