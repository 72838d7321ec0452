// What the leaf asks of C and of the kernel: atomics on mapped words, and the few system calls it makes.
//
// The calls are raw system calls where libc's wrapper is a cancellation point or wants a newer libc than the client
// library promises. Those that can fail return a negative errno.

#ifndef CSYSTEM_H
#define CSYSTEM_H

#include <stddef.h>
#include <stdint.h>

#define SYSTEM_API __attribute__((visibility("hidden")))

// MARK: Atomics on naturally aligned words of shared memory

static inline uint64_t system_load_acquire(const void *_Nonnull word) {
    return __atomic_load_n((const uint64_t *)word, __ATOMIC_ACQUIRE);
}

static inline uint64_t system_load_relaxed(const void *_Nonnull word) {
    return __atomic_load_n((const uint64_t *)word, __ATOMIC_RELAXED);
}

static inline void system_store_release(void *_Nonnull word, uint64_t value) {
    __atomic_store_n((uint64_t *)word, value, __ATOMIC_RELEASE);
}

static inline void system_store_relaxed(void *_Nonnull word, uint64_t value) {
    __atomic_store_n((uint64_t *)word, value, __ATOMIC_RELAXED);
}

/// Stores `desired` if the word holds `expected`; returns whether it did.
static inline int system_compare_exchange(void *_Nonnull word, uint64_t expected, uint64_t desired) {
    return __atomic_compare_exchange_n((uint64_t *)word, &expected, desired, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}

static inline uint64_t system_add(void *_Nonnull word, uint64_t value) {
    return __atomic_fetch_add((uint64_t *)word, value, __ATOMIC_RELAXED);
}

// MARK: Files

enum { SYSTEM_READ = 0, SYSTEM_READ_WRITE = 1, SYSTEM_CREATE = 2 };

/// Opens a regular file, close-on-exec, never following a link in the last component. `SYSTEM_CREATE` fails where the
/// file exists, and gives it `mode` whatever the umask says.
SYSTEM_API int system_open(const char *_Nonnull path, int how, uint32_t mode);
SYSTEM_API int system_close(int file);
SYSTEM_API int64_t system_size(int file);
/// Reserves the blocks of the first `length` bytes, so that touching them through a mapping cannot fail.
SYSTEM_API int system_reserve(int file, uint64_t length);
SYSTEM_API int system_write_all(int file, const void *_Nonnull bytes, size_t count);
SYSTEM_API int system_rename(const char *_Nonnull from, const char *_Nonnull to);
SYSTEM_API int system_unlink(const char *_Nonnull path);
/// Sleeps for a tenth of a millisecond.
SYSTEM_API void system_pause(void);
/// Device and inode of what stands at the path.
SYSTEM_API int system_identity_at(const char *_Nonnull path, uint64_t identity[_Nonnull 2]);
SYSTEM_API int system_identity_of(int file, uint64_t identity[_Nonnull 2]);
/// Takes a POSIX write lock on the whole file without waiting. It ends with the process, and no child inherits it.
SYSTEM_API int system_lock(int file);

// MARK: Memory

/// Null where it cannot be had.
SYSTEM_API void *_Nullable system_map(int file, size_t length, int writable);
/// Private zeroes.
SYSTEM_API void *_Nullable system_map_private(size_t length);
/// A shared mapping that a forked child does not get.
SYSTEM_API void *_Nullable system_map_without_children(int file, size_t length);
/// One private page that reads as zeroes in a forked child.
SYSTEM_API void *_Nullable system_map_wiped_on_fork(void);
SYSTEM_API void system_unmap(void *_Nonnull start, size_t length);

static inline int system_equal(const void *_Nonnull left, const void *_Nonnull right, size_t count) {
    return __builtin_memcmp(left, right, count) == 0;
}

// MARK: Time, chance and identity

/// Nanoseconds; a few milliseconds behind, and far cheaper than the exact ones.
SYSTEM_API uint64_t system_monotonic_coarse(void);
SYSTEM_API uint64_t system_realtime_coarse(void);
SYSTEM_API uint64_t system_monotonic(void);
/// Fills with random bytes; negative where the kernel has none.
SYSTEM_API int system_random(void *_Nonnull bytes, size_t count);
SYSTEM_API uint32_t system_process(void);

#endif
