// emovox compare RUN_A RUN_B [MORE…]: tests whether runs differ by more than chance.
#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/verbs.h"
#include "command/command.h"
#include "command/flags.h"
#include "command/text.h"
#include "evaluation/comparison.h"
#include "evaluation/comparison_files.h"
#include "text/number.h"

namespace emovox::cli {

enum class ComparisonFormat { text, json, csv };

}  // namespace emovox::cli

template <>
struct emovox::EnumNames<emovox::cli::ComparisonFormat> {
  static constexpr std::array<std::string_view, 3> names{"text", "json", "csv"};
};

namespace emovox::cli {
namespace {

// --- Comparisons as aligned tables, for people ---------------------------------------------------

using evaluation::Comparison;
using evaluation::ComparisonTest;
using evaluation::MetricDifference;
using Row = std::vector<std::string>;

/// Rows under a heading; `layout` has one letter for the alignment of each column: l or r.
std::string table(const std::vector<Row>& rows, std::string_view layout) {
  std::vector<std::size_t> widths(layout.size(), 0);
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], command::display_width(row[i]));
    }
  }
  std::string text;
  for (const Row& row : rows) {
    std::string line = " ";
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += " ";
      line += layout[i] == 'r' ? command::right_aligned(row[i], widths[i])
                               : command::fit_start(row[i], widths[i]);
      line += " ";
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string number(const char* format, double value) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), format, value);
  return text.data();
}

std::string p_text(double p) { return p < 0.0001 ? "<0.0001" : number("%.4f", p); }

/// "t = 1.92", or "t infinite".
std::string named(std::string_view name, const std::optional<double>& value, const char* format) {
  const std::string text(name);
  return value ? text + " = " + number(format, *value) : text + " infinite";
}

/// The short names of the runs: A, B, …, or numbers if there are more runs than letters.
std::string letter(std::size_t i) {
  return i < 26 ? std::string(1, static_cast<char>('A' + i)) : "run " + std::to_string(i + 1);
}

std::string heading(std::span<const Comparison> comparisons) {
  const Comparison& one = comparisons[0];
  std::vector<Row> runs{
      {letter(0), command::printable(one.first), text::counted(one.seeds_of_first, "seed")}};
  for (std::size_t i = 0; i < comparisons.size(); ++i) {
    runs.push_back({letter(i + 1), command::printable(comparisons[i].second),
                    text::counted(comparisons[i].seeds_of_second, "seed")});
  }
  return command::printable(one.track) + ", " + std::to_string(one.speakers) + " speakers, " +
         std::to_string(one.utterances) + " utterances\n" + table(runs, "lll");
}

std::string points(double share) { return number("%+.2f", 100 * share); }

std::string interval_text(const std::optional<evaluation::Interval>& interval) {
  std::string text;
  if (!interval) return text;
  text.append("[").append(points(interval->low)).append(", ");
  return text.append(points(interval->high)).append("]");
}

Row difference_row(const MetricDifference& difference) {
  return {std::string(difference.metric), number("%.2f", 100 * difference.first),
          number("%.2f", 100 * difference.second), points(difference.difference),
          interval_text(difference.interval)};
}

Row test_row(const ComparisonTest& test) {
  const evaluation::TestResult& result = test.result;
  const bool share = result.statistic_name == "mean";
  return {std::string(result.test) + ", " + result.method,
          std::string(test.metric),
          std::string(test.pair) + (test.independent ? "" : " *"),
          std::to_string(result.pairs),
          named(result.statistic_name, result.statistic, share ? "%+.4f" : "%.4g"),
          named(result.effect_name, result.effect, "%.2f"),
          p_text(result.p),
          p_text(test.p_holm),
          result.remark};
}

std::string body(const Comparison& comparison, const std::string& second) {
  const std::string minus = second + " - A";
  std::vector<Row> differences{{"%", "A", second, minus, "95 % interval, over speakers"}};
  for (const MetricDifference& one : comparison.differences) {
    differences.push_back(difference_row(one));
  }
  std::vector<Row> tests{{"test of " + minus, "metric", "pair", "n", "statistic", "effect size",
                          "p", "p (Holm)", "remark"}};
  for (const ComparisonTest& test : comparison.tests) tests.push_back(test_row(test));
  std::string text("\n");
  text.append(table(differences, "lrrrl")).append("\n").append(table(tests, "lllrllrrl"));
  text.append("\n");
  for (const std::string& conclusion : evaluation::conclusions(comparison)) {
    text.append("  ").append(command::printable(conclusion)).append("\n");
  }
  for (const std::string& note : comparison.notes)
    text.append("  note: ").append(note).append("\n");
  return text;
}

std::string footing(std::span<const Comparison> comparisons) {
  std::size_t tests = 0;
  bool dependent = false;
  for (const Comparison& comparison : comparisons) {
    tests += comparison.tests.size();
    for (const ComparisonTest& test : comparison.tests) dependent |= !test.independent;
  }
  std::string text("\np is two-sided; p (Holm) is corrected for the ");
  text.append(std::to_string(tests)).append(" tests above.\n");
  text.append(
      "A speaker's metric is the mean over seeds. An utterance is predicted once, by the mean "
      "posterior "
      "over seeds;\nutterances of a speaker resemble one another, so that McNemar's p is too "
      "small.\n");
  if (dependent) text += "* These pairs are not independent: p is smaller than it should be.\n";
  return text;
}

/// `comparisons` has at least one element.
std::string comparison_text(std::span<const Comparison> comparisons) {
  std::string text = heading(comparisons);
  for (std::size_t i = 0; i < comparisons.size(); ++i) {
    text += body(comparisons[i], letter(i + 1));
  }
  return text + footing(comparisons);
}

// --- The verb ------------------------------------------------------------------------------------

struct CompareFlags {
  std::vector<std::string> runs;
  evaluation::ComparisonOptions options;
  ComparisonFormat format = ComparisonFormat::text;
};

std::string written(const std::vector<evaluation::Comparison>& comparisons,
                    ComparisonFormat format) {
  if (format == ComparisonFormat::json) return evaluation::comparison_json(comparisons);
  if (format == ComparisonFormat::csv) return evaluation::comparison_csv(comparisons);
  return comparison_text(comparisons);
}

int compare(const CompareFlags& flags) {
  if (flags.runs.size() < 2) {
    throw Error(ErrorCode::invalid_argument, "compare", "one run", "must be at least two");
  }
  std::vector<evaluation::RunResults> runs;
  for (const std::string& folder : flags.runs) runs.push_back(evaluation::read_run(folder));
  auto output = command::Output::standard();
  output.write(written(evaluation::compare_with_first(runs, flags.options), flags.format));
  output.flush();
  return command::kSuccess;
}

}  // namespace

void add_compare(CLI::App& app, Action& action) {
  auto flags = std::make_shared<CompareFlags>();
  CLI::App* verb =
      app.add_subcommand("compare", "Test whether cross-validations differ by more than chance");
  verb->add_option("RUN", flags->runs,
                   "Run folders of finished cross-validations of one corpus; each is compared "
                   "with the first")
      ->required()
      ->option_text("...");
  command::add_flag(*verb, "-f,--format", flags->format, "Output format");
  verb->add_flag("--seed-folds", flags->options.seed_folds,
                 "Add t-tests over all pairs of seed and fold, although these are not independent");
  verb->footer(
      "The tests: paired t, Wilcoxon and permutation tests over speakers; McNemar's test over\n"
      "utterances. All with effect sizes and Holm's correction for multiple tests.\n"
      "Example: emovox compare run-a run-b");
  verb->callback([flags, &action] { action = [flags] { return compare(*flags); }; });
}

}  // namespace emovox::cli
