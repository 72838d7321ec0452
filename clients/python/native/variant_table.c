#include "variant_table.h"

#include <string.h>

enum { FIRST_CAPACITY = 8 };

static void clear(VariantPart *part) {
    // Emptied first: releasing an object may run code that asks for a route.
    VariantPart old = *part;
    memset(part, 0, sizeof *part);
    for (size_t index = 0; index < old.capacity; index++) Py_XDECREF(old.slots[index].object);
    PyMem_Free(old.slots);
}

void variant_table_clear(VariantTable *table) {
    for (size_t index = 0; index < sizeof table->parts / sizeof *table->parts; index++) clear(&table->parts[index]);
}

static int grow(VariantPart *part) {
    VariantPart larger = *part;
    larger.capacity = part->capacity == 0 ? FIRST_CAPACITY : part->capacity * 2;
    larger.slots = PyMem_Calloc(larger.capacity, sizeof *larger.slots);
    if (larger.slots == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (size_t index = 0; index < part->capacity; index++) {
        VariantSlot *slot = &part->slots[index];
        if (slot->object != NULL) *variant_part_slot(&larger, slot->feature, slot->variant) = *slot;
    }
    PyMem_Free(part->slots);
    *part = larger;
    return 0;
}

int variant_table_add(VariantTable *table, uint64_t generation, uint64_t feature, uint64_t variant, PyObject *object) {
    VariantPart *part = variant_table_part(table, feature);
    if (part->generation != generation) clear(part);
    if (part->count * 2 >= part->capacity && grow(part) < 0) return -1;
    part->generation = generation;
    VariantSlot *slot = variant_part_slot(part, feature, variant);
    PyObject *old = slot->object;
    if (old == NULL) part->count++;
    Py_INCREF(object);
    *slot = (VariantSlot){feature, variant, object};
    Py_XDECREF(old);
    return 0;
}
