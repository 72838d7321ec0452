// Counts this thread's allocations by standing in for malloc and its kin (glibc only).
#ifndef CALLOCATIONCOUNT_H
#define CALLOCATIONCOUNT_H
#include <stdint.h>
uint64_t allocation_count(void);
#endif
