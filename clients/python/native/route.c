// Route: a decision and the calls made with it.

#include "native.h"

#include <stddef.h>
#include <string.h>
#include <structmember.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

Route *route_new(Client *client, PyObject *fallback, PyObject *unit) {
    Route *self = PyObject_GC_New(Route, client->route_type);
    if (self == NULL) return NULL;
    Py_INCREF(client);
    Py_INCREF(fallback);
    Py_INCREF(unit);
    self->client = client;
    self->value = fallback;
    self->unit = unit;
    Py_INCREF(Py_None);
    self->name = Py_None;
    self->metadata = NULL;
    self->variant = NULL;
    self->is_decided = 0;
    self->is_default = 1;
    PyObject_GC_Track((PyObject *)self);
    return self;
}

void route_serve(Route *self, PyObject *variant) {
    PyObject *name = PyTuple_GetItem(variant, 0), *value = PyTuple_GetItem(variant, 1);
    Py_INCREF(name);
    Py_INCREF(value);
    Py_DECREF(self->name);
    Py_DECREF(self->value);
    self->name = name;
    self->value = value;
    self->variant = variant;
    self->is_default = 0;
}

static int route_traverse(PyObject *object, visitproc visit, void *arg) {
    Route *self = (Route *)object;
    Py_VISIT(Py_TYPE(object));
    Py_VISIT(self->client);
    Py_VISIT(self->value);
    Py_VISIT(self->metadata);
    Py_VISIT(self->variant);
    return 0;
}

static void route_dealloc(PyObject *object) {
    Route *self = (Route *)object;
    PyTypeObject *type = Py_TYPE(object);
    PyObject_GC_UnTrack(object);
    Py_DECREF(self->client);
    Py_DECREF(self->name);
    Py_DECREF(self->value);
    Py_DECREF(self->unit);
    Py_XDECREF(self->metadata);
    Py_XDECREF(self->variant);
    PyObject_GC_Del(object);
    Py_DECREF(type);
}

int is_variant(PyObject *object) {
    if (PyTuple_Check(object) && PyTuple_Size(object) == 2) return 1;
    PyErr_SetString(PyExc_TypeError, "a variant is (name, value)");
    return 0;
}

PyObject *reported(int32_t status) {
    if (status == FLAGPOST_OK) Py_RETURN_TRUE;
    if (status == FLAGPOST_DROPPED) Py_RETURN_FALSE;
    PyErr_SetString(PyExc_ValueError, flagpost_strerror(status));
    return NULL;
}

// MARK: What it came to

// What the variant finds in its value; so does the default, which is made a variant when first asked.
static PyObject *route_found(PyObject *object, void *name) {
    Route *self = (Route *)object;
    if (self->variant == NULL) {
        PyObject *described = PyObject_CallMethod((PyObject *)self->client, "_describe", "(O)", self->value);
        if (described == NULL) return NULL;
        // Another thread may have been here meanwhile.
        if (self->variant == NULL && is_variant(described)) self->variant = described;
        else Py_DECREF(described);
        if (self->variant == NULL) return NULL;
    }
    return PyObject_GetAttrString(self->variant, name);
}

static PyObject *text_or_none(const char *text) {
    if (text == NULL) Py_RETURN_NONE;
    return PyUnicode_FromString(text);
}

// Null where there is none: a flag may say that the caller's default is right.
static const char *error_of(const Route *self) {
    static const char *const errors[] = {NULL,    "NOT_READY", "FLAG_NOT_FOUND", "PARSE_ERROR", "INVALID_ARGUMENT",
                                         "ERROR", "ERROR",     NULL,             "GENERAL"};
    size_t status = (size_t)self->decision.status;
    return self->is_decided && status < COUNT(errors) ? errors[status] : "ERROR";
}

static PyObject *route_reason(PyObject *object, void *unused) {
    static const char *const reasons[] = {"ERROR",           "STATIC", "DEFAULT",
                                          "TARGETING_MATCH", "SPLIT",  "DISABLED", "STALE"};
    const Route *self = (Route *)object;
    const char *error = error_of(self);
    (void)unused;
    if (error == NULL) error = self->decision.reason < COUNT(reasons) ? reasons[self->decision.reason] : "ERROR";
    return PyUnicode_FromString(error);
}

static PyObject *route_error(PyObject *object, void *unused) {
    (void)unused;
    return text_or_none(error_of((Route *)object));
}

static PyObject *route_cause(PyObject *object, void *unused) {
    static const char *const causes[] = {NULL, "KILLED", "TRIPPED", "WITHDRAWN", "STALE"};
    const Route *self = (Route *)object;
    (void)unused;
    size_t cause = self->is_decided ? self->decision.cause : 0;
    return text_or_none(cause < COUNT(causes) ? causes[cause] : NULL);
}

static PyObject *route_arm(PyObject *object, void *unused) {
    static const char *const arms[] = {NULL, "treatment", "control"};
    const Route *self = (Route *)object;
    (void)unused;
    size_t arm = self->is_decided ? self->decision.arm : 0;
    return text_or_none(arm < COUNT(arms) ? arms[arm] : NULL);
}

static PyObject *route_repr(PyObject *object) {
    PyObject *reason = route_reason(object, NULL);
    if (reason == NULL) return NULL;
    PyObject *text = PyUnicode_FromFormat("Route(variant=%R, reason=%R)", ((Route *)object)->name, reason);
    Py_DECREF(reason);
    return text;
}

static PyObject *route_metadata(PyObject *object, void *unused) {
    PyObject *metadata = ((Route *)object)->metadata;
    (void)unused;
    if (metadata == NULL) metadata = Py_None;
    Py_INCREF(metadata);
    return metadata;
}

static PyObject *route_reference(PyObject *object, void *unused) {
    const Route *self = (Route *)object;
    const flagpost_decision *decision = &self->decision;
    (void)unused;
    if (!self->is_decided) Py_RETURN_NONE;
    Reference reference = {decision->feature_hash, decision->variant_hash, decision->revision,
                           decision->decision_high, decision->decision_low};
    return PyBytes_FromStringAndSize((const char *)&reference, sizeof reference);
}

static PyObject *route_token(PyObject *object, void *unused) {
    (void)unused;
    return PyObject_CallMethod((PyObject *)((Route *)object)->client, "_token", "O", object);
}

static PyObject *route_unit(PyObject *object, void *unused) {
    PyObject *unit = ((Route *)object)->unit;
    (void)unused;
    Py_INCREF(unit);
    return unit;
}

static PyObject *route_revision(PyObject *object, void *unused) {
    const Route *self = (Route *)object;
    (void)unused;
    return PyLong_FromUnsignedLongLong(self->is_decided ? self->decision.revision : 0);
}

static PyObject *route_age(PyObject *object, void *unused) {
    const Route *self = (Route *)object;
    (void)unused;
    if (!self->is_decided || self->decision.age_ns == UINT64_MAX) Py_RETURN_NONE;
    return PyFloat_FromDouble((double)self->decision.age_ns / 1e9);
}

// As a ULID: 26 digits of Crockford's base 32, the highest first.
static PyObject *route_decision(PyObject *object, void *unused) {
    static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    const Route *self = (Route *)object;
    char text[27] = "";
    (void)unused;
    if (self->is_decided) {
        unsigned long long high = self->decision.decision_high, low = self->decision.decision_low;
        for (int place = 25; place >= 0; place--) {
            text[place] = digits[low & 31];
            low = low >> 5 | high << 59;
            high >>= 5;
        }
    }
    return PyUnicode_FromString(text);
}

static PyObject *route_is_default(PyObject *object, void *unused) {
    (void)unused;
    return PyBool_FromLong(((Route *)object)->is_default);
}

static PyObject *route_client(PyObject *object, void *unused) {
    (void)unused;
    PyObject *client = (PyObject *)((Route *)object)->client;
    Py_INCREF(client);
    return client;
}

// MARK: Calls

// attempt(...) is the Python class's _attempt(route, ...).
static PyObject *route_attempt(PyObject *object, PyObject *arguments, PyObject *keywords) {
    PyObject *attempt = PyObject_GetAttrString((PyObject *)((Route *)object)->client, "_attempt");
    PyObject *first = attempt == NULL ? NULL : PyTuple_Pack(1, object);
    PyObject *all = first == NULL ? NULL : PySequence_Concat(first, arguments);
    PyObject *call = all == NULL ? NULL : PyObject_Call(attempt, all, keywords);
    Py_XDECREF(all);
    Py_XDECREF(first);
    Py_XDECREF(attempt);
    return call;
}

// _begin(model, attempt) -> what _end wants, or None where there is nothing to report on.
static PyObject *route_begin(PyObject *object, PyObject *arguments) {
    Route *self = (Route *)object;
    const char *model, *unit = NULL;
    Py_ssize_t model_length, unit_length = 0;
    unsigned int attempt;
    flagpost_call call;
    if (!PyArg_ParseTuple(arguments, "z#I", &model, &model_length, &attempt)) return NULL;
    if (!self->is_decided) Py_RETURN_NONE;
    if (self->unit != Py_None && (unit = PyUnicode_AsUTF8AndSize(self->unit, &unit_length)) == NULL) return NULL;
    memset(&call, 0, sizeof call);
    flagpost_begin(self->client->reader, &self->decision, unit, (size_t)unit_length, model, (size_t)model_length,
                   attempt, &call);
    return PyBytes_FromStringAndSize((const char *)&call, sizeof call);
}

// _end(begun, result, latency_ns, first_token_ns, input, output, cached, cost_micros or -1, retried, late) -> bool
static PyObject *route_end(PyObject *object, PyObject *arguments) {
    const char *begun;
    Py_ssize_t length;
    flagpost_call call;
    flagpost_usage usage = {0};
    long long cost;
    unsigned long long latency, first_token;
    unsigned int input, output, cached;
    int retried, late;
    if (!PyArg_ParseTuple(arguments, "y#bKKIIILpp", &begun, &length, &usage.result, &latency, &first_token, &input,
                          &output, &cached, &cost, &retried, &late))
        return NULL;
    if ((size_t)length != sizeof call) {
        PyErr_SetString(PyExc_ValueError, "not what _begin returned");
        return NULL;
    }
    memcpy(&call, begun, sizeof call);
    usage.latency_ns = latency;
    usage.first_token_ns = first_token;
    usage.input_tokens = input;
    usage.output_tokens = output;
    usage.cached_tokens = cached;
    usage.has_cost = cost >= 0;
    usage.cost_micros = cost;
    usage.retried = retried != 0;
    usage.late = late != 0;
    return PyBool_FromLong(flagpost_end(((Route *)object)->client->reader, &call, &usage) == FLAGPOST_OK);
}

// What nearly every caller asks for. The interpreter reads these without a call.
static PyMemberDef members[] = {
    {"variant", T_OBJECT_EX, offsetof(Route, name), READONLY, "The variant's name; None: the default is served."},
    {"value", T_OBJECT_EX, offsetof(Route, value), READONLY, "Read-only JSON, or the caller's default."},
    {NULL, 0, 0, 0, NULL},
};

static PyGetSetDef attributes[] = {
    {"ai", route_found, NULL, "Whether a model is to be called. If not, see `static` and `data`.", "ai"},
    {"static", route_found, NULL, "The text to serve where no model is to be called; or None.", "static"},
    {"data", route_found, NULL, "What such a variant carries beside its text, read-only; or None.", "data"},
    {"model", route_found, NULL, "The model to call; None where none is to be called: see `ai`.", "model"},
    {"params", route_found, NULL, "The value's params; empty where it has none.", "params"},
    {"prompt", route_found, NULL, "The value's prompt.", "prompt"},
    {"_chain", route_found, NULL, NULL, "chain"},
    {"is_default", route_is_default, NULL, "Whether the caller's default is served.", NULL},
    {"reason", route_reason, NULL, "OpenFeature's reason, or why there is none: NOT_READY, FLAG_NOT_FOUND, ...", NULL},
    {"error", route_error, NULL, "Why nothing could be decided: NOT_READY, FLAG_NOT_FOUND, ...; or None.", NULL},
    {"cause", route_cause, NULL, "What held the feature back: KILLED, TRIPPED, WITHDRAWN, STALE.", NULL},
    {"arm", route_arm, NULL, "The side of a comparison: treatment, control or None.", NULL},
    {"metadata", route_metadata, NULL, "What the flag says of itself, read-only; or None.", NULL},
    {"revision", route_revision, NULL, "The store's revision that this rests on; 0: none.", NULL},
    {"age", route_age, NULL, "Seconds since the agent last confirmed the revision; None: never.", NULL},
    {"decision", route_decision, NULL, "The decision's id: a ULID.", NULL},
    {"token", route_token, NULL, "Names the decision in later feedback; a text to keep with the answer.", NULL},
    {"_reference", route_reference, NULL, NULL, NULL},
    {"_unit", route_unit, NULL, NULL, NULL},
    {"_client", route_client, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyDoc_STRVAR(attempt_doc,
             "attempt($self, *, model=None, number=1, final=True)\n--\n\n"
             "Times a call to a model and reports how it ended.");

static PyMethodDef methods[] = {
    {"attempt", (PyCFunction)(void (*)(void))route_attempt, METH_VARARGS | METH_KEYWORDS, attempt_doc},
    {"_begin", route_begin, METH_VARARGS, NULL},
    {"_end", route_end, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot slots[] = {{Py_tp_doc, "A decision: what a unit gets, and why."},
                              {Py_tp_dealloc, route_dealloc},
                              {Py_tp_repr, route_repr},
                              {Py_tp_traverse, route_traverse},
                              {Py_tp_members, members},
                              {Py_tp_getset, attributes},
                              {Py_tp_methods, methods},
                              {0, NULL}};

PyType_Spec route_spec = {"flagpost._native.Route", sizeof(Route), 0,
                          Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots};
