// The binary: version, help, loaded libraries and memory.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "command/model_place.h"

namespace emovox::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

TEST(Binary, PrintsItsVersion) {
  EXPECT_THAT(Place().run({"--version"}).out, MatchesRegex("emovox [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST(Binary, EveryVerbHasHelpWithAnExample) {
  const Place place;
  for (const std::vector<std::string>& verb :
       std::vector<std::vector<std::string>>{{},
                                             {"predict"},
                                             {"features"},
                                             {"corpus"},
                                             {"corpus", "import"},
                                             {"corpus", "check"},
                                             {"corpus", "folds"},
                                             {"encoder"},
                                             {"encoder", "import"},
                                             {"encoder", "info"},
                                             {"info"}}) {
    auto arguments = verb;
    arguments.push_back("--help");
    const Outcome run = place.run(arguments);
    EXPECT_EQ(run.status, 0);
    EXPECT_THAT(run.out, HasSubstr("xample")) << (verb.empty() ? "" : verb.back());
  }
}

TEST(Binary, DoesNotLoadLibtorch) {
  FILE* pipe = ::popen("ldd '" EMOVOX_BINARY "'", "r");
  ASSERT_NE(pipe, nullptr);
  std::string libraries;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) libraries += static_cast<char>(c);
  ASSERT_EQ(::pclose(pipe), 0);
  EXPECT_THAT(libraries, HasSubstr("libsndfile"));
  EXPECT_THAT(libraries, Not(HasSubstr("libtorch")));
  EXPECT_THAT(libraries, Not(HasSubstr("libc10")));  // addresses may read "c10"
  EXPECT_THAT(libraries, Not(HasSubstr("libopenblas")));
}

class BinaryWithModel : public WithModel {};

TEST_F(BinaryWithModel, InfoDescribesTheModel) {
  const auto info =
      nlohmann::json::parse(place_.run({"info", "model.safetensors", "--format", "json"}).out);
  EXPECT_EQ(info.at("labels").get<std::vector<std::string>>(), model_->labels());
  EXPECT_EQ(info.at("parameters").get<std::size_t>(), model_->parameter_count());
  EXPECT_EQ(info.at("network").at("hidden_size"), model_->info().network.hidden_size);
  EXPECT_EQ(info.at("features").at("mel_bands"), 64);
  const Outcome table = place_.run({"info", "model.safetensors"});
  EXPECT_THAT(table.out, HasSubstr(model_->labels().front()));
  EXPECT_THAT(table.out, HasSubstr("hidden_size"));
}

TEST_F(BinaryWithModel, PredictsThreeHoursInBoundedMemory) {
  constexpr std::uint32_t kSeconds = 3 * 3600, kRate = 8000;
  const auto path = place_.path("long.wav");
  {
    std::ofstream file(path, std::ios::binary);
    file << wav_header(7, kRate, 8, 1, kSeconds * kRate);
    const std::string loud(kRate, '\x80'), quiet(kRate, '\x20');  // µ-law
    for (std::uint32_t i = 0; i < kSeconds; ++i) file << (i % 600 == 0 ? loud : quiet);
  }
  const Outcome run = predict({"long.wav", "--segments", "--hop", "3", "--format", "jsonl"});
  ASSERT_EQ(run.status, 0) << run.err;
  const auto object = nlohmann::json::parse(run.out);
  EXPECT_EQ(object.at("segments").size(), kSeconds / 3);
  EXPECT_DOUBLE_EQ(object.at("end"), kSeconds);
#ifndef __SANITIZE_ADDRESS__  // which keeps what was freed
  EXPECT_LT(run.peak_rss, 200 * 1024);
#endif
}

}  // namespace
}  // namespace emovox::testing
