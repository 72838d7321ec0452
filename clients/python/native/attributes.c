#include "attributes.h"

#include <string.h>

static int set_text(flagpost_attribute *attribute, PyObject *text) {
    Py_ssize_t length;
    attribute->string = PyUnicode_AsUTF8AndSize(text, &length);
    if (attribute->string == NULL) return -1;
    attribute->string_length = (size_t)length;
    return 0;
}

static int set_encoded(Attributes *all, flagpost_attribute *attribute, PyObject *encoder, PyObject *value) {
    int type;
    PyObject *text;
    PyObject *made = PyObject_CallMethod(encoder, "_attribute", "(O)", value);
    if (made == NULL) return -1;
    int done = -1;
    if (PyArg_ParseTuple(made, "iU", &type, &text)) {
        attribute->type = (uint32_t)type;
        if (all->texts == NULL) all->texts = PyList_New(0);
        if (all->texts != NULL && PyList_Append(all->texts, text) == 0) done = set_text(attribute, text);
    }
    Py_DECREF(made);
    return done;
}

// Twice the room; negative with an exception where there is none to be had.
static int grow(Attributes *all) {
    flagpost_attribute *items = all->items == all->few ? NULL : all->items;
    if (all->room >= FLAGPOST_MAXIMUM_ATTRIBUTES) {
        PyErr_Format(PyExc_ValueError, "more than %d attributes", FLAGPOST_MAXIMUM_ATTRIBUTES);
        return -1;
    }
    items = PyMem_Realloc(items, 2 * all->room * sizeof *items);
    if (items == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    if (all->items == all->few) memcpy(items, all->few, sizeof all->few);
    all->items = items;
    all->room *= 2;
    return 0;
}

int attributes_add(Attributes *all, PyObject *encoder, PyObject *name, PyObject *value) {
    Py_ssize_t length;
    if (value == Py_None) return 0;
    if (all->count == all->room && grow(all) < 0) return -1;
    flagpost_attribute *attribute = &all->items[all->count];
    memset(attribute, 0, sizeof *attribute);
    attribute->name = PyUnicode_AsUTF8AndSize(name, &length);
    if (attribute->name == NULL) return -1;
    attribute->name_length = (size_t)length;
    all->count++;
    if (PyUnicode_Check(value)) return set_text(attribute, value);
    if (PyBool_Check(value)) {
        attribute->type = FLAGPOST_ATTRIBUTE_BOOL;
        attribute->number = value == Py_True;
        return 0;
    }
    attribute->type = FLAGPOST_ATTRIBUTE_NUMBER;
    attribute->number = PyFloat_AsDouble(value);
    if (attribute->number != -1 || !PyErr_Occurred()) return 0;
    if (!PyErr_ExceptionMatches(PyExc_TypeError)) return -1;
    PyErr_Clear();
    return set_encoded(all, attribute, encoder, value);
}
