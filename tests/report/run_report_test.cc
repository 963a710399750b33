#include "report/run_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expect_error.h"
#include "report/made_run.h"
#include "report/write_report.h"
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

TEST_F(RunFactsOf, AConfigAreReadWithAnyQuotes) {
  folder_.write("config.toml",
                "[run]\ntrack = \"speaker-independent\"  # words\ncorpus = 'a\\b.csv'\n"
                "corpus_checksum = \"12\"\n\n[training]\nepochs = 3\n");
  const RunFacts facts = read_run_facts(folder_.path());
  EXPECT_EQ(facts.manifest, "a\\b.csv");
  EXPECT_EQ(facts.corpus_checksum, "12");
  EXPECT_EQ(facts.config, folder_.read("config.toml"));
}

TEST_F(RunFactsOf, OtherFoldersAreRefused) {
  expect_error(nullptr, ErrorCode::not_found);
  expect_error("[run\n", ErrorCode::corrupt_data);
}

TEST_F(RunFactsOf, AFolderThatCannotBeReadIsAnError) {
  EXPECT_ERROR(read_run_facts(folder_.path() / std::string(300, 'x')), io, "File name too long");
}

}  // namespace

namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class RunReportOf : public ::testing::Test {
 protected:
  RunReportOf() { testing::make_run(folder_.path()); }

  fs::path run() const { return folder_.path() / "run"; }

  test::TemporaryFolder folder_;
};

TEST_F(RunReportOf, AFolderHasAllItsData) {
  folder_.write("rated.csv", "file,recognised_percent\n0.wav,80\n1.wav,60\n");
  folder_.write("run/learning_curves.csv", "seed,fold,epoch,loss\n1,A,1,0.5\n");
  const auto report = read_run_report(run(), {{}, folder_.path() / "rated.csv"});
  EXPECT_EQ(report.description.title, "Cross-validation");
  EXPECT_EQ(report.description.track, "speaker-independent");
  EXPECT_THAT(report.description.config, HasSubstr("c0ffee"));
  EXPECT_EQ(report.description.checksums[0].second, "c0ffee");
  EXPECT_EQ(report.description.checksums[1].second.size(), 32u);
  EXPECT_EQ(report.table.rows.size(), 8u);
  EXPECT_EQ(report.curves.epochs.size(), 1u);
  EXPECT_EQ(report.listeners->files, 2u);
  EXPECT_FALSE(report.illustrations.empty());
  EXPECT_EQ(report.no_illustrations, "");
  EXPECT_EQ(read_run_report(run(), {}, "DBL-MM").description.title, "DBL-MM");
}

TEST_F(RunReportOf, GivenMetricsAreNotComputedAgain) {
  evaluation::RunMetrics known;
  known.labels = {"the caller's"};
  EXPECT_EQ(read_run_report(run(), {{}, {}, &known}).metrics.labels, known.labels);
}

TEST_F(RunReportOf, ARunWithoutAudioHasNoIllustrations) {
  const auto report = read_run_report(run(), {folder_.path() / "missing.csv", {}});
  EXPECT_TRUE(report.illustrations.empty());
  EXPECT_THAT(report.no_illustrations, HasSubstr("missing.csv"));
}

TEST_F(RunReportOf, ARunHasTheTrackOfItsMetrics) {
  folder_.write("run/metrics.json", "{\"track\": \"speaker-normalised\"}");
  EXPECT_EQ(read_run_report(run(), {}).description.track, "speaker-normalised");
}

TEST_F(RunReportOf, AFileThatCannotBeReadIsAnError) {
  for (const char* name : {"learning_curves.csv", "calibration.csv"}) {
    fs::create_symlink(name, run() / name);  // it leads to itself
    EXPECT_ERROR(read_run_report(run(), {}), io, "symbolic links");
    fs::remove(run() / name);
  }
}

TEST_F(RunReportOf, AnUnfinishedRunIsRefused) {
  fs::remove(run() / "metrics.json");
  EXPECT_THROW(read_run_report(run(), {}), Error);
}

TEST_F(RunReportOf, TheSameFolderGivesTheSameFiles) {
  write_run_report(run(), read_run_report(run(), {}));
  const std::string page = folder_.read("run/report.html");
  const std::string figure = folder_.read("run/figures/attention-1.svg");
  for (const char* file : {"figures/confusion.svg", "figures/reliability.svg",
                           "tables/speakers.csv", "tables/speakers.tex", "tables/headline.csv"}) {
    EXPECT_NE(folder_.read(std::string("run/") + file), "") << file;
  }
  write_run_report(run(), read_run_report(run(), {}));
  EXPECT_EQ(folder_.read("run/report.html"), page);
  EXPECT_EQ(folder_.read("run/figures/attention-1.svg"), figure);
  EXPECT_NE(figure, "");
}

}  // namespace

}  // namespace emovox::report
