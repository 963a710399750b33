#include "corpus/folds.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "emovox/error.h"
#include "text/shuffle.h"

namespace emovox::corpus {

// --- Groups of equal size -----------------------------------------------------------------------

std::vector<std::vector<std::string>> balanced_groups(
    const std::map<std::string, std::size_t>& sizes, std::size_t count, std::uint64_t seed) {
  std::vector<std::string> names;
  names.reserve(sizes.size());
  for (const auto& [name, size] : sizes) names.push_back(name);
  std::mt19937_64 random(seed);
  text::shuffle(names, random);
  std::stable_sort(names.begin(), names.end(),
                   [&](const auto& a, const auto& b) { return sizes.at(a) > sizes.at(b); });
  std::vector<std::vector<std::string>> groups(count);
  std::vector<std::size_t> totals(count, 0);
  for (const std::string& name : names) {
    const auto smallest =
        static_cast<std::size_t>(std::min_element(totals.begin(), totals.end()) - totals.begin());
    groups[smallest].push_back(name);
    totals[smallest] += sizes.at(name);
  }
  return groups;
}

// --- Folds --------------------------------------------------------------------------------------

namespace {

using Speakers = std::vector<std::string>;

Speakers speakers_to_split(const Manifest& manifest) {
  Speakers speakers = manifest.speakers();
  if (speakers.size() >= 2) return speakers;
  refuse_folds(speakers.empty() ? "no speaker" : "only one speaker, '" + speakers[0] + "'",
               "must be at least two, so that one can be held out");
}

Fold fold_testing(const Manifest& manifest, Speakers speakers) {
  std::sort(speakers.begin(), speakers.end());
  Fold fold;
  for (const std::string& speaker : speakers) {
    fold.name += (fold.name.empty() ? "" : "+") + speaker;
  }
  for (std::size_t i = 0; i < manifest.utterances.size(); ++i) {
    const bool tested =
        std::binary_search(speakers.begin(), speakers.end(), manifest.utterances[i].speaker);
    (tested ? fold.test : fold.train).push_back(i);
  }
  return fold;
}

std::vector<Fold> folds_testing(const Manifest& manifest, const std::vector<Speakers>& groups) {
  std::vector<Fold> folds;
  for (const Speakers& group : groups) folds.push_back(fold_testing(manifest, group));
  return folds;
}

std::map<std::string, std::size_t> utterances_by_speaker(const Manifest& manifest) {
  std::map<std::string, std::size_t> counts;
  for (const Utterance& utterance : manifest.utterances) ++counts[utterance.speaker];
  return counts;
}

std::set<std::string_view> speakers_of(const Manifest& manifest, const Fold& fold,
                                       const std::vector<std::size_t>& utterances) {
  std::set<std::string_view> speakers;
  for (const std::size_t i : utterances) {
    if (i >= manifest.utterances.size()) {
      refuse_folds("fold '" + fold.name + "' has utterance " + std::to_string(i),
                   "must be under " + std::to_string(manifest.utterances.size()));
    }
    speakers.insert(manifest.utterances[i].speaker);
  }
  return speakers;
}

}  // namespace

std::vector<Fold> leave_one_speaker_out(const Manifest& manifest) {
  std::vector<Fold> folds;
  for (const std::string& speaker : speakers_to_split(manifest)) {
    folds.push_back(fold_testing(manifest, {speaker}));
  }
  return folds;
}

std::vector<Fold> leave_speakers_out(const Manifest& manifest, std::size_t count,
                                     std::uint64_t seed) {
  Speakers speakers = speakers_to_split(manifest);
  if (count < 1 || count >= speakers.size()) {
    refuse_folds("leave " + std::to_string(count) + " of " + std::to_string(speakers.size()) +
                     " speakers out",
                 "must be at least 1 and leave one to train on");
  }
  std::mt19937_64 random(seed);
  text::shuffle(speakers, random);
  std::vector<Speakers> groups;
  for (std::size_t i = 0; i < speakers.size(); ++i) {
    if (i % count == 0) groups.emplace_back();
    groups.back().push_back(speakers[i]);
  }
  return folds_testing(manifest, groups);
}

std::vector<Fold> speaker_disjoint_folds(const Manifest& manifest, std::size_t k,
                                         std::uint64_t seed) {
  const Speakers speakers = speakers_to_split(manifest);
  if (k < 2 || k > speakers.size()) {
    refuse_folds(std::to_string(k) + " folds of " + std::to_string(speakers.size()) + " speakers",
                 "must be at least 2 and no more than there are speakers");
  }
  return folds_testing(manifest, balanced_groups(utterances_by_speaker(manifest), k, seed));
}

void check_speaker_disjoint(const Manifest& manifest, const std::vector<Fold>& folds) {
  if (folds.empty()) refuse_folds("no folds", "must be at least one");
  for (const Fold& fold : folds) {
    const auto train = speakers_of(manifest, fold, fold.train);
    const auto test = speakers_of(manifest, fold, fold.test);
    const std::string name = "fold '" + fold.name + "'";
    if (test.empty()) refuse_folds(name + " tests nothing", "must test at least one utterance");
    if (train.empty()) refuse_folds(name + " trains on nothing", "must leave speakers to train on");
    for (const std::string_view speaker : test) {
      if (!train.contains(speaker)) continue;
      refuse_folds(name + " trains and tests on speaker '" + std::string(speaker) + "'",
                   "must keep a speaker on one side");
    }
  }
}

void refuse_folds(std::string_view was, std::string_view must_be) {
  throw Error(ErrorCode::invalid_argument, "folds", was, must_be);
}

}  // namespace emovox::corpus
