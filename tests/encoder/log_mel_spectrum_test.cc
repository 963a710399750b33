// Whisper's log-mel spectrum against its definition, a Fourier sum in double, on every instruction
// set; lengths around the hop, the frame and the group of frames.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "encoder/small_encoder.h"
#include "kernels/every_target.h"

namespace emovox::encoder {
namespace {

std::vector<float> spectrum(std::span<const float> samples, std::size_t bands) {
  const LogMel log_mel(bands);
  std::vector<float> out(2 * steps_of(samples.size()) * bands);
  const kernels::AlignedArray<std::byte> scratch(LogMel::scratch_size());
  log_mel.compute(samples, {}, scratch.data(), out.data());
  return out;
}

void check(const std::vector<float>& samples, std::size_t bands) {
  const auto expected = defined_log_mel(samples, bands);
  kernels::for_every_target([&] {
    const auto got = spectrum(samples, bands);
    ASSERT_EQ(got.size(), expected.size());
    for (std::size_t n = 0; n < got.size(); ++n) {
      ASSERT_NEAR(got[n], expected[n], 1e-6) << "frame " << n / bands << ", band " << n % bands;
    }
  });
}

TEST(LogMelSpectrum, EqualsItsDefinition) {
  for (const std::size_t samples : {1, 200, 320, 321, 640, 1441, 3000}) {
    SCOPED_TRACE(samples);
    check(random_signal(samples, 1), 80);
  }
  check(random_signal(2000, 2), 128);
}

// A quiet tone beside a loud one, 70 dB below: the transform's rounding must not hide it.
TEST(LogMelSpectrum, KeepsWhatIsFarBelowTheLoudest) {
  std::vector<float> tones(3200);
  for (std::size_t n = 0; n < tones.size(); ++n) {
    const double time = static_cast<double>(n) / kSampleRate;
    tones[n] = static_cast<float>(0.9 * std::sin(2513.27 * time) + 3e-4 * std::sin(31415.9 * time));
  }
  check(tones, 80);
}

TEST(LogMelSpectrum, SilenceIsEvenlyLow) {
  for (const float value : spectrum(std::vector<float>(1000), 80)) EXPECT_EQ(value, -1.5f);
}

}  // namespace
}  // namespace emovox::encoder
