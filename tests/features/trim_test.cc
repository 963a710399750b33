// Compares the part of a signal that trimming keeps with librosa: tests/golden/trim.csv, written by
// tools/golden_trim.py.
#include "features/trim.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "golden/npy.h"
#include "test_places.h"

namespace emovox::features {
namespace {

const std::filesystem::path kGolden = golden_folder();

std::vector<float> between_zeros(std::size_t before, const std::vector<float>& samples,
                                 std::size_t after) {
  std::vector<float> padded(before, 0.0f);
  padded.insert(padded.end(), samples.begin(), samples.end());
  padded.resize(padded.size() + after, 0.0f);
  return padded;
}

TEST(TrimSilence, MatchesLibrosa) {
  std::ifstream file(kGolden / "trim.csv");
  std::string line;
  std::getline(file, line);  // versions
  std::getline(file, line);  // columns
  std::size_t rows = 0;
  for (; std::getline(file, line); ++rows) {
    const std::string name = line.substr(0, line.find(','));
    std::istringstream numbers(line.substr(name.size() + 1));
    std::size_t before = 0, after = 0, first = 0, end = 0;
    double top_db = 0.0;
    char comma = ',';
    numbers >> before >> comma >> after >> comma >> top_db >> comma >> first >> comma >> end;
    const auto signal = golden::read_npy(kGolden / (name + ".samples.npy")).values;
    const Part kept = trim_silence(between_zeros(before, signal, after), top_db, {});
    EXPECT_EQ(kept, (Part{first, end - first})) << line;
  }
  EXPECT_EQ(rows, 108u);
}

TEST(TrimSilence, KeepsEverythingWhenOff) {
  const std::vector<float> samples = between_zeros(5000, {0.5f, -0.5f, 0.5f}, 5000);
  EXPECT_EQ(trim_silence(samples, 0.0, {}), (Part{0, samples.size()}));
  EXPECT_LT(trim_silence(samples, 60.0, {}).count, 1000u);
  EXPECT_EQ(trim_silence({}, 60.0, {}), Part{});
}

}  // namespace
}  // namespace emovox::features
