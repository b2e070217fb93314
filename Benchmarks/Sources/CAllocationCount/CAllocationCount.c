// Counts heap allocations by standing in front of the C library.
//
// An executable that defines `malloc` gets the calls of every library it loads, the Swift runtime among them.
// glibc keeps its own allocator reachable under the names `__libc_malloc` and so on, so each function here counts
// and passes the call on; what it returns is glibc's, and glibc's `free` takes it back.
//
// Each thread counts for itself. One shared atomic counter would cost about 5 ns an allocation, which shows in a
// benchmark that takes 100 ns; a thread's own counter costs a load, an add and a store.

#include "CAllocationCount.h"
#include <stdlib.h>

#if defined(__GLIBC__)

#include <errno.h>
#include <stdatomic.h>
#include <string.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

// One thread's counter. Never freed: a thread that has ended still counts. Padded so that two threads do not write
// to one cache line.
struct counter {
    atomic_long value;
    struct counter *next;
    char padding[48];
};

static _Atomic(struct counter *) counters;
static _Thread_local struct counter *mine;

static struct counter *make_counter(void) {
    struct counter *counter = __libc_memalign(64, sizeof *counter);
    if (counter == NULL) {
        abort();
    }
    memset(counter, 0, sizeof *counter);
    counter->next = atomic_load_explicit(&counters, memory_order_relaxed);
    while (!atomic_compare_exchange_weak_explicit(
        &counters, &counter->next, counter, memory_order_release, memory_order_relaxed)) {
    }
    mine = counter;
    return counter;
}

// Only the owning thread writes its counter, so a load and a store will do; they are atomic for the reader's sake.
static inline void count(void) {
    struct counter *counter = mine;
    if (__builtin_expect(counter == NULL, 0)) {
        counter = make_counter();
    }
    long value = atomic_load_explicit(&counter->value, memory_order_relaxed);
    atomic_store_explicit(&counter->value, value + 1, memory_order_relaxed);
}

long allocation_count(void) {
    long sum = 0;
    struct counter *counter = atomic_load_explicit(&counters, memory_order_acquire);
    for (; counter != NULL; counter = counter->next) {
        sum += atomic_load_explicit(&counter->value, memory_order_relaxed);
    }
    return sum;
}

void *malloc(size_t size) {
    count();
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    count();
    return __libc_calloc(number, size);
}

void *realloc(void *old, size_t size) {
    count();
    return __libc_realloc(old, size);
}

void *memalign(size_t alignment, size_t size) {
    count();
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    count();
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
    if (alignment < sizeof(void *) || (alignment & (alignment - 1)) != 0) {
        return EINVAL;
    }
    count();
    void *memory = __libc_memalign(alignment, size);
    if (memory == NULL) {
        return ENOMEM;
    }
    *result = memory;
    return 0;
}

#else

long allocation_count(void) { return -1; }

#endif
