#include "report/run_facts.h"

#include <gtest/gtest.h>

#include "emovox/error.h"
#include "temporary_folder.h"

namespace emovox::report {
namespace {

class RunFactsOf : public ::testing::Test {
 protected:
  void expect_error(const char* config, ErrorCode code) {
    if (config != nullptr) folder_.write("config.toml", config);
    try {
      read_run_facts(folder_.path());
      ADD_FAILURE() << "was taken";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code) << error.what();
    }
  }

  test::TemporaryFolder folder_;
};

TEST_F(RunFactsOf, AConfigAreReadWhateverItsQuotes) {
  folder_.write("config.toml",
                "[run]\ntrack = \"speaker-independent\"  # words\ncorpus = 'a\\b.csv'\n"
                "corpus_checksum = \"12\"\n\n[training]\nepochs = 3\n");
  const RunFacts facts = read_run_facts(folder_.path());
  EXPECT_EQ(facts.manifest, "a\\b.csv");
  EXPECT_EQ(facts.corpus_checksum, "12");
  EXPECT_EQ(facts.config, folder_.read("config.toml"));
}

TEST_F(RunFactsOf, OtherFoldersAreToldApart) {
  expect_error(nullptr, ErrorCode::not_found);
  expect_error("[run\n", ErrorCode::corrupt_data);
}

}  // namespace
}  // namespace emovox::report
