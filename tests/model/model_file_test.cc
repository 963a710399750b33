#include "model/model_file.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "model/error_of.h"
#include "model/metadata.h"
#include "model/random_model.h"

namespace emovox::model {
namespace {

using testing::HasSubstr;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

ModelInfo unusual_info() {
  ModelInfo info = small_info(3);
  info.name = "ungewöhnlich";
  info.description = "line\n\"quoted\"";
  info.features.sample_rate = 22050;
  info.features.mel_high = 7600.5;
  info.network.fusions = {Fusion::weighted, Fusion::attention};
  info.network.cell = Cell::plain;
  info.network.projection_size = 2;
  info.network.normalisation = Normalisation::both;
  info.temperature = 1.0 / 3.0;
  info.origin = {{"corpus", "emodb"}, {"wa", "72.1"}};
  return info;
}

TEST(ModelFile, IsReadBackCompletely) {
  const ModelFile file = random_model(unusual_info(), 3);
  const ModelFile back = parse_model_file(serialise(file), "file");
  EXPECT_EQ(back.info.name, file.info.name);
  EXPECT_EQ(back.info.description, file.info.description);
  EXPECT_EQ(back.info.features, file.info.features);
  EXPECT_EQ(back.info.network, file.info.network);
  EXPECT_EQ(back.info.labels, file.info.labels);
  EXPECT_EQ(back.info.temperature, file.info.temperature);
  EXPECT_EQ(back.info.origin, file.info.origin);
  ASSERT_EQ(back.tensors.size(), file.tensors.size());
  for (const auto& [name, tensor] : file.tensors) {
    EXPECT_EQ(back.tensors.at(name).shape, tensor.shape) << name;
    EXPECT_EQ(back.tensors.at(name).values, tensor.values) << name;
  }
}

TEST(ModelFile, EqualModelsGiveEqualBytes) {
  EXPECT_EQ(serialise(random_model(small_info(), 1)), serialise(random_model(small_info(), 1)));
  EXPECT_NE(serialise(random_model(small_info(), 1)), serialise(random_model(small_info(), 2)));
}

TEST(ModelFile, IsASafetensorsFile) {
  const auto bytes = serialise(random_model(small_info(2), 1));
  const auto length =
      std::to_integer<std::size_t>(bytes[0]) | std::to_integer<std::size_t>(bytes[1]) << 8;
  EXPECT_EQ(length % 8, 0u);
  const std::string header(reinterpret_cast<const char*>(bytes.data()) + 8, length);
  EXPECT_THAT(header, HasSubstr(R"({"__metadata__":{"emovox":"{)"));
  EXPECT_THAT(header, HasSubstr(R"("output.bias":{"data_offsets":[)"));
}

std::string refused(const std::function<void(ModelFile&)>& change) {
  ModelFile file = random_model(small_info(2), 1);
  change(file);
  const auto thrown = error_of([&] { serialise(file); });
  if (!thrown) return "accepted";
  EXPECT_EQ(thrown->code, ErrorCode::invalid_argument);
  return thrown->message;
}

TEST(Serialise, RefusesInvalidTensors) {
  EXPECT_THAT(refused([](ModelFile& f) { f.tensors.erase("output.bias"); }),
              HasSubstr("has no tensor output.bias"));
  EXPECT_THAT(refused([](ModelFile& f) {
                f.tensors["extra"] = {{1}, {0.0f}};
              }),
              HasSubstr("has the tensor extra"));
  EXPECT_THAT(refused([](ModelFile& f) {
                f.tensors["output.bias"].shape = {1, 3};
              }),
              HasSubstr("output.bias is [1, 3]; must be [3]"));
  EXPECT_THAT(refused([](ModelFile& f) { f.tensors["output.bias"].values.pop_back(); }),
              HasSubstr("output.bias has 2 values; must have 3"));
  EXPECT_THAT(refused([](ModelFile& f) { f.tensors["output.bias"].values[1] = kNan; }),
              HasSubstr("output.bias holds a value that is not finite"));
  EXPECT_THAT(refused([](ModelFile& f) { f.tensors["normaliser.lld.std"].values[1] = 0.0f; }),
              HasSubstr("normaliser.lld.std holds 0.0"));
  EXPECT_THAT(refused([](ModelFile& f) { f.tensors["norm.variance"].values[0] = -1.0f; }),
              HasSubstr("norm.variance holds -1.0"));
  EXPECT_EQ(refused([](ModelFile& f) { f.tensors["norm.variance"].values[0] = 0.0f; }), "accepted");
}

TEST(Serialise, RefusesInvalidInfo) {
  EXPECT_THAT(refused([](ModelFile& f) { f.info.labels = {"one"}; }), HasSubstr("labels are 1"));
  EXPECT_THAT(refused([](ModelFile& f) { f.info.labels[2] = "anger"; }),
              HasSubstr("label \"anger\" occurs twice"));
  EXPECT_THAT(refused([](ModelFile& f) { f.info.labels[0] = ""; }), HasSubstr("a label has 0"));
  EXPECT_THAT(refused([](ModelFile& f) { f.info.temperature = 0.0; }), HasSubstr("temperature"));
  EXPECT_THAT(refused([](ModelFile& f) { f.info.temperature = std::nan(""); }),
              HasSubstr("temperature is nan"));
  EXPECT_THAT(refused([](ModelFile& f) { f.info.network.hidden_size = 0; }),
              HasSubstr("ModelOptions.hidden_size: is 0"));
  EXPECT_THAT(refused([](ModelFile& f) { f.info.features.hop_length = 0; }),
              HasSubstr("FeatureOptions.hop_length"));
  EXPECT_THAT(refused([](ModelFile& f) {
                f.info.features.sample_rate = 3000;
                f.info.features.mel_high = 1500.0;
                f.info.network.feature_sets = {FeatureSet::prosody};
              }),
              HasSubstr("at least 8 * pitch_high = 4000 Hz for prosody"));
  EXPECT_THAT(refused([](ModelFile& f) { f.info.format_version = 2; }),
              HasSubstr("format_version is 2"));
  EXPECT_THAT(refused([](ModelFile& f) { f.info.name = "\xff"; }), HasSubstr("not UTF-8"));
}

ErrorCode metadata_error(const std::string& text) {
  const auto thrown = error_of([&] { info_from_text(text, "file"); });
  return thrown ? thrown->code : ErrorCode::internal;
}

TEST(Metadata, OnlyFieldsThatDifferFromTheDefaultsAreWritten) {
  ModelInfo info;
  info.labels = {"a", "b"};
  EXPECT_EQ(info_to_text(info, "file"),
            R"({"features":{},"format_version":1,"labels":["a","b"],"network":{}})");
  info.network.hidden_size = 8;
  info.features.top_db = 60.0;
  info.temperature = 2.0;
  EXPECT_EQ(info_to_text(info, "file"),
            R"({"features":{"top_db":60.0},"format_version":1,"labels":["a","b"],)"
            R"("network":{"hidden_size":8},"temperature":2.0})");
}

TEST(Metadata, UnknownFieldsMeanANewerVersion) {
  const auto metadata = [](const std::string& features, const std::string& network,
                           const std::string& more) {
    return R"({"format_version": 1, "labels": ["a", "b"], "features": {)" + features +
           R"(}, "network": {)" + network + "}" + more + "}";
  };
  EXPECT_FALSE(error_of([&] { info_from_text(metadata("", "", ""), "file"); }));
  const std::pair<std::string, const char*> cases[] = {
      {metadata("", "", R"(, "colour": 1)"), "key colour is unknown"},
      {metadata(R"("colour": 1)", "", ""), "key features.colour is unknown"},
      {metadata("", R"("colour": 1)", ""), "key network.colour is unknown"},
      {metadata("", "", R"(, "verification": {"colour": 1})"), "key verification.colour is"},
      {metadata("", R"("cell": "gru")", ""), "network.cell is \"gru\""},
      {metadata("", R"("fusions": ["mean", "median"])", ""), "network.fusions is \"median\""},
  };
  for (const auto& [text, part] : cases) {
    const auto thrown = error_of([&] { info_from_text(text, "file"); });
    ASSERT_TRUE(thrown) << text;
    EXPECT_EQ(thrown->code, ErrorCode::unsupported) << text;
    EXPECT_THAT(thrown->message, HasSubstr(part));
    EXPECT_THAT(thrown->message, HasSubstr("made by a newer version of emovox"));
  }
  EXPECT_EQ(metadata_error(metadata("", R"("cell": 1)", "")), ErrorCode::corrupt_data);
}

TEST(Metadata, MissingOptionKeepsItsDefault) {
  const std::string rest = R"("features": {}, "network": {}, "labels": ["a", "b"])";
  EXPECT_EQ(info_from_text(R"({"format_version": 1, )" + rest + "}", "file").network,
            ModelOptions{});
  EXPECT_EQ(metadata_error(R"({"format_version": 2, )" + rest + "}"), ErrorCode::unsupported);
  EXPECT_EQ(metadata_error("{" + rest + "}"), ErrorCode::corrupt_data);
  EXPECT_EQ(metadata_error(R"({"format_version": 1})"), ErrorCode::corrupt_data);
}

TEST(Metadata, RefusesAFrontEndThatNeedsTooMuchWork) {
  const auto with = [](const std::string& features) {
    return R"({"format_version": 1, "network": {}, "labels": ["a", "b"], "features": {)" +
           features + "}}";
  };
  EXPECT_EQ(metadata_error(with("")), ErrorCode::internal);  // accepted
  for (const char* field :
       {R"("sample_rate": 192001)", R"("fft_length": 32768)", R"("hop_length": 1)",
        R"("mel_bands": 2000000000)", R"("delta_width": 1003)", R"("mfcc_count": 2000000000)"}) {
    EXPECT_EQ(metadata_error(with(field)), ErrorCode::corrupt_data) << field;
  }
}

}  // namespace
}  // namespace emovox::model
