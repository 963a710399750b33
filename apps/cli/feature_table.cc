// Features of one recording → the bytes of a file.
#include "cli/feature_table.h"

#include "cli/npy.h"
#include "cli/zip.h"
#include "text/csv.h"
#include "text/number.h"

namespace emovox::cli {
namespace {

double time_of(const FeatureTable& table, std::size_t frame) {
  return static_cast<double>(frame) * table.options.hop_length / table.options.sample_rate;
}

std::string to_csv(const FeatureTable& table) {
  std::vector<std::string> header{"time"};
  for (const FeatureSet set : table.sets) {
    for (auto& name : feature_names(set, table.options)) header.push_back(std::move(name));
  }
  std::string text;
  text::append_csv_row(text, header);
  for (std::size_t t = 0; t < table.features.frames(); ++t) {
    text += text::number_text(time_of(table, t));
    for (const FeatureSet set : table.sets) {
      for (const float value : table.features[set].frame(t)) text += ',' + text::number_text(value);
    }
    text += '\n';
  }
  return text;
}

std::string to_npy(const FeatureTable& table) {
  std::size_t dims = 0;
  for (const FeatureSet set : table.sets) dims += table.features[set].dims;
  std::vector<float> values;  // [T, dims]
  values.reserve(table.features.frames() * dims);
  for (std::size_t t = 0; t < table.features.frames(); ++t) {
    for (const FeatureSet set : table.sets) {
      const auto frame = table.features[set].frame(t);
      values.insert(values.end(), frame.begin(), frame.end());
    }
  }
  return npy_matrix(values, table.features.frames(), dims);
}

std::string to_npz(const FeatureTable& table) {
  std::vector<double> times;
  for (std::size_t t = 0; t < table.features.frames(); ++t) times.push_back(time_of(table, t));
  ZipArchive archive;
  archive.add("time.npy", npy_vector(times));
  for (const FeatureSet set : table.sets) {
    const FrameMatrix& matrix = table.features[set];
    const std::string name(to_name(set));
    archive.add(name + ".npy", npy_matrix(matrix.values, matrix.frames, matrix.dims));
    archive.add(name + "_names.npy", npy_words(feature_names(set, table.options)));
  }
  return archive.finish();
}

}  // namespace

std::string feature_bytes(const FeatureTable& table, FeatureFormat format) {
  switch (format) {
    case FeatureFormat::csv: return to_csv(table);
    case FeatureFormat::npy: return to_npy(table);
    case FeatureFormat::npz: break;
  }
  return to_npz(table);
}

}  // namespace emovox::cli
