// Recall by class and speaker, folds, mistakes, configuration.
#include <algorithm>
#include <map>

#include "evaluation/mistakes.h"
#include "evaluation/report_sections.h"

namespace emovox::evaluation {
namespace {

constexpr std::size_t kMistakesShown = 20;

/// The scores of one group (a fold, a speaker) over seeds.
struct GroupScores {
  std::size_t count = 0;  // utterances
  std::vector<double> wa, ua;
  std::map<std::string, std::vector<double>> recall;
};

using Groups = std::map<std::string, GroupScores>;

Groups gather(const RunMetrics& run, std::map<std::string, Score> SeedMetrics::*which) {
  Groups groups;
  for (const SeedMetrics& seed : run.seeds) {
    for (const auto& [name, score] : seed.*which) {
      GroupScores& group = groups[name];
      group.count = score.count;
      group.wa.push_back(score.wa);
      group.ua.push_back(score.ua);
      for (const auto& [label, recall] : score.recall) group.recall[label].push_back(recall);
    }
  }
  return groups;
}

void start_table(Html& html, const std::vector<std::string>& columns) {
  html.open("div", "class=\"scroll\"").open("table").open("thead").open("tr");
  for (const std::string& column : columns) html.element("th", column);
  html.close("tr").close("thead");
}

void end_table(Html& html) { html.close("table").close("div"); }

void append_bar(Html& html, double share) {
  html.open("td", "class=\"bar\"").raw("<i style=\"--share:").raw(percent(share / 100.0, 4));
  html.raw("\"></i>").close("td");
}

std::vector<std::string> group_columns(const std::string& first, const RunMetrics& run) {
  std::vector<std::string> columns{first, "count", "WA", "UA"};
  columns.insert(columns.end(), run.labels.begin(), run.labels.end());
  return columns;
}

void append_group(Html& html, const std::string& name, const GroupScores& group,
                  const RunMetrics& run) {
  html.open("tr").element("th", name).element("td", std::to_string(group.count));
  html.element("td", spread_text(spread(group.wa), run));
  html.element("td", spread_text(spread(group.ua), run));
  for (const std::string& label : run.labels) {
    const auto recall = group.recall.find(label);
    html.element("td",
                 recall == group.recall.end() ? "–" : percent(spread(recall->second).mean, 1));
  }
  html.close("tr");
}

void append_groups(Html& html, const std::string& heading, const std::string& first,
                   const Groups& groups, const RunMetrics& run) {
  html.element("h2", heading);
  html.element("p",
               "Recall of each class, in percent; – for a class that does not occur, which is "
               "left out of UA.");
  start_table(html, group_columns(first, run));
  for (const auto& [name, group] : groups) append_group(html, name, group, run);
  end_table(html);
}

bool each_speaker_is_a_fold(const RunMetrics& run) {
  for (const SeedMetrics& seed : run.seeds) {
    const bool same = std::equal(seed.folds.begin(), seed.folds.end(), seed.speakers.begin(),
                                 seed.speakers.end(), [](const auto& fold, const auto& speaker) {
                                   return fold.first == speaker.first &&
                                          fold.second.count == speaker.second.count;
                                 });
    if (!same) return false;
  }
  return true;
}

void append_mistake(Html& html, const Mistake& mistake) {
  html.open("tr")
      .element("th", mistake.row.file)
      .element("td", mistake.row.speaker, "class=\"word\"")
      .element("td", mistake.row.emotion, "class=\"word\"")
      .element("td", mistake.row.predicted, "class=\"word\"")
      .element("td", percent(mistake.confidence, 1))
      .element("td", percent(mistake.of_truth, 1))
      .element("td", std::to_string(mistake.seeds))
      .close("tr");
}

}  // namespace

void append_classes(Html& html, const RunMetrics& run) {
  html.element("h2", "Recall by class");
  start_table(html, {"class", "recall", ""});
  for (const std::string& label : run.labels) {
    std::vector<double> recall;
    for (const SeedMetrics& seed : run.seeds) {
      if (seed.recall.contains(label)) recall.push_back(seed.recall.at(label));
    }
    html.open("tr").element("th", label);
    html.element("td", recall.empty() ? "–" : spread_text(spread(recall), run));
    append_bar(html, spread(recall).mean);
    html.close("tr");
  }
  end_table(html);
}

void append_speakers(Html& html, const RunMetrics& run) {
  append_groups(html, each_speaker_is_a_fold(run) ? "By speaker, each a fold" : "By speaker",
                "speaker", gather(run, &SeedMetrics::speakers), run);
}

void append_folds(Html& html, const RunMetrics& run) {
  if (each_speaker_is_a_fold(run)) return;  // the speakers' table has said it all
  append_groups(html, "By fold", "fold", gather(run, &SeedMetrics::folds), run);
}

void append_mistakes(Html& html, const PredictionTable& table) {
  const std::vector<Mistake> mistakes = most_confident_mistakes(table, kMistakesShown);
  html.element("h2", "The surest mistakes");
  if (mistakes.empty()) {
    html.element("p", "There is none.");
    return;
  }
  html.element("p", "Each file once, with the probabilities of the seed that was surest.");
  html.open("div", "class=\"scroll\"").open("table");
  html.raw(
      "<thead><tr><th>file</th><th class=\"word\">speaker</th><th class=\"word\">emotion</th>"
      "<th class=\"word\">predicted</th><th>p of it</th><th>p of the truth</th>"
      "<th>seeds wrong</th></tr></thead>\n");
  for (const Mistake& mistake : mistakes) append_mistake(html, mistake);
  end_table(html);
}

void append_config(Html& html, std::string_view config) {
  if (config.empty()) return;
  html.element("h2", "Configuration").element("pre", config);
}

}  // namespace emovox::evaluation
