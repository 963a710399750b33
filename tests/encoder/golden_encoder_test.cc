// The whole encoder against NumPy: tests/golden/encoder, written by tools/make_encoder_golden.py.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "encoder/small_encoder.h"
#include "golden/npy.h"
#include "kernels/every_target.h"
#include "test_places.h"

namespace emovox::encoder {
namespace {

class GoldenEncoder : public testing::TestWithParam<const char*> {};

TEST_P(GoldenEncoder, EqualsNumpyOnEveryInstructionSet) {
  const auto folder = golden_folder() / "encoder";
  const std::string name = GetParam();
  const auto samples = golden::read_npy(folder / (name + ".samples.npy")).values;
  const auto frames = golden::read_npy(folder / (name + ".frames.npy"));
  const std::vector<double> expected(frames.values.begin(), frames.values.end());
  const Encoder encoder = Encoder::load(folder / "small.safetensors");
  ASSERT_EQ(frames.rows, steps_of(samples.size()));
  ASSERT_EQ(frames.columns, encoder.width());
  kernels::for_every_target([&] {
    const double error = relative_error(encoded(encoder, samples), expected);
    EXPECT_LE(error, 2e-5);
    std::cout << "  largest error: " << error << " of the largest value\n";
  });
}

INSTANTIATE_TEST_SUITE_P(Signals, GoldenEncoder,
                         testing::Values("chirp", "noise", "sample", "silence"));

}  // namespace
}  // namespace emovox::encoder
