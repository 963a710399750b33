// Reports on several runs: the first part of the page, and its tables.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "evaluation/html.h"
#include "evaluation/report.h"
#include "evaluation/table.h"

namespace emovox::evaluation {

/// Title, a table of the runs, and the comparison of every other run with the first.
void append_side_by_side(Html& html, std::span<const RunReport> runs);

/// Title, the paper's tables and its confusion matrix.
void append_reproduction(Html& html, std::span<const RunReport> runs);

std::string reproduction_title(std::span<const RunReport> runs);

/// The tables of reproduction_html().
std::vector<Table> reproduction_tables(std::span<const RunReport> runs);

/// p of the paired t-tests over speakers of one run against the first, as text.
struct PairedP {
  std::string wa;
  std::string ua;
};

struct ComparisonTables {
  std::string refusal;                   // why there is no comparison; empty if there is one
  Table differences;                     // of the metrics of the runs
  Table tests;                           // whether the differences are significant
  std::vector<std::string> conclusions;  // results of the tests, in sentences
  std::vector<std::string> notes;
  std::vector<PairedP> t_tests;  // [runs - 1], in the order of runs
};

/// Compares every other run with the first. Runs that cannot be compared give a refusal.
ComparisonTables comparison_tables(std::span<const RunReport> runs);

/// "0.0312", "< 0.0001".
std::string p_text(double p);

}  // namespace emovox::evaluation
