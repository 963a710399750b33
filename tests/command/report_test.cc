// emovox report: writes the report of run folders again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "command/program.h"
#include "report/made_run.h"

namespace emovox::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class ReportVerb : public ::testing::Test {
 protected:
  ReportVerb() { make_run(place_.path("")); }

  Place place_;
};

TEST_F(ReportVerb, WritesPageFiguresAndTablesIntoTheRun) {
  const Outcome run = place_.run({"report", "run"});
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(run.out, "written to run/report.html\n");
  EXPECT_THAT(place_.read("run/report.html"), HasSubstr("What the model attends to"));
  EXPECT_THAT(place_.read("run/figures/confusion.svg"), HasSubstr("<svg"));
  EXPECT_THAT(place_.read("run/tables/speakers.tex"), HasSubstr("\\toprule"));
}

TEST_F(ReportVerb, ComparesSeveralRunsInTheNamedFile) {
  make_run(place_.path(""), "other", 7);
  const Outcome run = place_.run({"report", "run", "other", "-o", "both.html"});
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_THAT(place_.read("both.html"), HasSubstr("other against run"));
  EXPECT_EQ(place_.read("run/report.html"), "");
}

TEST_F(ReportVerb, MissingAudioIsMentionedInTheReport) {
  const Outcome run = place_.run({"report", "run", "--manifest", "gone.csv"});
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_THAT(place_.read("run/report.html"), HasSubstr("There are no pictures of utterances"));
}

TEST_F(ReportVerb, AFolderThatIsNotARunIsReportedInOneLine) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"report", "audio"},
                                             {"report", "missing"},
                                             {"report", "run", "--listeners", "missing.csv"},
                                             {"report", "run", "--listeners", "corpus.csv"}}) {
    const Outcome run = place_.run(arguments);
    EXPECT_EQ(run.status, 3) << run.err;
    EXPECT_THAT(lines_of(run.err), SizeIs(1)) << run.err;
  }
  EXPECT_EQ(place_.run({"report"}).status, 2);
}

}  // namespace
}  // namespace emovox::testing
