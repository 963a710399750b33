#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "evaluation/comparison.h"
#include "evaluation/html.h"

namespace emovox::evaluation {
namespace {

constexpr double kSignificance = 0.05;

std::string two_decimals(double p) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.2f", p);
  return text.data();
}

/// The tests of one figure, by what they found.
struct Findings {
  std::size_t tests = 0;
  std::size_t significant = 0;
  double smallest_p = 1.0;  // after correction
};

/// Tests whose pairs are not independent find too much: they have no voice here.
Findings findings_of(const Comparison& comparison, std::string_view figure) {
  Findings found;
  for (const ComparisonTest& test : comparison.tests) {
    if (test.figure != figure || !test.independent) continue;
    ++found.tests;
    if (test.p_holm < kSignificance) ++found.significant;
    found.smallest_p = std::min(found.smallest_p, test.p_holm);
  }
  return found;
}

std::string finding_text(const Findings& found) {
  const std::string of = " of " + std::to_string(found.tests);
  if (found.significant > 0) {
    return "corrected p < 0.05 in " + std::to_string(found.significant) + of + " tests";
  }
  return "corrected p < 0.05 in none" + of + " tests (smallest " + two_decimals(found.smallest_p) +
         "): cannot be told from chance";
}

}  // namespace

std::vector<std::string> verdicts(const Comparison& comparison) {
  std::vector<std::string> lines;
  for (const FigureDifference& one : comparison.differences) {
    const std::string figure(one.figure.substr(0, one.figure.find(',')));
    std::string line = figure + ": ";
    if (one.difference == 0.0) {
      line += comparison.first + " and " + comparison.second + " are equal; ";
    } else {
      const bool second = one.difference > 0.0;
      line += (second ? comparison.second : comparison.first) + " is " +
              percent(std::abs(one.difference)) + " points above " +
              (second ? comparison.first : comparison.second) + "; ";
    }
    lines.push_back(line + finding_text(findings_of(comparison, figure)) + ".");
  }
  return lines;
}

}  // namespace emovox::evaluation
