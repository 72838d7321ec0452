#define _GNU_SOURCE
#include "CSystemCalls.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static long failing(long result) { return result < 0 ? -(long)errno : result; }

int system_open(const char *path, int how, uint32_t mode) {
    int flags = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | (how == SYSTEM_READ ? O_RDONLY : O_RDWR);
    if (how == SYSTEM_CREATE) flags |= O_CREAT | O_EXCL;
    long file = failing(syscall(SYS_openat, AT_FDCWD, path, flags, how == SYSTEM_CREATE ? mode : 0));
    if (file < 0) return (int)file;
    if (how == SYSTEM_CREATE) {
        long changed = failing(syscall(SYS_fchmod, (int)file, mode));
        if (changed < 0) {
            system_close((int)file);
            return (int)changed;
        }
    }
    return (int)file;
}

int system_close(int file) { return (int)failing(syscall(SYS_close, file)); }

int64_t system_size(int file) { return failing(syscall(SYS_lseek, file, 0, SEEK_END)); }

int system_reserve(int file, uint64_t length) { return (int)failing(syscall(SYS_fallocate, file, 0, 0, length)); }

int system_write_all(int file, const void *bytes, size_t count) {
    const char *next = bytes;
    while (count > 0) {
        long written = failing(syscall(SYS_write, file, next, count));
        if (written == -EINTR) continue;
        if (written <= 0) return written < 0 ? (int)written : -EIO;
        next += written;
        count -= (size_t)written;
    }
    return 0;
}

int system_rename(const char *from, const char *to) {
    return (int)failing(syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

void system_pause(void) {
    struct timespec time = {.tv_sec = 0, .tv_nsec = 100000};
    syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &time, NULL);
}

int system_unlink(const char *path) { return (int)failing(syscall(SYS_unlinkat, AT_FDCWD, path, 0)); }

static int identity(int directory, const char *path, int flags, uint64_t identity[2]) {
    struct statx found;
    long result = failing(syscall(SYS_statx, directory, path, flags, STATX_INO, &found));
    if (result < 0) return (int)result;
    identity[0] = (uint64_t)found.stx_dev_major << 32 | found.stx_dev_minor;
    identity[1] = found.stx_ino;
    return 0;
}

int system_identity_at(const char *path, uint64_t result[2]) {
    return identity(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, result);
}

int system_identity_of(int file, uint64_t result[2]) { return identity(file, "", AT_EMPTY_PATH, result); }

int system_lock(int file) {
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return (int)failing(syscall(SYS_fcntl, file, F_SETLK, &whole));
}

static void *mapped(void *start) { return start == MAP_FAILED ? NULL : start; }

void *system_map(int file, size_t length, int writable) {
    return mapped(mmap(NULL, length, PROT_READ | (writable ? PROT_WRITE : 0), MAP_SHARED, file, 0));
}

void *system_map_without_children(int file, size_t length) {
    void *start = system_map(file, length, 1);
    if (start != NULL && madvise(start, length, MADV_DONTFORK) != 0) {
        munmap(start, length);
        return NULL;
    }
    return start;
}

void *system_map_private(size_t length) {
    return mapped(mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

void *system_map_wiped_on_fork(void) {
    void *start = system_map_private(4096);
    if (start != NULL && madvise(start, 4096, MADV_WIPEONFORK) != 0) {
        munmap(start, 4096);
        return NULL;
    }
    return start;
}

void system_unmap(void *start, size_t length) { munmap(start, length); }

static uint64_t nanoseconds(clockid_t clock) {
    struct timespec time = {0};
    clock_gettime(clock, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

uint64_t system_monotonic_coarse(void) { return nanoseconds(CLOCK_MONOTONIC_COARSE); }
uint64_t system_realtime_coarse(void) { return nanoseconds(CLOCK_REALTIME_COARSE); }
uint64_t system_monotonic(void) { return nanoseconds(CLOCK_MONOTONIC); }

int system_random(void *bytes, size_t count) {
    char *next = bytes;
    while (count > 0) {
        long got = failing(syscall(SYS_getrandom, next, count, 0));
        if (got == -EINTR) continue;
        if (got < 0) return (int)got;
        next += got;
        count -= (size_t)got;
    }
    return 0;
}

uint32_t system_process(void) { return (uint32_t)syscall(SYS_getpid); }

#ifdef EMBEDDED_CLIENT
/// Swift's hashing asks for it and glibc has it only since 2.36; nothing in the library hashes.
SYSTEM_API void arc4random_buf(void *bytes, size_t count);
void arc4random_buf(void *bytes, size_t count) { system_random(bytes, count); }
#endif
