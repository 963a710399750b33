#include <gmock/gmock.h>

#include <cmath>
#include <functional>
#include <limits>

#include "emovox/error.h"
#include "emovox/listener.h"
#include "emovox/model.h"
#include "model/error_of.h"
#include "model/model_file.h"
#include "model/random_model.h"

namespace emovox {
namespace {

using model::error_of;
using testing::ElementsAre;

std::string refusal(void (*change)(ModelOptions&)) {
  ModelOptions options;
  change(options);
  const auto thrown = error_of([&] { validate(options); });
  if (!thrown) return "accepted";
  EXPECT_EQ(thrown->code, ErrorCode::invalid_argument);
  return thrown->message;
}

TEST(ModelOptions, DefaultsAreValid) { EXPECT_NO_THROW(validate(ModelOptions{})); }

TEST(ModelOptions, TheFirstInvalidFieldIsNamed) {
  EXPECT_EQ(refusal([](ModelOptions& o) { o.feature_sets.clear(); }),
            "ModelOptions.feature_sets: is empty; must name one or more of log_mel, lld, prosody");
  EXPECT_EQ(refusal([](ModelOptions& o) {
              o.feature_sets = {FeatureSet::lld, FeatureSet::lld};
            }),
            "ModelOptions.feature_sets: names lld twice; must name each once");
  EXPECT_EQ(refusal([](ModelOptions& o) { o.fusions.clear(); }),
            "ModelOptions.fusions: is empty; must name one or more of mean, attention, weighted, "
            "final_frame, "
            "frame_wise, deviation");
  EXPECT_EQ(refusal([](ModelOptions& o) {
              o.fusions = {Fusion::mean, Fusion::mean};
            }),
            "ModelOptions.fusions: names mean twice; must name each once");
  EXPECT_EQ(
      refusal([](ModelOptions& o) {
        o.fusions = {Fusion::frame_wise, Fusion::mean};
      }),
      "ModelOptions.fusions: frame_wise is combined with another fusion; must be the only fusion");
  EXPECT_EQ(refusal([](ModelOptions& o) { o.hidden_size = 0; }),
            "ModelOptions.hidden_size: is 0; must be from 1 to 65536");
  EXPECT_EQ(refusal([](ModelOptions& o) { o.hidden_size = 65537; }),
            "ModelOptions.hidden_size: is 65537; must be from 1 to 65536");
  EXPECT_EQ(refusal([](ModelOptions& o) { o.projection_size = -1; }),
            "ModelOptions.projection_size: is -1; must be from 0 to 65536");
  EXPECT_EQ(refusal([](ModelOptions& o) { o.frames_per_step = 0; }),
            "ModelOptions.frames_per_step: is 0; must be from 1 to 1000 frames");
  EXPECT_EQ(refusal([](ModelOptions& o) { o.trim_db = 200.5; }),
            "ModelOptions.trim_db: is 200.5; must be from 0 to 200 dB");
  EXPECT_EQ(refusal([](ModelOptions& o) { o.trim_db = std::nan(""); }),
            "ModelOptions.trim_db: is nan; must be from 0 to 200 dB");
  EXPECT_EQ(refusal([](ModelOptions& o) { o.fusions = {Fusion::frame_wise}; }), "accepted");
}

TEST(ExpectedTensors, HaveTheShapesOfThePaper) {
  ModelInfo info = model::small_info(1024);
  auto shapes = model::expected_tensors(info);
  EXPECT_EQ(shapes.size(), 4u + 4 * 4 + 1 + 4 + 2);
  EXPECT_THAT(shapes["lstm.lld.backward.input"], ElementsAre(4096, 45));
  EXPECT_THAT(shapes["lstm.log_mel.forward.peephole"], ElementsAre(3, 1024));
  EXPECT_THAT(shapes["fusion.attention"], ElementsAre(4096, 4096));
  EXPECT_THAT(shapes["norm.gain"], ElementsAre(8192));
  EXPECT_THAT(shapes["output.weight"], ElementsAre(3, 8192));
}

TEST(ExpectedTensors, FollowEveryOption) {
  ModelInfo info = model::small_info(5);
  info.network.feature_sets = {FeatureSet::lld};
  info.network.fusions = {Fusion::weighted, Fusion::final_frame};
  info.network.cell = Cell::plain;
  info.network.projection_size = 7;
  info.network.normalisation = Normalisation::both;
  auto shapes = model::expected_tensors(info);
  EXPECT_EQ(shapes.size(), 2u + 2 * 3 + 1 + 4 + 2 + 2);
  EXPECT_THAT(shapes["normaliser.lld.mean"], ElementsAre(45));
  EXPECT_THAT(shapes["lstm.lld.forward.input"], ElementsAre(20, 90));
  EXPECT_THAT(shapes["fusion.weighted"], ElementsAre(10));
  EXPECT_THAT(shapes["projection.weight"], ElementsAre(7, 20));
  EXPECT_THAT(shapes["output.weight"], ElementsAre(3, 7));
}

std::string refusal(const std::function<void(ListenOptions&)>& change) {
  ListenOptions options;
  change(options);
  try {
    validate(options);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    return error.what();
  }
  return "accepted";
}

TEST(ListenOptions, DefaultsAreAccepted) {
  EXPECT_EQ(refusal([](ListenOptions&) {}), "accepted");
}

TEST(ListenOptions, EveryFieldIsChecked) {
  ListenOptions options;
  ListenOptions::visit_fields(options, [](std::string_view name, auto&, const FieldInfo&) {
    for (double bad : {-1.0, 1e9, std::numeric_limits<double>::quiet_NaN()}) {
      const std::string message = refusal([&](ListenOptions& changed) {
        ListenOptions::visit_fields(changed,
                                    [&](std::string_view other, auto& field, const FieldInfo&) {
                                      if (other == name) field = bad;
                                    });
      });
      EXPECT_THAT(message, testing::StartsWith("ListenOptions." + std::string(name) + ": is "));
    }
  });
}

TEST(ListenOptions, FieldsThatDependOnAnotherAreChecked) {
  EXPECT_THAT(refusal([](ListenOptions& o) { o.hop = 3.1; }), testing::HasSubstr("hop"));
  EXPECT_THAT(refusal([](ListenOptions& o) { o.lead_out = 0.7; }), testing::HasSubstr("lead_out"));
  EXPECT_THAT(refusal([](ListenOptions& o) { o.longest = 1.5, o.first = 1.6; }),
              testing::HasSubstr("first"));
}

}  // namespace
}  // namespace emovox
