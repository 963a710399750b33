#include "evaluation/human_listeners.h"

#include <gtest/gtest.h>

#include "emovox/error.h"
#include "evaluation/make_table.h"
#include "temporary_folder.h"

namespace emovox::evaluation {
namespace {

TEST(HumanListeners, AreAveragedOverFilesAndOverClasses) {
  PredictionTable table{{"a", "b"}, {}};
  for (const char* emotion : {"a", "a", "b", "b"}) {
    for (const std::uint64_t seed : {1u, 2u}) {
      table.rows.push_back(row(table, "A", emotion, "a", seed));
      table.rows.back().file = "wav/" + std::to_string(table.rows.size() / 2 + seed % 2) + ".wav";
    }
  }
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    table.rows[i].file = "wav/" + std::to_string(i / 2) + ".wav";
  }
  const auto rated =
      human_listeners_on(table, {{"0.wav", 1.0}, {"1.wav", 0.5}, {"2.wav", 0.9}, {"9.wav", 0.0}});
  ASSERT_TRUE(rated);
  EXPECT_EQ(rated->files, 3u);
  EXPECT_EQ(rated->not_rated, 1u);
  EXPECT_DOUBLE_EQ(rated->mean, 0.8);
  EXPECT_DOUBLE_EQ(rated->by_class.at("a"), 0.75);
  EXPECT_DOUBLE_EQ(rated->mean_classes, 0.825);
  EXPECT_FALSE(human_listeners_on(table, {{"other.wav", 1.0}}));
}

TEST(HumanListeners, AreReadStrictly) {
  const test::TemporaryFolder folder;
  folder.write("good.csv", "file,recognised_percent,natural_percent\na.wav,65.00,35\n");
  EXPECT_DOUBLE_EQ(read_human_listeners(folder.path() / "good.csv").at("a.wav"), 0.65);
  for (const char* bad : {"file,percent\na.wav,1\n", "file,recognised_percent\na.wav,101\n",
                          "file,recognised_percent\na.wav,1\na.wav,2\n"}) {
    folder.write("bad.csv", bad);
    EXPECT_THROW(read_human_listeners(folder.path() / "bad.csv"), Error) << bad;
  }
}

}  // namespace
}  // namespace emovox::evaluation
