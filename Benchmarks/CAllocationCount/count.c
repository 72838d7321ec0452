#include "CAllocationCount.h"

#include <errno.h>
#include <stddef.h>

static __thread uint64_t count;

uint64_t allocation_count(void) { return count; }

// A sanitizer brings an allocator of its own, which these would call before it is ready: nothing is counted there.
#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t number, size_t size);
extern void *__libc_realloc(void *start, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

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

#endif
