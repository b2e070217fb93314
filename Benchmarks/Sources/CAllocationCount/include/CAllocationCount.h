#ifndef C_ALLOCATION_COUNT_H
#define C_ALLOCATION_COUNT_H

/// The number of heap allocations that this process has made so far, on all its threads.
///
/// Read it before and after the code in question; the difference is exact when nothing else runs meanwhile.
/// An allocation is one call of `malloc`, `calloc`, `realloc`, `aligned_alloc`, `memalign` or `posix_memalign`.
/// Memory that is given back is not subtracted.
///
/// Returns -1 where counting is not supported, that is with any C library but glibc.
long allocation_count(void);

#endif
