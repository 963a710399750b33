// The gate functions alone, as the recurrences compute them.
#pragma once

#include <span>

namespace emovox::kernels {

/// In place; errors as activation-inl.h states them. NaN stays NaN.
void sigmoid_in_place(std::span<float> values);
void tanh_in_place(std::span<float> values);

}  // namespace emovox::kernels
