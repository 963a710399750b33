// A metric in a report: value, spread over seeds and interval, each with its JSON pointer
// in metrics.json, so that readers can trace every number. One function formats all of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "evaluation/html.h"
#include "evaluation/metrics.h"

namespace emovox::evaluation {

/// A share in [0, 1], and its JSON pointer (RFC 6901) in metrics.json; empty where it has none.
struct Traced {
  double share = 0.0;
  std::string at;
};

struct Quantity {
  Traced mean;
  std::optional<Traced> std;        // over seeds; nothing for one seed
  std::optional<Traced> low, high;  // of an interval
  int decimals = 2;                 // of percent
  bool is_share = true;             // shown in percent; else shown as it is
};

/// The main metrics, in the order in which they are shown.
enum class Headline {
  wa_mean_folds,
  ua_mean_folds,
  macro_f1_mean_folds,
  wa_pooled,
  ua_pooled,
  macro_f1_pooled
};

/// "wa_mean_folds", as metrics.json has it.
std::string_view headline_key(Headline which);

Quantity headline(const RunMetrics& run, Headline which);
/// Nothing if there is no ensemble.
std::optional<Quantity> ensemble_headline(const RunMetrics& run, Headline which);

/// A metric by class: `which` is "recall", "precision" or "f1". Nothing for a class that does not
/// occur.
std::optional<Quantity> class_quantity(const RunMetrics& run, const std::string& label,
                                       std::string_view which);

/// The place of a group of rows in metrics.json: "speakers" or "folds", and its name.
struct Group {
  std::string_view kind;
  std::string name;
};

/// WA ("wa") or UA ("ua") of a group, and its recall of a class; nothing for a class that does not
/// occur.
Quantity group_quantity(const RunMetrics& run, const Group& group, std::string_view which);
std::optional<Quantity> group_recall(const RunMetrics& run, const Group& group,
                                     const std::string& label);

/// One number of a quantity: "77.68".
std::string part_text(const Quantity& quantity, const Traced& part);

/// A published result, in percent. It has no pointer into metrics.json.
Quantity published_quantity(double in_percent);

/// "77.68 ± 0.48 [72.11, 82.45]".
std::string quantity_text(const Quantity& quantity);

/// The same, each number in a <span data-metric="JSON pointer">.
void append_quantity(Html& html, const Quantity& quantity);

/// A name as one token of a JSON pointer.
std::string pointer_token(std::string_view name);

}  // namespace emovox::evaluation
