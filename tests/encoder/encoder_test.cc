// The encoder against its definition in double, and what must not change its numbers: threads,
// other windows, earlier calls.
#include "encoder/encoder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "allocation_count.h"
#include "encoder/small_encoder.h"
#include "expect_error.h"
#include "kernels/every_target.h"

namespace emovox::encoder {
namespace {

constexpr double kTolerance = 2e-5;  // of the largest value

class EncoderTest : public testing::Test {
 protected:
  Encoder with(WeightPrecision precision, std::size_t layers = 0) const {
    return Encoder(shape_, reader_of(tensors_), {.layers = layers, .precision = precision});
  }

  EncoderShape shape_ = small_shape();
  Tensors tensors_ = random_tensors(shape_, 1);
  Encoder encoder_ = with(WeightPrecision::float32);
};

TEST_F(EncoderTest, EqualsItsDefinitionOnEveryInstructionSet) {
  for (const std::size_t samples : {1, 320, 321, 5000, 8000}) {
    const auto signal = random_signal(samples, 2);
    const auto expected = defined_encoding(shape_, tensors_, signal);
    kernels::for_every_target(
        [&] { EXPECT_LE(relative_error(encoded(encoder_, signal), expected), kTolerance); });
  }
}

// Both sides of the products are rounded, to 13 bits or to 7.
TEST_F(EncoderTest, SmallerPrecisionsStayNear) {
  const auto signal = random_signal(7777, 3);
  const auto expected = defined_encoding(shape_, tensors_, signal);
  const Encoder half = with(WeightPrecision::float16), bytes = with(WeightPrecision::int8);
  kernels::for_every_target([&] {
    EXPECT_LE(relative_error(encoded(half, signal), expected), 5e-4);
    EXPECT_LE(relative_error(encoded(bytes, signal), expected), 0.03);
    EXPECT_GE(relative_error(encoded(bytes, signal), expected), 1e-4);
  });
}

TEST_F(EncoderTest, FewerLayersAreAPrefix) {
  const auto signal = random_signal(3000, 4);
  EncoderShape first = shape_;
  first.layers = 1;
  const auto expected = defined_encoding(first, tensors_, signal);
  const Encoder cut = with(WeightPrecision::float32, 1);
  EXPECT_EQ(cut.shape(), first);
  EXPECT_LE(relative_error(encoded(cut, signal), expected), kTolerance);
  EXPECT_ERROR(with(WeightPrecision::float32, 3), invalid_argument, "has 2 layers");
}

TEST_F(EncoderTest, NeitherThreadsNorOtherWindowsChangeANumber) {
  const std::vector<std::size_t> lengths = {5000, 1, 8000, 320, 4321};
  std::vector<std::vector<float>> signals;
  std::vector<std::span<const float>> windows;
  std::size_t rows = 0;
  for (const std::size_t length : lengths) {
    signals.push_back(random_signal(length, static_cast<unsigned>(length)));
    rows += steps_of(length);
  }
  windows.assign(signals.begin(), signals.end());
  kernels::ThreadTeam team;
  for (const auto precision :
       {WeightPrecision::float32, WeightPrecision::float16, WeightPrecision::int8}) {
    const Encoder encoder = with(precision);
    std::vector<float> alone;
    for (const auto& signal : signals) {
      const auto out = encoded(encoder, signal);
      alone.insert(alone.end(), out.begin(), out.end());
    }
    EncoderWorkspace workspace;
    for (const std::size_t threads : {1, 2, 3}) {
      std::vector<float> together(rows * shape_.width);
      encoder.encode(windows, {together.data(), shape_.width}, team.reserve(threads), workspace);
      EXPECT_EQ(together, alone) << to_name(precision) << ", " << threads << " threads";
    }
  }
}

// 1750 rows, more than go through the layers together.
TEST_F(EncoderTest, ManyWindowsAreEncodedInGroups) {
  const auto signal = random_signal(8000, 11);
  const std::vector<std::span<const float>> windows(70, signal);
  const auto alone = encoded(encoder_, signal);
  std::vector<float> together(windows.size() * alone.size());
  EncoderWorkspace workspace;
  encoder_.encode(windows, {together.data(), shape_.width}, {}, workspace);
  for (std::size_t n = 0; n < windows.size(); ++n) {
    const auto from = together.begin() + static_cast<std::ptrdiff_t>(n * alone.size());
    ASSERT_TRUE(std::equal(alone.begin(), alone.end(), from)) << "window " << n;
  }
}

TEST_F(EncoderTest, WritesOnlyItsColumns) {
  const auto signal = random_signal(2000, 5);
  const std::size_t steps = steps_of(signal.size()), stride = shape_.width + 3;
  std::vector<float> out(steps * stride, 7.0f);
  const std::span<const float> window = signal;
  EncoderWorkspace workspace;
  encoder_.encode({&window, 1}, {out.data(), stride}, {}, workspace);
  const auto expected = encoded(encoder_, signal);
  for (std::size_t n = 0; n < out.size(); ++n) {
    const std::size_t row = n / stride, column = n % stride;
    const bool inside = column < shape_.width;
    ASSERT_EQ(out[n], inside ? expected[row * shape_.width + column] : 7.0f);
  }
}

// 60 rows with 25 positions: three windows of 20 rows each.
TEST_F(EncoderTest, CutsLongRecordingsIntoEqualWindows) {
  const auto signal = random_signal(60 * kStep - 100, 6);
  std::vector<float> out(60 * shape_.width);
  EncoderWorkspace workspace;
  encoder_.encode_recording(signal, {out.data(), shape_.width}, {}, workspace);
  std::vector<float> expected;
  for (std::size_t first = 0; first < 60; first += 20) {
    const std::size_t end = std::min(signal.size(), (first + 20) * kStep);
    const auto some =
        encoded(encoder_, std::span(signal).subspan(first * kStep, end - first * kStep));
    expected.insert(expected.end(), some.begin(), some.end());
  }
  EXPECT_EQ(out, expected);
}

TEST_F(EncoderTest, AllocatesNothingOnceItsWorkspaceHasGrown) {
  const auto longer = random_signal(8000, 7), shorter = random_signal(2500, 8);
  const std::vector<std::span<const float>> windows = {longer, shorter};
  std::vector<float> out((steps_of(8000) + steps_of(2500)) * shape_.width);
  for (const auto precision : {WeightPrecision::float32, WeightPrecision::int8}) {
    const Encoder encoder = with(precision);
    EncoderWorkspace workspace;
    encoder.encode(windows, {out.data(), shape_.width}, {}, workspace);
    const std::size_t before = allocation_count();
    encoder.encode(windows, {out.data(), shape_.width}, {}, workspace);
    encoder.encode(std::span(windows).last(1), {out.data(), shape_.width}, {}, workspace);
    EXPECT_EQ(allocation_count(), before) << to_name(precision);
  }
}

TEST_F(EncoderTest, RefusesWindowsThatItCannotEncode) {
  const auto try_samples = [&](const std::vector<float>& samples) {
    const std::span<const float> window = samples;
    std::vector<float> out(40 * shape_.width);
    EncoderWorkspace workspace;
    encoder_.encode({&window, 1}, {out.data(), shape_.width}, {}, workspace);
  };
  EXPECT_EQ(encoder_.longest_window(), 8000u);
  EXPECT_ERROR(try_samples({}), invalid_argument, "a window has 0 samples");
  EXPECT_ERROR(try_samples(random_signal(8001, 9)), invalid_argument, "must have from 1 to 8000");
  std::vector<float> broken = random_signal(100, 9);
  broken[50] = std::numeric_limits<float>::infinity();
  EXPECT_ERROR(try_samples(broken), invalid_argument, "not finite");
}

TEST_F(EncoderTest, WeightsThatOverflowAreTold) {
  for (float& value : tensors_["encoder.layers.1.fc2.weight"]) value = 1e38f;
  for (float& value : tensors_["encoder.layers.1.fc1.weight"]) value = 1e38f;
  const auto signal = random_signal(1000, 10);
  for (const auto precision : {WeightPrecision::float32, WeightPrecision::int8}) {
    EXPECT_ERROR(encoded(with(precision), signal), corrupt_data, "overflow");
  }
}

}  // namespace
}  // namespace emovox::encoder
