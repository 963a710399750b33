#include "evaluation/counts.h"

#include <algorithm>

#include "emovox/error.h"

namespace emovox::evaluation {
namespace {

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

double ClassCount::recall() const { return share(right, spoken); }
double ClassCount::precision() const { return share(right, predicted); }
double ClassCount::f1() const { return share(2 * right, spoken + predicted); }

std::size_t label_index(const PredictionTable& table, const std::string& label) {
  const auto found = std::find(table.labels.begin(), table.labels.end(), label);
  if (found != table.labels.end()) return static_cast<std::size_t>(found - table.labels.begin());
  throw Error(ErrorCode::invalid_argument, "predictions", "label '" + label + "'",
              "must be one of the table's labels");
}

ClassCounts class_counts(const Confusion& confusion) {
  ClassCounts counts(confusion.size());
  for (std::size_t truth = 0; truth < confusion.size(); ++truth) {
    for (std::size_t said = 0; said < confusion.size(); ++said) {
      counts[truth].spoken += confusion[truth][said];
      counts[said].predicted += confusion[truth][said];
    }
    counts[truth].right = confusion[truth][truth];
  }
  return counts;
}

void add_counts(ClassCounts& sum, const ClassCounts& some, std::size_t times) {
  for (std::size_t label = 0; label < sum.size(); ++label) {
    sum[label].spoken += times * some[label].spoken;
    sum[label].predicted += times * some[label].predicted;
    sum[label].right += times * some[label].right;
  }
}

Figures figures_of(const ClassCounts& counts) {
  Figures figures;
  std::size_t spoken = 0;
  std::size_t right = 0;
  std::size_t classes = 0;
  for (const ClassCount& count : counts) {
    if (count.spoken == 0) continue;
    spoken += count.spoken;
    right += count.right;
    ++classes;
    figures.ua += count.recall();
    figures.macro_f1 += count.f1();
  }
  if (classes == 0) return figures;
  figures.wa = share(right, spoken);
  figures.ua /= static_cast<double>(classes);
  figures.macro_f1 /= static_cast<double>(classes);
  return figures;
}

}  // namespace emovox::evaluation
