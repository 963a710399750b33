#include "text/csv.h"

#include "expect_error.h"
#include "temporary_folder.h"

namespace emovox::text {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> second_row(std::string_view text) {
  return parse_csv(text, "t.csv").rows.at(0).cells;
}

TEST(Csv, ReadsColumnsAndRowsWithTheirLines) {
  const CsvTable table = parse_csv("a,b\n1,2\n3,4\n", "t.csv");
  EXPECT_THAT(table.columns, ElementsAre("a", "b"));
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_THAT(table.rows[1].cells, ElementsAre("3", "4"));
  EXPECT_EQ(table.rows[1].line, 3u);
}

TEST(Csv, AcceptsByteOrderMarkCarriageReturnsAndNoLastLineFeed) {
  const CsvTable table = parse_csv(
      "\xEF\xBB\xBF"
      "a,b\r\n1,2\r\n3,4",
      "t.csv");
  EXPECT_THAT(table.columns, ElementsAre("a", "b"));
  EXPECT_THAT(table.rows.at(1).cells, ElementsAre("3", "4"));
}

TEST(Csv, ReadsQuotedCells) {
  EXPECT_THAT(second_row("a,b\n\"x,y\",\"say \"\"hi\"\"\"\n"), ElementsAre("x,y", "say \"hi\""));
  EXPECT_THAT(second_row("a,b\n\"two\nlines\",\"\"\n"), ElementsAre("two\nlines", ""));
}

TEST(Csv, CountsTheLinesInsideQuotes) {
  const CsvTable table = parse_csv("a\n\"1\n2\n3\"\n4\n", "t.csv");
  EXPECT_EQ(table.rows.at(1).line, 5u);
}

TEST(Csv, SkipsEmptyLinesOnlyAtTheEnd) {
  EXPECT_EQ(parse_csv("a,b\n1,2\n\n\r\n", "t.csv").rows.size(), 1u);
  EXPECT_ERROR(parse_csv("a,b\n\n1,2\n", "t.csv"), corrupt_data, "t.csv:2: 1 fields; must be 2");
}

TEST(Csv, RefusesAmbiguousText) {
  EXPECT_ERROR(parse_csv("", "t.csv"), corrupt_data, "t.csv: empty");
  EXPECT_ERROR(parse_csv("a,a\n", "t.csv"), corrupt_data, "column 'a' twice");
  EXPECT_ERROR(parse_csv("a,,b\n", "t.csv"), corrupt_data, "column without a name");
  EXPECT_ERROR(parse_csv("a,b\n1,2\n1,2,3\n", "t.csv"), corrupt_data, "t.csv:3: 3 fields");
  EXPECT_ERROR(parse_csv("a,b\n1,\"2\n3,4\n", "t.csv"), corrupt_data, "t.csv:2: a quote");
  EXPECT_ERROR(parse_csv("a,b\n1,\"2\"x\n", "t.csv"), corrupt_data, "after a closing quote");
  EXPECT_ERROR(parse_csv("a,b\n1,2\"\n", "t.csv"), corrupt_data, "quote inside a field");
  EXPECT_ERROR(parse_csv("a,b\r1,2\r", "t.csv"), corrupt_data, "carriage return");
  EXPECT_ERROR(parse_csv(std::string_view("a,b\n1,\0\n", 8), "t.csv"), corrupt_data, "zero byte");
}

TEST(Csv, NamesTheMissingColumn) {
  const CsvTable table = parse_csv("file,emotion\nx,y\n", "t.csv");
  EXPECT_EQ(table.column("emotion"), 1u);
  EXPECT_EQ(table.find_column("speaker"), std::nullopt);
  EXPECT_ERROR(table.column("speaker"), corrupt_data, "no column 'speaker' in the header 'file,");
}

TEST(Csv, AcceptsAnotherDelimiter) {
  const CsvTable table = parse_csv("a;b\n1,5;2\n", "t.csv", ';');
  EXPECT_THAT(table.rows.at(0).cells, ElementsAre("1,5", "2"));
}

TEST(Csv, ReadsBackWhatItWrites) {
  const std::vector<std::string> cells{"plain",        "",    "a,b", "say \"hi\"",
                                       "two\r\nlines", " x ", "ä"};
  std::string text;
  append_csv_row(text, {"1", "2", "3", "4", "5", "6", "7"});
  append_csv_row(text, cells);
  EXPECT_EQ(parse_csv(text, "t.csv").rows.at(0).cells, cells);
  std::string lone;
  append_csv_row(lone, {"a"});
  append_csv_row(lone, {""});
  EXPECT_EQ(parse_csv(lone, "t.csv").rows.size(), 1u);
}

TEST(Csv, NamesTheMissingFile) {
  const test::TemporaryFolder folder;
  EXPECT_ERROR(read_csv(folder.path() / "no.csv"), not_found, "no.csv");
  EXPECT_ERROR(read_csv(folder.path()), io, "reading failed");
}

}  // namespace
}  // namespace emovox::text
