// Comparisons of a report's runs as tables: every other run with the first.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "evaluation/report.h"
#include "evaluation/table.h"

namespace emovox::evaluation {

/// The paired t-test over speakers of one run with the first: p as it is shown.
struct PairedP {
  std::string wa;
  std::string ua;
};

struct ComparisonTables {
  std::string refusal;                // why there is no comparison; empty where there is one
  Table differences;                  // how far the runs are apart
  Table tests;                        // whether chance would do as much
  std::vector<std::string> verdicts;  // what the tests say, in sentences
  std::vector<std::string> notes;
  std::vector<PairedP> t_tests;  // [runs - 1], in the order of runs
};

/// Runs that cannot be compared give a refusal.
ComparisonTables comparison_tables(std::span<const RunReport> runs);

/// "0.0312", "< 0.0001".
std::string p_text(double p);

}  // namespace emovox::evaluation
