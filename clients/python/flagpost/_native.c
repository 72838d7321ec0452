// The extension: a reader per thread over libflagpost.so, in CPython's stable ABI (3.10 and later). The Python layer
// keeps it simple: it passes strings, numbers and bools, and gets tuples.

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <string.h>

#include "flagpost.h"

typedef struct {
    PyObject_HEAD
    flagpost_client *client;
    PyObject *owner;  // the reader whose client this one shares; null: its own
    flagpost_reader *reader;
    PyObject *values;  // (feature hash, variant hash) -> value, for `generation`
    PyObject *parse;   // called with a value's JSON
    uint64_t generation;
} Reader;

static void reader_dealloc(PyObject *object) {
    Reader *self = (Reader *)object;
    PyTypeObject *type = Py_TYPE(object);
    flagpost_reader_free(self->reader);
    if (self->owner == NULL) flagpost_close(self->client);
    Py_XDECREF(self->owner);
    Py_XDECREF(self->values);
    Py_XDECREF(self->parse);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(object);
    Py_DECREF(type);
}

static PyObject *reader_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords) {
    const char *directory;
    PyObject *parse, *owner = NULL;
    (void)keywords;
    if (!PyArg_ParseTuple(arguments, "sO|O", &directory, &parse, &owner)) return NULL;
    Reader *self = (Reader *)((allocfunc)PyType_GetSlot(type, Py_tp_alloc))(type, 0);
    if (self == NULL) return NULL;
    int32_t status = 0;
    if (owner != NULL) {
        if (Py_TYPE(owner) != type) {
            PyErr_SetString(PyExc_TypeError, "the owner is no reader");
            Py_DECREF(self);
            return NULL;
        }
        Py_INCREF(owner);
        self->owner = owner;
        self->client = ((Reader *)owner)->client;
    } else {
        status = flagpost_open(directory, NULL, &self->client);
    }
    Py_INCREF(parse);
    self->parse = parse;
    self->values = PyDict_New();
    if (status == 0) self->reader = flagpost_reader_new(self->client);
    if (self->values == NULL || self->reader == NULL) {
        if (self->values != NULL) PyErr_SetString(PyExc_OSError, flagpost_strerror(status));
        Py_DECREF(self);
        return NULL;
    }
    return (PyObject *)self;
}

static int attribute_from(flagpost_attribute *attribute, PyObject *name, PyObject *value) {
    Py_ssize_t length;
    memset(attribute, 0, sizeof *attribute);
    attribute->name = PyUnicode_AsUTF8AndSize(name, &length);
    if (attribute->name == NULL) return -1;
    attribute->name_length = (size_t)length;
    if (PyUnicode_Check(value)) {
        attribute->string = PyUnicode_AsUTF8AndSize(value, &length);
        if (attribute->string == NULL) return -1;
        attribute->string_length = (size_t)length;
    } else if (PyBool_Check(value)) {
        attribute->type = FLAGPOST_ATTRIBUTE_BOOL;
        attribute->number = value == Py_True;
    } else {
        attribute->type = FLAGPOST_ATTRIBUTE_NUMBER;
        attribute->number = PyFloat_AsDouble(value);
        if (attribute->number == -1 && PyErr_Occurred()) return -1;
    }
    return 0;
}

// The parsed value, from the cache where this generation's was parsed before. A new reference.
static PyObject *value_of(Reader *self, const flagpost_decision *decision) {
    if (self->generation != decision->generation) {
        PyDict_Clear(self->values);
        self->generation = decision->generation;
    }
    PyObject *key = PyLong_FromUnsignedLongLong(decision->feature_hash * 31 + decision->variant_hash);
    if (key == NULL) return NULL;
    PyObject *value = PyDict_GetItemWithError(self->values, key);
    if (value != NULL) {
        Py_INCREF(value);
    } else if (!PyErr_Occurred()) {
        value = PyObject_CallFunction(self->parse, "s#s#", decision->variant, (Py_ssize_t)decision->variant_length,
                                      decision->value, (Py_ssize_t)decision->value_length);
        if (value != NULL && PyDict_SetItem(self->values, key, value) < 0) Py_CLEAR(value);
    }
    Py_DECREF(key);
    return value;
}

// evaluate(feature, unit, attributes) -> (parsed, decision): parsed is None where there is no variant.
static PyObject *reader_evaluate(PyObject *object, PyObject *const *arguments, Py_ssize_t count) {
    Reader *self = (Reader *)object;
    flagpost_attribute attributes[FLAGPOST_MAXIMUM_ATTRIBUTES];
    flagpost_decision decision;
    Py_ssize_t feature_length, unit_length = 0, position = 0;
    size_t attribute_count = 0;
    PyObject *name, *value;
    if (count != 3 || !PyDict_Check(arguments[2])) {
        PyErr_SetString(PyExc_TypeError, "evaluate(feature, unit, attributes)");
        return NULL;
    }
    const char *feature = PyUnicode_AsUTF8AndSize(arguments[0], &feature_length);
    if (feature == NULL) return NULL;
    const char *unit = NULL;
    if (arguments[1] != Py_None && (unit = PyUnicode_AsUTF8AndSize(arguments[1], &unit_length)) == NULL) return NULL;
    while (PyDict_Next(arguments[2], &position, &name, &value)) {
        if (value == Py_None) continue;
        if (attribute_count == FLAGPOST_MAXIMUM_ATTRIBUTES) {
            PyErr_SetString(PyExc_ValueError, "more than 64 attributes");
            return NULL;
        }
        if (attribute_from(&attributes[attribute_count], name, value) < 0) return NULL;
        attribute_count++;
    }
    int32_t status = flagpost_evaluate(self->reader, feature, (size_t)feature_length, unit, (size_t)unit_length,
                                       attributes, attribute_count, &decision);
    PyObject *parsed = status == 0 ? value_of(self, &decision) : Py_None;
    if (parsed == NULL) return NULL;
    if (status != 0) Py_INCREF(parsed);
    // The pointers die with the next call, and nothing below reads them.
    decision.variant = decision.value = NULL;
    PyObject *bytes = PyBytes_FromStringAndSize((const char *)&decision, sizeof decision);
    PyObject *result = bytes == NULL ? NULL : PyTuple_Pack(2, parsed, bytes);
    Py_DECREF(parsed);
    Py_XDECREF(bytes);
    return result;
}

static const void *struct_from(PyObject *object, size_t size) {
    char *bytes;
    Py_ssize_t length;
    if (PyBytes_AsStringAndSize(object, &bytes, &length) < 0) return NULL;
    if ((size_t)length != size) {
        PyErr_SetString(PyExc_ValueError, "not what evaluate or begin returned");
        return NULL;
    }
    return bytes;
}

// explain(decision) -> (status, reason, cause, arm, revision, generation, age_ns, decision id)
static PyObject *explain(PyObject *module, PyObject *object) {
    (void)module;
    flagpost_decision decision;
    const void *bytes = struct_from(object, sizeof decision);
    if (bytes == NULL) return NULL;
    memcpy(&decision, bytes, sizeof decision);
    return Py_BuildValue("iBBBKKKKK", (int)decision.status, decision.reason, decision.cause, decision.arm,
                         (unsigned long long)decision.revision, (unsigned long long)decision.generation,
                         (unsigned long long)decision.age_ns, (unsigned long long)decision.decision_high,
                         (unsigned long long)decision.decision_low);
}

// begin(decision, unit, model, attempt) -> call
static PyObject *reader_begin(PyObject *object, PyObject *arguments) {
    PyObject *decided;
    const char *unit, *model;
    Py_ssize_t unit_length, model_length;
    unsigned int attempt;
    flagpost_decision decision;
    flagpost_call call;
    if (!PyArg_ParseTuple(arguments, "Oz#z#I", &decided, &unit, &unit_length, &model, &model_length, &attempt))
        return NULL;
    const void *bytes = struct_from(decided, sizeof decision);
    if (bytes == NULL) return NULL;
    memcpy(&decision, bytes, sizeof decision);
    memset(&call, 0, sizeof call);
    flagpost_begin(((Reader *)object)->reader, &decision, unit, (size_t)unit_length, model, (size_t)model_length,
                   attempt, &call);
    return PyBytes_FromStringAndSize((const char *)&call, sizeof call);
}

// end(call, result, latency_ns, input, output, cached, cost_micros or -1, retried) -> bool
static PyObject *reader_end(PyObject *object, PyObject *arguments) {
    PyObject *begun;
    flagpost_call call;
    flagpost_usage usage = {0};
    long long cost;
    unsigned long long latency;
    unsigned int input, output, cached;
    int retried;
    if (!PyArg_ParseTuple(arguments, "ObKIIILp", &begun, &usage.result, &latency, &input, &output, &cached, &cost,
                          &retried))
        return NULL;
    const void *bytes = struct_from(begun, sizeof call);
    if (bytes == NULL) return NULL;
    memcpy(&call, bytes, sizeof call);
    usage.latency_ns = latency;
    usage.input_tokens = input;
    usage.output_tokens = output;
    usage.cached_tokens = cached;
    usage.has_cost = cost >= 0;
    usage.cost_micros = cost;
    usage.retried = retried != 0;
    return PyBool_FromLong(flagpost_end(((Reader *)object)->reader, &call, &usage) == 0);
}

static PyMethodDef reader_methods[] = {
    {"evaluate", (PyCFunction)(void (*)(void))reader_evaluate, METH_FASTCALL, NULL},
    {"begin", reader_begin, METH_VARARGS, NULL},
    {"end", reader_end, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot reader_slots[] = {
    {Py_tp_new, reader_new}, {Py_tp_dealloc, reader_dealloc}, {Py_tp_methods, reader_methods}, {0, NULL}};
static PyType_Spec reader_spec = {"flagpost._native.Reader", sizeof(Reader), 0, Py_TPFLAGS_DEFAULT, reader_slots};

static PyMethodDef functions[] = {{"explain", explain, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static int execute(PyObject *module) {
    if (flagpost_abi_version() != FLAGPOST_ABI_VERSION) {
        PyErr_SetString(PyExc_ImportError, "libflagpost.so.1 has another ABI version than this extension");
        return -1;
    }
    PyObject *type = PyType_FromSpec(&reader_spec);
    if (type == NULL) return -1;
    int result = PyModule_AddObject(module, "Reader", type);
    if (result < 0) Py_DECREF(type);
    return result;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, execute}, {0, NULL}};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "flagpost._native", NULL, 0, functions, slots,
                                        NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__native(void) { return PyModuleDef_Init(&definition); }
