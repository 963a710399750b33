/* EMOVOX_EXPORT marks what a shared libemovox gives to other programs; everything else is hidden.
 * Also for C. */
#pragma once

#if defined(__GNUC__) || defined(__clang__)
#define EMOVOX_EXPORT __attribute__((visibility("default")))
#else
#define EMOVOX_EXPORT
#endif
