#include "evaluation/quantity.h"

#include <array>
#include <initializer_list>
#include <vector>

#include "emovox/error.h"

namespace emovox::evaluation {
namespace {

struct HeadlineFields {
  std::string_view key;
  Spread RunMetrics::*spread;
  double SeedMetrics::*seed;
  Interval Intervals::*interval;
};

constexpr std::array<HeadlineFields, 6> kHeadlines{
    {{"wa_mean_folds", &RunMetrics::wa_mean_folds, &SeedMetrics::wa_mean_folds,
      &Intervals::wa_mean_folds},
     {"ua_mean_folds", &RunMetrics::ua_mean_folds, &SeedMetrics::ua_mean_folds,
      &Intervals::ua_mean_folds},
     {"macro_f1_mean_folds", &RunMetrics::macro_f1_mean_folds, &SeedMetrics::macro_f1_mean_folds,
      &Intervals::macro_f1_mean_folds},
     {"wa_pooled", &RunMetrics::wa_pooled, &SeedMetrics::wa_pooled, &Intervals::wa_pooled},
     {"ua_pooled", &RunMetrics::ua_pooled, &SeedMetrics::ua_pooled, &Intervals::ua_pooled},
     {"macro_f1_pooled", &RunMetrics::macro_f1_pooled, &SeedMetrics::macro_f1_pooled,
      &Intervals::macro_f1_pooled}}};

const HeadlineFields& fields_of(Headline which) {
  return kHeadlines[static_cast<std::size_t>(which)];
}

/// A JSON pointer: "/mean/recall/anger". Tokens are escaped.
std::string pointer(std::initializer_list<std::string_view> tokens) {
  std::string at;
  for (const std::string_view token : tokens) at.append("/").append(pointer_token(token));
  return at;
}

void add_interval(Quantity& quantity, const std::optional<Intervals>& intervals,
                  const HeadlineFields& fields, const std::string& at) {
  if (!intervals) return;
  const Interval& interval = (*intervals).*fields.interval;
  quantity.low = Traced{interval.low, at + "/0"};
  quantity.high = Traced{interval.high, at + "/1"};
}

/// Mean and deviation over the seeds that have the value; nothing if none has it.
std::optional<Quantity> over_seeds(const std::vector<double>& values, const RunMetrics& run,
                                   const std::string& at) {
  if (values.empty()) return std::nullopt;
  const Spread over = spread(values);
  Quantity quantity;
  quantity.mean = {over.mean, "/mean" + at};
  if (run.seeds.size() > 1) quantity.std = Traced{over.std, "/std" + at};
  return quantity;
}

using Scores = std::map<std::string, Score>;

const Scores& scores_of(const SeedMetrics& seed, const Group& group) {
  return group.kind == "folds" ? seed.folds : seed.speakers;
}

const std::map<std::string, double>& by_class(const SeedMetrics& seed, std::string_view which) {
  return which == "recall" ? seed.recall : which == "precision" ? seed.precision : seed.f1;
}

void append_traced(Html& html, const Quantity& quantity, const Traced& traced) {
  const std::string text = part_text(quantity, traced);
  if (traced.at.empty()) {
    html.raw(text);
    return;
  }
  const std::string attribute = "data-metric=\"" + escape_html(traced.at) + "\"";
  html.raw("<span ").raw(attribute).raw(">").raw(text).raw("</span>");
}

}  // namespace

std::string part_text(const Quantity& quantity, const Traced& part) {
  return percent(quantity.is_share ? part.share : part.share / 100.0, quantity.decimals);
}

Quantity published_quantity(double in_percent) {
  Quantity quantity;
  quantity.mean.share = in_percent / 100.0;
  return quantity;
}

std::string pointer_token(std::string_view name) {
  std::string token;
  for (const char c : name) {
    if (c == '~') {
      token += "~0";
    } else if (c == '/') {
      token += "~1";
    } else {
      token += c;
    }
  }
  return token;
}

std::string_view headline_key(Headline which) { return fields_of(which).key; }

Quantity headline(const RunMetrics& run, Headline which) {
  const HeadlineFields& fields = fields_of(which);
  const Spread& over = run.*fields.spread;
  Quantity quantity;
  quantity.mean = {over.mean, pointer({"mean", fields.key})};
  if (run.seeds.size() > 1) quantity.std = Traced{over.std, pointer({"std", fields.key})};
  add_interval(quantity, run.intervals, fields, pointer({"intervals", fields.key}));
  return quantity;
}

std::optional<Quantity> ensemble_headline(const RunMetrics& run, Headline which) {
  if (!run.ensemble) return std::nullopt;
  const HeadlineFields& fields = fields_of(which);
  Quantity quantity;
  quantity.mean = {run.ensemble->metrics.*fields.seed, pointer({"ensemble", fields.key})};
  add_interval(quantity, run.ensemble->intervals, fields,
               pointer({"ensemble", "intervals", fields.key}));
  return quantity;
}

std::optional<Quantity> class_quantity(const RunMetrics& run, const std::string& label,
                                       std::string_view which) {
  std::vector<double> values;
  for (const SeedMetrics& seed : run.seeds) {
    const auto& metrics = by_class(seed, which);
    if (const auto found = metrics.find(label); found != metrics.end()) {
      values.push_back(found->second);
    }
  }
  return over_seeds(values, run, pointer({which, label}));
}

Quantity group_quantity(const RunMetrics& run, const Group& group, std::string_view which) {
  std::vector<double> values;
  for (const SeedMetrics& seed : run.seeds) {
    const Scores& scores = scores_of(seed, group);
    if (const auto found = scores.find(group.name); found != scores.end()) {
      values.push_back(which == "wa" ? found->second.wa : found->second.ua);
    }
  }
  const auto quantity = over_seeds(values, run, pointer({group.kind, group.name, which}));
  if (quantity) return *quantity;
  throw Error(ErrorCode::invalid_argument, "metrics",
              "no " + group.name + " in the groups of metrics", "must be one of these groups");
}

std::optional<Quantity> group_recall(const RunMetrics& run, const Group& group,
                                     const std::string& label) {
  std::vector<double> values;
  for (const SeedMetrics& seed : run.seeds) {
    const Scores& scores = scores_of(seed, group);
    const auto found = scores.find(group.name);
    if (found == scores.end()) continue;
    const auto recall = found->second.recall.find(label);
    if (recall != found->second.recall.end()) values.push_back(recall->second);
  }
  auto quantity = over_seeds(values, run, pointer({group.kind, group.name, "recall", label}));
  if (quantity) quantity->decimals = 1;
  return quantity;
}

std::string quantity_text(const Quantity& quantity) {
  std::string text = part_text(quantity, quantity.mean);
  if (quantity.std) text += " ± " + part_text(quantity, *quantity.std);
  if (quantity.low && quantity.high) {
    text += " [" + part_text(quantity, *quantity.low) + ", " + part_text(quantity, *quantity.high) +
            "]";
  }
  return text;
}

void append_quantity(Html& html, const Quantity& quantity) {
  append_traced(html, quantity, quantity.mean);
  if (quantity.std) {
    html.raw("<small> ± ");
    append_traced(html, quantity, *quantity.std);
    html.raw("</small>");
  }
  if (!quantity.low || !quantity.high) return;
  html.raw("<small class=\"interval\"> [");
  append_traced(html, quantity, *quantity.low);
  html.raw(", ");
  append_traced(html, quantity, *quantity.high);
  html.raw("]</small>");
}

}  // namespace emovox::evaluation
