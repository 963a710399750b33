#include "model/verification.h"

#include <gmock/gmock.h>

#include <cmath>
#include <numeric>

#include "kernels/every_target.h"
#include "model/error_of.h"
#include "model/random_model.h"

namespace emovox::model {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

Model loaded(const ModelFile& file) { return Model::from_memory(serialise(file)); }

ModelFile recorded_model() {
  ModelFile file = random_model(small_info(), 7);
  record_signal(file);
  return file;
}

TEST(VerificationSignal, IsLoudAndChangesOverTime) {
  for (const int rate : {8000, 16000, 44100}) {
    const Audio signal = verification_signal(kVerificationSignal, rate);
    EXPECT_EQ(signal.samples.size(), static_cast<std::size_t>(2 * rate));
    float peak = 0.0f;
    for (const float sample : signal.samples) peak = std::max(peak, std::abs(sample));
    EXPECT_GT(peak, 0.1f);
    EXPECT_LT(peak, 1.0f);
  }
  const Features features = extract_features(verification_signal(kVerificationSignal, 16000));
  const auto moves = [&](const FrameMatrix& matrix, std::size_t dim) {
    return matrix.frame(40)[dim] != matrix.frame(70)[dim] &&
           matrix.frame(40)[dim] != matrix.frame(130)[dim];
  };
  for (std::size_t d = 0; d < features.log_mel.dims; ++d) EXPECT_TRUE(moves(features.log_mel, d));
  EXPECT_EQ(error_of([] { verification_signal("voice-0", 16000); })->code, ErrorCode::unsupported);
}

// Computed from the definition by a script in another language, in double.
TEST(VerificationSignal, NeverChanges) {
  const Audio signal = verification_signal("voice-1", 16000);
  EXPECT_NEAR(signal.samples[1000], -0.0313005, 1e-6);
  EXPECT_NEAR(signal.samples[12345], -0.0750229, 1e-6);
  EXPECT_NEAR(signal.samples[31000], 0.0529927, 1e-6);
}

TEST(AttentionParts, AreSumsOverEighths) {
  const std::vector<float> sixteen(16, 1.0f / 16);
  EXPECT_THAT(attention_parts(sixteen), testing::Each(0.125));
  EXPECT_THAT(attention_parts(std::vector{0.25f, 0.75f}),
              testing::ElementsAre(0.25, 0, 0, 0, 0.75, 0, 0, 0));
  EXPECT_TRUE(attention_parts({}).empty());
}

TEST(Verification, OfAnUnchangedModelFindsNoDifference) {
  const ModelFile file = recorded_model();
  EXPECT_THAT(file.info.verification.probabilities, SizeIs(3));
  EXPECT_THAT(file.info.verification.attention, SizeIs(8));
  EXPECT_EQ(parse_model_file(serialise(file), "file").info.verification, file.info.verification);
  const Deviation deviation = signal_deviation(loaded(file));
  EXPECT_LT(deviation.of_probabilities, 1e-7);
  EXPECT_LT(deviation.of_attention, 1e-7);
}

TEST(Verification, OtherInstructionSetsStayWithinTheTolerance) {
  ModelFile file = random_model(small_info(40), 7);
  record_signal(file);
  kernels::for_every_target([&] {
    const Deviation deviation = signal_deviation(loaded(file));
    EXPECT_LT(deviation.of_probabilities, file.info.verification.tolerance / 20);
    EXPECT_LT(deviation.of_attention, file.info.verification.tolerance / 20);
  });
}

TEST(Verification, FindsAChangedModel) {
  ModelFile file = recorded_model();
  file.tensors.at("output.bias").values[0] += 0.1f;
  EXPECT_GT(signal_deviation(loaded(file)).of_probabilities, 1e-3);
  EXPECT_LT(signal_deviation(loaded(file)).of_attention, 1e-7);
  file = recorded_model();
  for (float& w : file.tensors.at("fusion.attention").values) w *= 1.5f;
  EXPECT_GT(signal_deviation(loaded(file)).of_attention, 1e-3);
  file = recorded_model();
  file.info.features.mel_low = 200;
  EXPECT_GT(signal_deviation(loaded(file)).of_probabilities, 1e-3);
  file.info.verification.attention.clear();
  EXPECT_EQ(signal_deviation(loaded(file)).of_attention, HUGE_VAL);
}

TEST(Verification, ReportsAMissingRecord) {
  EXPECT_EQ(error_of([] { signal_deviation(load_random_model(small_info(), 7)); })->code,
            ErrorCode::invalid_argument);
  ModelFile file = recorded_model();
  file.info.verification.signal = "voice-77";
  EXPECT_THAT(error_of([&] { signal_deviation(loaded(file)); })->message,
              HasSubstr("\"voice-77\" is unknown to this build"));
}

std::string refused(const std::function<void(Verification&)>& change) {
  ModelFile file = recorded_model();
  change(file.info.verification);
  const auto thrown = error_of([&] { serialise(file); });
  return thrown ? thrown->message : "accepted";
}

TEST(Verification, RefusesInconsistentRecords) {
  EXPECT_EQ(refused([](Verification&) {}), "accepted");
  EXPECT_THAT(refused([](Verification& v) { v.signal.clear(); }), HasSubstr("no signal"));
  EXPECT_THAT(refused([](Verification& v) { v.signal.assign(101, 'x'); }), HasSubstr("long name"));
  EXPECT_THAT(refused([](Verification& v) { v.probabilities.pop_back(); }), HasSubstr("3 numbers"));
  EXPECT_THAT(refused([](Verification& v) { v.probabilities[0] = NAN; }), HasSubstr("0 to 1"));
  EXPECT_THAT(refused([](Verification& v) { v.attention.pop_back(); }), HasSubstr("8 numbers"));
  EXPECT_EQ(refused([](Verification& v) { v.attention.clear(); }), "accepted");
  EXPECT_THAT(refused([](Verification& v) { v.tolerance = 0; }), HasSubstr("tolerance"));
  EXPECT_THAT(refused([](Verification& v) { v.right = 1; }), HasSubstr("contradict"));
  EXPECT_THAT(refused([](Verification& v) { v.utterances = -1; }), HasSubstr("contradict"));
  EXPECT_THAT(refused([](Verification& v) { v.recordings = {"a"}; }), HasSubstr("or the reverse"));
  EXPECT_THAT(refused([](Verification& v) {
                v.recordings = {"a"};
                v.posteriors = {{0.5, 0.5}};
              }),
              HasSubstr("3 numbers"));
}

}  // namespace
}  // namespace emovox::model
