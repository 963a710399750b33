// What `emovox verify` is going to compare with.
#pragma once

#include <cstddef>

#include "corpus/manifest.h"
#include "model/model_file.h"

namespace emovox::trainer {

/// Puts into the file's info what the finished model makes of the test signal and of its training
/// corpus. Throws what reading the corpus throws.
void record_numbers(model::ModelFile& file, const corpus::Manifest& manifest, std::size_t threads);

}  // namespace emovox::trainer
