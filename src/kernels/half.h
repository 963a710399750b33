// IEEE half-precision numbers: 1 sign bit, 5 of the exponent, 10 of the fraction.
#pragma once

#include "kernels/panels.h"

namespace emovox::kernels {

/// The nearest, ties to even, limited to ±65504.
Half to_half(float value);

/// Exact. Infinities and NaN stay what they are.
float to_float(Half value);

}  // namespace emovox::kernels
