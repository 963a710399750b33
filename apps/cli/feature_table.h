// Features of one recording → the bytes of a file: CSV, npy or npz.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "emovox/features.h"

namespace emovox::cli {

enum class FeatureFormat { npz, npy, csv };

struct FeatureTable {
  Features features;
  FeatureOptions options;
  std::vector<FeatureSet> sets;  // in the order of their columns
};

/// csv: "time" (seconds) and a column a dimension. npy: [T, dims]. npz: `time` [T], and for every
/// set a matrix of its name and its columns' names, `log_mel` [T, 64] and `log_mel_names` [64].
std::string feature_bytes(const FeatureTable& table, FeatureFormat format);

}  // namespace emovox::cli

template <>
struct emovox::EnumNames<emovox::cli::FeatureFormat> {
  static constexpr std::array<std::string_view, 3> names{"npz", "npy", "csv"};
};
