#ifndef CMARTLET_MEMORY_H
#define CMARTLET_MEMORY_H

#include <stddef.h>

#if defined(__linux__)
#include <features.h>
#endif
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 33)
#include <malloc.h>
#define MARTLET_HAS_MALLINFO2 1
#elif defined(__APPLE__)
#include <malloc/malloc.h>
#endif

// What the allocator of the process knows of itself, in bytes; nothing in the module map of the C library has it.
struct martlet_heap {
    size_t in_use;   // allocated and not freed
    size_t obtained; // taken from the operating system
    size_t idle;     // taken, and free
};

// Returns 0 where the C library has no such figures.
static inline int martlet_heap_statistics(struct martlet_heap *heap) {
#if defined(MARTLET_HAS_MALLINFO2)
    struct mallinfo2 info = mallinfo2();
    heap->in_use = info.uordblks + info.hblkhd;
    heap->obtained = info.arena + info.hblkhd;
    heap->idle = info.fordblks;
    return 1;
#elif defined(__APPLE__)
    malloc_statistics_t statistics;
    malloc_zone_statistics(NULL, &statistics);
    heap->in_use = statistics.size_in_use;
    heap->obtained = statistics.size_allocated;
    heap->idle = statistics.size_allocated - statistics.size_in_use;
    return 1;
#else
    (void)heap;
    return 0;
#endif
}

#endif
