#include "CAllocationCount.h"

#include <errno.h>
#include <stddef.h>

static __thread uint64_t count;

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t number, size_t size);
extern void *__libc_realloc(void *start, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

uint64_t allocation_count(void) { return count; }

void *malloc(size_t size) {
    count++;
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    count++;
    return __libc_calloc(number, size);
}

void *realloc(void *start, size_t size) {
    count++;
    return __libc_realloc(start, size);
}

int posix_memalign(void **start, size_t alignment, size_t size) {
    count++;
    *start = __libc_memalign(alignment, size);
    return *start == NULL ? ENOMEM : 0;
}
