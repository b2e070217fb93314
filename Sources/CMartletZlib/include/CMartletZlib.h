#ifndef CMARTLET_ZLIB_H
#define CMARTLET_ZLIB_H

#include <zlib.h>

// zlib's own entry points are macros, which Swift does not see.
static inline int martlet_deflate_init(z_streamp stream, int level, int windowBits) {
    return deflateInit2(stream, level, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY);
}

static inline int martlet_inflate_init(z_streamp stream, int windowBits) {
    return inflateInit2(stream, windowBits);
}

#endif
