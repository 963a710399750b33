#include "model/ensemble.h"

#include <gmock/gmock.h>

#include <cmath>

#include "model/error_of.h"
#include "model/random_model.h"
#include "model/verification.h"

namespace emovox::model {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

std::vector<ModelFile> members(const ModelInfo& info = small_info()) {
  return {random_model(info, 1), random_model(info, 2), random_model(info, 3)};
}

std::vector<Features> voices() {
  std::vector<Features> batch;
  for (int n = 0; n < 5; ++n) {
    batch.push_back(extract_features(random_voice(0.2 + 0.1 * n, 16000, n)));
  }
  return batch;
}

/// The mean posterior of the models in `files`, computed in double.
std::vector<double> mean_over(const std::vector<ModelFile>& files, const Features& features,
                              std::vector<float> Posterior::*part, WeightPrecision precision) {
  std::vector<double> mean;
  for (const ModelFile& file : files) {
    const Posterior alone = Network(file, precision).forward(features);
    mean.resize((alone.*part).size());
    for (std::size_t i = 0; i < mean.size(); ++i) {
      mean[i] += (alone.*part)[i] / static_cast<double>(files.size());
    }
  }
  return mean;
}

void expect_near(const std::vector<float>& found, const std::vector<double>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], 1e-7);
}

TEST(Ensemble, IsTheMeanOfItsMembers) {
  for (const std::size_t count : {2, 3}) {
    std::vector<ModelFile> files = members();
    files.resize(count);
    for (const auto precision :
         {WeightPrecision::float32, WeightPrecision::float16, WeightPrecision::int8}) {
      const Network ensemble(join_members(files), precision);
      for (const Features& features : voices()) {
        const Posterior posterior = ensemble.forward(features);
        expect_near(posterior.probabilities,
                    mean_over(files, features, &Posterior::probabilities, precision));
        expect_near(posterior.attention,
                    mean_over(files, features, &Posterior::attention, precision));
      }
    }
  }
}

TEST(Ensemble, AppliesItsTemperatureAfterAveraging) {
  std::vector<ModelFile> files = members();
  const Features features = voices()[3];
  std::vector<double> expected =
      mean_over(files, features, &Posterior::probabilities, WeightPrecision::float32);
  double sum = 0.0;
  for (double& p : expected) sum += p = std::pow(p, 1.0 / 2.5);
  for (double& p : expected) p /= sum;
  files[0].info.temperature = 7.0;  // calibration of that model alone
  ModelFile joined = join_members(files);
  EXPECT_EQ(joined.info.temperature, 1.0);
  joined.info.temperature = 2.5;
  expect_near(Network(joined).forward(features).probabilities, expected);
}

TEST(Ensemble, ABatchEqualsSinglePredictions) {
  const Network ensemble(join_members(members()));
  const std::vector<Features> batch = voices();
  for (const std::size_t threads : {1, 2}) {
    const auto together = ensemble.forward(batch, threads);
    ASSERT_THAT(together, SizeIs(batch.size()));
    for (std::size_t n = 0; n < batch.size(); ++n) {
      const Posterior alone = ensemble.forward(batch[n]);
      EXPECT_EQ(together[n].probabilities, alone.probabilities);
      EXPECT_EQ(together[n].attention, alone.attention);
    }
  }
}

TEST(Ensemble, KeepsEveryMembersTensors) {
  const std::vector<ModelFile> files = members();
  ModelFile back = parse_model_file(serialise(join_members(files)), "file");
  EXPECT_EQ(back.info.members, 3);
  EXPECT_EQ(Network(back).parameter_count(), 3 * Network(files[0]).parameter_count());
  for (int number = 1; number <= 3; ++number) {
    const ModelFile member = take_member(back, number);
    EXPECT_EQ(serialise(member), serialise(files[static_cast<std::size_t>(number - 1)]));
  }
  EXPECT_TRUE(back.tensors.empty());
}

TEST(Ensemble, AcceptsEnsemblesAsMembers) {
  std::vector<ModelFile> files = members();
  const ModelFile pair = join_members({files[0], files[1]});
  EXPECT_EQ(serialise(join_members({pair, files[2]})), serialise(join_members(files)));
}

TEST(Ensemble, ResetsCalibrationAndVerification) {
  std::vector<ModelFile> files = members();
  files[0].info.abstain_below = 0.5;
  record_signal(files[0]);
  const ModelFile joined = join_members(files);
  EXPECT_EQ(joined.info.abstain_below, 0.0);
  EXPECT_EQ(joined.info.verification, Verification());
}

std::string refused(const std::function<void(ModelInfo&)>& change) {
  ModelInfo other = small_info();
  change(other);
  const auto thrown = error_of([&] {
    join_members({random_model(small_info(), 1), random_model(other, 2)});
  });
  if (!thrown) return "accepted";
  EXPECT_EQ(thrown->code, ErrorCode::invalid_argument);
  return thrown->message;
}

TEST(Ensemble, RefusesModelsWithOtherOptions) {
  EXPECT_EQ(refused([](ModelInfo& i) { i.name = "another"; }), "accepted");
  EXPECT_THAT(refused([](ModelInfo& i) { i.features.mel_low = 50; }), HasSubstr("other features"));
  EXPECT_THAT(refused([](ModelInfo& i) { i.network.hidden_size = 5; }),
              HasSubstr("other network options"));
  EXPECT_THAT(refused([](ModelInfo& i) { std::swap(i.labels[0], i.labels[1]); }),
              HasSubstr("other labels"));
  EXPECT_THAT(error_of([&] { join_members({random_model(small_info(), 1)}); })->message,
              HasSubstr("1 member(s); must be from 2 to 100"));
  const std::vector<ModelFile> many(101, random_model(small_info(1), 1));
  EXPECT_THAT(error_of([&] { join_members(many); })->message, HasSubstr("101 member(s)"));
}

TEST(Ensemble, HasNoBilstmOutputs) {
  const Network ensemble(join_members(members()));
  EXPECT_EQ(error_of([&] { ensemble.lstm_outputs(voices()[0], 1); })->code, ErrorCode::unsupported);
}

// --- As a file -----------------------------------------------------------------------------------

std::string text_of(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

TEST(EnsembleFile, FilesOfOneNetworkHaveNoMemberPrefix) {
  const std::string one = text_of(serialise(random_model(small_info(), 1)));
  EXPECT_THAT(one, Not(HasSubstr("members")));
  EXPECT_THAT(one, Not(HasSubstr("abstain_below")));
  EXPECT_THAT(one, Not(HasSubstr("verification")));
  EXPECT_THAT(text_of(serialise(join_members(members()))), HasSubstr(R"(\"members\":3)"));
}

/// The result of loading a file of two members with `from` replaced by `to`, of the same length.
std::string load_result(const std::string& from, const std::string& to) {
  ModelFile file = join_members({random_model(small_info(1), 1), random_model(small_info(1), 2)});
  file.info.abstain_below = 0.25;
  std::string bytes = text_of(serialise(file));
  const std::size_t place = bytes.find(from);
  EXPECT_NE(place, std::string::npos) << from;
  EXPECT_EQ(from.size(), to.size());
  bytes.replace(place, from.size(), to);
  const auto thrown = error_of([&] { parse_model_file(std::as_bytes(std::span(bytes)), "file"); });
  if (!thrown) return "accepted";
  EXPECT_EQ(thrown->code, ErrorCode::corrupt_data);
  return thrown->message;
}

TEST(EnsembleFile, HostileMetadataIsRefused) {
  EXPECT_EQ(load_result("x", "x"), "accepted");
  EXPECT_THAT(load_result(R"(\"members\":2)", R"(\"members\":3)"),
              HasSubstr("has no tensor member.3.fusion.attention"));
  EXPECT_THAT(load_result(R"(\"members\":2)", R"(\"members\":1)"),
              HasSubstr("has no tensor fusion"));
  EXPECT_THAT(load_result(R"(\"members\":2)", R"(\"members\":0)"),
              HasSubstr("members is 0; must be"));
  EXPECT_THAT(load_result(R"("members\":2,)", R"("members\":-2)"), HasSubstr("JSON is broken"));
  EXPECT_THAT(
      load_result(R"(\"members\":2,\"name\":\"random\")", R"(\"members\":2e9,\"name\":\"rand\")"),
      HasSubstr("members is 2000000000"));
  EXPECT_THAT(load_result(R"("member.2.norm.gain":)", R"("member.3.norm.gain":)"),
              HasSubstr("has no tensor member.2.norm.gain"));
  EXPECT_THAT(load_result(R"(\"abstain_below\":0.25)", R"(\"abstain_below\":1.25)"),
              HasSubstr("abstain_below is 1.25"));
  EXPECT_THAT(load_result(R"(\"abstain_below\":0.25)", R"(\"abstain_below\":-.25)"),
              HasSubstr("JSON is broken"));
  EXPECT_THAT(load_result(R"(\"abstain_below\":0.25)", R"(\"abstain_below\":null)"),
              HasSubstr("abstain_below is null"));
}

TEST(EnsembleFile, ValuesOfEveryMemberAreChecked) {
  ModelFile file = join_members(members());
  const auto refusal = [&] { return error_of([&] { check_model_file(file, "file"); })->message; };
  file.tensors["member.2.norm.variance"].values[0] = -1.0f;
  EXPECT_THAT(refusal(), HasSubstr("member.2.norm.variance holds -1"));
  file.tensors["member.2.norm.variance"].values[0] = 0.0f;
  file.tensors["member.3.normaliser.lld.std"].values[0] = 0.0f;
  EXPECT_THAT(refusal(), HasSubstr("member.3.normaliser.lld.std holds 0"));
}

TEST(EnsembleFile, EveryTruncationAndHeaderFlipGivesAnErrorOrAValidModel) {
  ModelInfo info = small_info(1);
  info.features.mel_bands = 4;
  info.features.mfcc_count = 2;
  info.network.feature_sets = {FeatureSet::lld};
  ModelFile file = join_members({random_model(info, 1), random_model(info, 2)});
  record_signal(file);
  const std::vector<std::byte> bytes = serialise(file);
  const std::size_t header =
      std::to_integer<std::size_t>(bytes[0]) | std::to_integer<std::size_t>(bytes[1]) << 8;
  const auto code_of = [](const std::vector<std::byte>& hostile) {
    const auto thrown = error_of([&] { Network network(parse_model_file(hostile, "file")); });
    return thrown ? thrown->code : ErrorCode::corrupt_data;
  };
  for (std::size_t i = 0; i < header + 8; ++i) {
    const std::vector<std::byte> cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(i));
    ASSERT_EQ(code_of(cut), ErrorCode::corrupt_data) << i;
    for (const unsigned pattern : {0x01u, 0x04u, 0x10u, 0x80u}) {
      std::vector<std::byte> flipped = bytes;
      flipped[i] ^= static_cast<std::byte>(pattern);
      const ErrorCode code = code_of(flipped);
      ASSERT_TRUE(code == ErrorCode::corrupt_data || code == ErrorCode::unsupported) << i;
    }
  }
}

}  // namespace
}  // namespace emovox::model
