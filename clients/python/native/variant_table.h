// What variants came to when they were parsed, for one snapshot: (feature, variant) -> object. No larger than what the
// snapshot holds. In many parts, each of which grows, and forgets an older snapshot, when it is next asked for: done for
// ten thousand features at once, either would hold up a single read for a millisecond.

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
} VariantPart;

typedef struct {
    VariantPart parts[1024];  // by the highest bits of the feature's hash
} VariantTable;

static inline VariantPart *variant_table_part(VariantTable *table, uint64_t feature) {
    return &table->parts[feature >> 54];
}

// The slot of that key, or the free one where it belongs. The part is never full.
static inline VariantSlot *variant_part_slot(const VariantPart *part, uint64_t feature, uint64_t variant) {
    size_t mask = part->capacity - 1;
    size_t index = (size_t)(feature + variant * 31) & mask;
    while (part->slots[index].object != NULL &&
           (part->slots[index].feature != feature || part->slots[index].variant != variant))
        index = (index + 1) & mask;
    return &part->slots[index];
}

// A borrowed reference; null where there is none.
static inline PyObject *variant_table_find(VariantTable *table, uint64_t generation, uint64_t feature,
                                           uint64_t variant) {
    const VariantPart *part = variant_table_part(table, feature);
    if (part->generation != generation || part->capacity == 0) return NULL;
    return variant_part_slot(part, feature, variant)->object;
}

// Keeps the object, and forgets those of another generation. Negative with an exception where there is no memory.
int variant_table_add(VariantTable *table, uint64_t generation, uint64_t feature, uint64_t variant, PyObject *object);

void variant_table_clear(VariantTable *table);

#endif
