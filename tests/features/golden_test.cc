// The whole front end against librosa: tests/golden, written by tools/golden.py.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "emovox/features.h"
#include "golden/npy.h"
#include "test_places.h"

namespace emovox {
namespace {

const std::filesystem::path kFolder = golden_folder();

struct Case {
  std::string name;
  int sample_rate = 0;  // Hz
};

void PrintTo(const Case& golden, std::ostream* out) { *out << golden.name; }

std::vector<Case> cases() {
  std::ifstream file(kFolder / "cases.csv");
  std::vector<Case> all;
  std::string line;
  std::getline(file, line);  // the header
  while (std::getline(file, line)) {
    const auto comma = line.find(',');
    all.push_back({line.substr(0, comma), std::stoi(line.substr(comma + 1))});
  }
  return all;
}

/// The largest difference from librosa: absolute + relative · |value|.
struct Tolerance {
  double absolute = 0.0;
  double relative = 0.0;
};

constexpr Tolerance kDecibels{.absolute = 1e-3};
constexpr Tolerance kExact{};
constexpr Tolerance kStatistic{.relative = 1e-4};

Tolerance tolerance_of(const std::string& name) {
  if (name.starts_with("log_mel") || name.starts_with("mfcc")) return kDecibels;
  return name == "zcr" ? kExact : kStatistic;
}

/// Every value of a column is within its tolerance; a tolerance of 0 means the same float.
void expect_column(const FrameMatrix& ours, const golden::Array& librosa, std::size_t column,
                   const std::string& name) {
  const Tolerance tolerance = tolerance_of(name);
  for (std::size_t t = 0; t < ours.frames; ++t) {
    const double expected = librosa.at(t, column);
    const double got = ours.frame(t)[column];
    const double allowed = tolerance.absolute + tolerance.relative * std::abs(expected);
    EXPECT_LE(std::abs(got - expected), allowed)
        << name << " of frame " << t << " is " << got << ", librosa's is " << expected;
  }
}

void expect_matrix(const FrameMatrix& ours, const golden::Array& librosa, FeatureSet set) {
  ASSERT_EQ(ours.frames, librosa.rows);
  ASSERT_EQ(ours.dims, librosa.columns);
  const std::vector<std::string> names = feature_names(set);
  ASSERT_EQ(names.size(), ours.dims);
  for (std::size_t d = 0; d < ours.dims; ++d) expect_column(ours, librosa, d, names[d]);
}

class Golden : public testing::TestWithParam<Case> {};

TEST_P(Golden, FeaturesMatchLibrosa) {
  const std::string& name = GetParam().name;
  const Audio audio{golden::read_npy(kFolder / (name + ".samples.npy")).values,
                    GetParam().sample_rate};
  const Features features = extract_features(audio);
  for (const FeatureSet set : {FeatureSet::log_mel, FeatureSet::lld}) {
    const std::string file = name + "." + std::string(to_name(set)) + ".npy";
    expect_matrix(features[set], golden::read_npy(kFolder / file), set);
  }
}

INSTANTIATE_TEST_SUITE_P(, Golden, testing::ValuesIn(cases()),
                         [](const auto& instance) { return instance.param.name; });

// Without this test, an unreadable list of cases would mean no tests.
TEST(GoldenCases, CoverEveryKindOfSignal) {
  std::vector<std::string> names;
  for (const Case& golden : cases()) names.push_back(golden.name);
  EXPECT_THAT(names,
              testing::IsSupersetOf({"speech", "noise", "silence", "click", "chirp", "rate_8000",
                                     "rate_44100", "samples_1", "samples_399", "samples_400",
                                     "samples_1600", "clipped", "dc_offset"}));
}

}  // namespace
}  // namespace emovox
