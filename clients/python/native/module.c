// The module flagpost._native.

#include "native.h"

static PyTypeObject *add_type(PyObject *module, PyType_Spec *spec) {
    PyObject *type = PyType_FromModuleAndSpec(module, spec, NULL);
    if (type != NULL && PyModule_AddType(module, (PyTypeObject *)type) < 0) Py_CLEAR(type);
    return (PyTypeObject *)type;
}

static int execute(PyObject *module) {
    if (flagpost_abi_version() != FLAGPOST_ABI_VERSION) {
        PyErr_SetString(PyExc_ImportError, "libflagpost.so.1 has another ABI version than this extension");
        return -1;
    }
    Types *types = PyModule_GetState(module);
    types->route_type = add_type(module, &route_spec);
    types->client_type = types->route_type == NULL ? NULL : add_type(module, &client_spec);
    return types->client_type == NULL ? -1 : 0;
}

static int traverse(PyObject *module, visitproc visit, void *arg) {
    Types *types = PyModule_GetState(module);
    Py_VISIT(types->client_type);
    Py_VISIT(types->route_type);
    return 0;
}

static int clear(PyObject *module) {
    Types *types = PyModule_GetState(module);
    Py_CLEAR(types->client_type);
    Py_CLEAR(types->route_type);
    return 0;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, execute}, {0, NULL}};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "flagpost._native", NULL, sizeof(Types), NULL, slots,
                                        traverse, clear, NULL};

PyMODINIT_FUNC PyInit__native(void) { return PyModuleDef_Init(&definition); }
