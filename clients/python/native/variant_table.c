#include "variant_table.h"

#include <string.h>

enum { FIRST_CAPACITY = 64 };

void variant_table_clear(VariantTable *table) {
    // Emptied first: releasing an object may run code that asks for a route.
    VariantTable old = *table;
    memset(table, 0, sizeof *table);
    for (size_t index = 0; index < old.capacity; index++) Py_XDECREF(old.slots[index].object);
    PyMem_Free(old.slots);
}

static int grow(VariantTable *table) {
    VariantTable larger = *table;
    larger.capacity = table->capacity == 0 ? FIRST_CAPACITY : table->capacity * 2;
    larger.slots = PyMem_Calloc(larger.capacity, sizeof *larger.slots);
    if (larger.slots == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (size_t index = 0; index < table->capacity; index++) {
        VariantSlot *slot = &table->slots[index];
        if (slot->object != NULL) *variant_table_slot(&larger, slot->feature, slot->variant) = *slot;
    }
    PyMem_Free(table->slots);
    *table = larger;
    return 0;
}

int variant_table_add(VariantTable *table, uint64_t generation, uint64_t feature, uint64_t variant, PyObject *object) {
    if (table->generation != generation) variant_table_clear(table);
    if (table->count * 2 >= table->capacity && grow(table) < 0) return -1;
    table->generation = generation;
    VariantSlot *slot = variant_table_slot(table, feature, variant);
    PyObject *old = slot->object;
    if (old == NULL) table->count++;
    Py_INCREF(object);
    *slot = (VariantSlot){feature, variant, object};
    Py_XDECREF(old);
    return 0;
}
