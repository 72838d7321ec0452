// Client: decides. `route` is what a service calls in every request, so nothing but its misses runs Python code.

#include "attributes.h"
#include "native.h"

#include <string.h>

// Of the module that made the type, or the one that a Python class is built on.
static Types *types_of(PyTypeObject *type) {
    for (; type != NULL; type = PyType_GetSlot(type, Py_tp_base)) {
        Types *types = PyType_GetModuleState(type);
        if (types != NULL) return types;
        PyErr_Clear();
    }
    PyErr_SetString(PyExc_TypeError, "not built on flagpost._native.Client");
    return NULL;
}

// Client(directory). What cannot be opened is told by the first route: a service starts without its flags, too.
static PyObject *client_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords) {
    const char *directory;
    (void)keywords;
    if (!PyArg_ParseTuple(arguments, "s", &directory)) return NULL;
    Types *types = types_of(type);
    if (types == NULL) return NULL;
    Client *self = (Client *)((allocfunc)PyType_GetSlot(type, Py_tp_alloc))(type, 0);
    if (self == NULL) return NULL;
    Py_INCREF(types->route_type);
    self->route_type = types->route_type;
    self->status = flagpost_open(directory, NULL, &self->client);
    if (self->status != FLAGPOST_OK) return (PyObject *)self;
    self->reader = flagpost_reader_new(self->client);
    if (self->reader == NULL) self->status = FLAGPOST_NO_MEMORY;
    return (PyObject *)self;
}

static void client_dealloc(PyObject *object) {
    Client *self = (Client *)object;
    PyTypeObject *type = Py_TYPE(object);
    flagpost_reader_free(self->reader);
    flagpost_close(self->client);
    variant_table_clear(&self->variants);
    Py_XDECREF(self->route_type);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(object);
    Py_DECREF(type);
}

typedef enum { ATTRIBUTE, FEATURE, UNIT, DEFAULT, ATTRIBUTES } Parameter;

static Parameter parameter_named(PyObject *name) {
    Py_ssize_t length;
    const char *text = PyUnicode_AsUTF8AndSize(name, &length);
    if (text == NULL) PyErr_Clear();  // no parameter's; what reads the attributes says so
    else if (length == 4 && memcmp(text, "unit", 4) == 0) return UNIT;
    else if (length == 7 && memcmp(text, "default", 7) == 0) return DEFAULT;
    else if (length == 7 && memcmp(text, "feature", 7) == 0) return FEATURE;
    else if (length == 10 && memcmp(text, "attributes", 10) == 0) return ATTRIBUTES;
    return ATTRIBUTE;
}

// What the decision's variant came to, parsed at most once in a generation. A new reference.
static PyObject *variant_of(Client *self, const flagpost_decision *decision) {
    uint64_t generation = decision->generation, feature = decision->feature_hash, variant = decision->variant_hash;
    PyObject *found = variant_table_find(&self->variants, generation, feature, variant);
    if (found != NULL) {
        Py_INCREF(found);
        return found;
    }
    // The texts are copied before Python code runs: it may let another thread use the reader.
    found = PyObject_CallMethod((PyObject *)self, "_read_variant", "s#s#", decision->variant,
                                (Py_ssize_t)decision->variant_length, decision->value,
                                (Py_ssize_t)decision->value_length);
    if (found == NULL) return NULL;
    if (!is_variant(found) || variant_table_add(&self->variants, generation, feature, variant, found) < 0)
        Py_CLEAR(found);
    return found;
}

// What the flag says of itself. A new reference to it, or, where it was not read before in this generation, to its text;
// null where there is no memory.
static PyObject *metadata_of(Client *self, const flagpost_decision *decision, int *is_text) {
    // No variant has the hash 0.
    PyObject *found = variant_table_find(&self->variants, decision->generation, decision->feature_hash, 0);
    *is_text = found == NULL;
    if (*is_text) return PyUnicode_FromStringAndSize(decision->metadata, (Py_ssize_t)decision->metadata_length);
    Py_INCREF(found);
    return found;
}

// Reads a text that `metadata_of` gave. Takes over the reference.
static PyObject *read_metadata(Client *self, const flagpost_decision *decision, PyObject *text) {
    PyObject *read = PyObject_CallMethod((PyObject *)self, "_read_metadata", "O", text);
    Py_DECREF(text);
    if (read != NULL &&
        variant_table_add(&self->variants, decision->generation, decision->feature_hash, 0, read) < 0)
        Py_CLEAR(read);
    return read;
}

// Takes over what an evaluation came to. The texts die with the next call on the reader, and Python code may let another
// thread make one, so they are copied before any runs: the metadata's here, the variant's as arguments.
static int take(Client *self, Route *route, int32_t status) {
    flagpost_decision *decision = &route->decision;
    int is_text = 0;
    if (decision->metadata_length != 0) {
        route->metadata = metadata_of(self, decision, &is_text);
        if (route->metadata == NULL) return -1;
    }
    if (status == FLAGPOST_OK) {
        PyObject *variant = variant_of(self, decision);
        if (variant == NULL) {
            if (is_text) Py_CLEAR(route->metadata);
            return -1;
        }
        route_serve(route, variant);
    }
    decision->variant = decision->value = decision->metadata = NULL;
    route->is_decided = 1;
    if (!is_text) return 0;
    route->metadata = read_metadata(self, decision, route->metadata);
    return route->metadata == NULL ? -1 : 0;
}

static const char *text_from(PyObject *object, const char *what, Py_ssize_t *length) {
    if (PyUnicode_Check(object)) return PyUnicode_AsUTF8AndSize(object, length);
    PyErr_Format(PyExc_TypeError, "%s has to be a string and is a %R", what, Py_TYPE(object));
    return NULL;
}

// Makes a text of a unit that is none, as of a number. Negative with an exception where there is none for it.
static int make_unit_text(Client *self, Route *route) {
    PyObject *text = PyObject_CallMethod((PyObject *)self, "_unit_text", "O", route->unit);
    if (text == NULL) return -1;
    PyObject *given = route->unit;
    route->unit = text;
    Py_DECREF(given);
    return 0;
}

// Fills in the route; negative with an exception where an argument is of no use.
static int decide(Client *self, Route *route, PyObject *feature, const Attributes *attributes) {
    Py_ssize_t feature_length, unit_length = 0;
    const char *unit = NULL;
    if (self->reader == NULL) {
        PyErr_SetString(PyExc_OSError, flagpost_strerror(self->status));
        return -1;
    }
    const char *key = text_from(feature, "feature", &feature_length);
    if (key == NULL) return -1;
    if (route->unit != Py_None && !PyUnicode_Check(route->unit) && make_unit_text(self, route) < 0) return -1;
    if (route->unit != Py_None && (unit = text_from(route->unit, "unit", &unit_length)) == NULL) return -1;
    int32_t status = flagpost_evaluate(self->reader, key, (size_t)feature_length, unit, (size_t)unit_length,
                                       attributes->items, attributes->count, &route->decision);
    if (take(self, route, status) < 0) return -1;
    if (status != FLAGPOST_NOT_READY) return 0;
    PyObject *told = PyObject_CallMethod((PyObject *)self, "_not_ready", NULL);
    Py_XDECREF(told);
    return told == NULL ? -1 : 0;
}

// Tells the Python class of an error, and clears it. Negative where it is none to be swallowed (KeyboardInterrupt).
static int complain(Client *self, const char *what) {
    PyObject *type, *error, *trace;
    if (!PyErr_ExceptionMatches(PyExc_Exception)) return -1;
    PyErr_Fetch(&type, &error, &trace);
    PyErr_NormalizeException(&type, &error, &trace);
    PyObject *done = PyObject_CallMethod((PyObject *)self, "_complain", "sO", what, error);
    Py_XDECREF(type);
    Py_XDECREF(error);
    Py_XDECREF(trace);
    Py_XDECREF(done);
    return done == NULL ? -1 : 0;
}

// What was decided, or the default where that failed and was told.
static PyObject *finished(Client *self, Route *route, int result) {
    if (result < 0 && complain(self, "route") < 0) Py_CLEAR(route);
    return (PyObject *)route;
}

// Decides by attributes out of a dict that nobody else holds.
static int decide_by(Client *self, Route *route, PyObject *feature, PyObject *given) {
    Attributes attributes;
    PyObject *name, *value;
    Py_ssize_t position = 0;
    int result = 0;
    attributes_begin(&attributes);
    while (result == 0 && PyDict_Next(given, &position, &name, &value))
        result = attributes_add(&attributes, (PyObject *)self, name, value);
    if (result == 0) result = decide(self, route, feature, &attributes);
    attributes_release(&attributes);
    return result;
}

// Decides by those that were named, and by a mapping of others, which comes first where both have a name.
static int decide_by_both(Client *self, Route *route, PyObject *feature, PyObject *named, PyObject *mapping) {
    PyObject *given = PyObject_CallMethod((PyObject *)self, "_merged", "OO", named, mapping);
    if (given == NULL) return -1;
    int result = -1;
    if (PyDict_Check(given)) result = decide_by(self, route, feature, given);
    else PyErr_SetString(PyExc_TypeError, "attributes are a dict");
    Py_DECREF(given);
    return result;
}

// The attributes among keywords, as a dict.
static PyObject *named_attributes(PyObject *names, PyObject *const *values, Py_ssize_t count) {
    PyObject *named = PyDict_New();
    for (Py_ssize_t index = 0; named != NULL && index < count; index++) {
        PyObject *name = PyTuple_GetItem(names, index);
        if (parameter_named(name) == ATTRIBUTE && PyDict_SetItem(named, name, values[index]) < 0) Py_CLEAR(named);
    }
    return named;
}

// route(feature, *, unit=None, default=None, attributes=None, **named)
static PyObject *client_route(PyObject *object, PyObject *const *arguments, Py_ssize_t count, PyObject *names) {
    Client *self = (Client *)object;
    PyObject *feature = count > 0 ? arguments[0] : NULL, *unit = Py_None, *fallback = Py_None, *mapping = Py_None;
    PyObject *const *values = arguments + count;
    Py_ssize_t name_count = names == NULL ? 0 : PyTuple_Size(names);
    for (Py_ssize_t index = 0; index < name_count; index++) {
        switch (parameter_named(PyTuple_GetItem(names, index))) {
            case UNIT: unit = values[index]; break;
            case DEFAULT: fallback = values[index]; break;
            case FEATURE: feature = count++ == 0 ? values[index] : NULL; break;
            case ATTRIBUTES: mapping = values[index]; break;
            case ATTRIBUTE: break;
        }
    }
    if (feature == NULL || count != 1) {
        PyErr_SetString(PyExc_TypeError, "route(feature, *, unit=None, default=None, attributes=None, **named)");
        return NULL;
    }
    Route *route = route_new(self, fallback, unit);
    if (route == NULL) return NULL;
    if (mapping != Py_None) {
        PyObject *named = named_attributes(names, values, name_count);
        int done = named == NULL ? -1 : decide_by_both(self, route, feature, named, mapping);
        Py_XDECREF(named);
        return finished(self, route, done);
    }
    Attributes attributes;
    int result = 0;
    attributes_begin(&attributes);
    for (Py_ssize_t index = 0; index < name_count && result == 0; index++) {
        PyObject *name = PyTuple_GetItem(names, index);
        if (parameter_named(name) == ATTRIBUTE) result = attributes_add(&attributes, object, name, values[index]);
    }
    if (result == 0) result = decide(self, route, feature, &attributes);
    attributes_release(&attributes);
    return finished(self, route, result);
}

// _decide(feature, unit, default, named, attributes): for attributes of any name. `named` is a dict that nobody else holds.
static PyObject *client_decide(PyObject *object, PyObject *arguments) {
    Client *self = (Client *)object;
    PyObject *feature, *unit, *fallback, *named, *mapping;
    if (!PyArg_ParseTuple(arguments, "OOOO!O", &feature, &unit, &fallback, &PyDict_Type, &named, &mapping)) return NULL;
    Route *route = route_new(self, fallback, unit);
    if (route == NULL) return NULL;
    return finished(self, route,
                    mapping == Py_None ? decide_by(self, route, feature, named)
                                       : decide_by_both(self, route, feature, named, mapping));
}

static PyObject *client_generation(PyObject *object, void *unused) {
    (void)unused;
    return PyLong_FromUnsignedLongLong(flagpost_generation(((Client *)object)->reader));
}

PyDoc_STRVAR(route_doc,
             "route($self, feature, /, *, unit=None, default=None, attributes=None, **named)\n--\n\n"
             "What the unit gets. Where nothing can be decided, or an argument has no usable type: the default.");

static PyMethodDef methods[] = {
    {"route", (PyCFunction)(void (*)(void))client_route, METH_FASTCALL | METH_KEYWORDS, route_doc},
    {"_decide", client_decide, METH_VARARGS, NULL},
    {"_feedback", client_feedback, METH_VARARGS, NULL},
    {"_score", client_score, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef attributes[] = {
    {"generation", client_generation, NULL, "Of the snapshot that the last route was decided by; 0: none.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot slots[] = {{Py_tp_new, client_new},
                              {Py_tp_dealloc, client_dealloc},
                              {Py_tp_methods, methods},
                              {Py_tp_getset, attributes},
                              {0, NULL}};

PyType_Spec client_spec = {"flagpost._native.Client", sizeof(Client), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
                           slots};
