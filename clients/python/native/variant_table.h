// What variants came to when they were parsed, for one snapshot: (feature, variant) -> object. No larger than what the
// snapshot holds.

#ifndef FLAGPOST_VARIANT_TABLE_H
#define FLAGPOST_VARIANT_TABLE_H

#include <Python.h>
#include <stdint.h>

typedef struct {
    uint64_t feature, variant;
    PyObject *object;  // null: free
} VariantSlot;

typedef struct {
    VariantSlot *slots;
    size_t capacity;  // a power of two, or 0
    size_t count;
    uint64_t generation;
} VariantTable;

// The slot of that key, or the free one where it belongs. The table is never full.
static inline VariantSlot *variant_table_slot(const VariantTable *table, uint64_t feature, uint64_t variant) {
    size_t mask = table->capacity - 1;
    size_t index = (size_t)(feature + variant * 31) & mask;
    while (table->slots[index].object != NULL &&
           (table->slots[index].feature != feature || table->slots[index].variant != variant))
        index = (index + 1) & mask;
    return &table->slots[index];
}

// A borrowed reference; null where there is none.
static inline PyObject *variant_table_find(const VariantTable *table, uint64_t generation, uint64_t feature,
                                           uint64_t variant) {
    if (table->generation != generation || table->capacity == 0) return NULL;
    return variant_table_slot(table, feature, variant)->object;
}

// Keeps the object, and forgets those of another generation. Negative with an exception where there is no memory.
int variant_table_add(VariantTable *table, uint64_t generation, uint64_t feature, uint64_t variant, PyObject *object);

void variant_table_clear(VariantTable *table);

#endif
