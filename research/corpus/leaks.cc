#include "corpus/leaks.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "corpus/folds.h"
#include "corpus/utterance_audio.h"
#include "emovox/error.h"

namespace emovox::corpus {
namespace {

constexpr std::string_view kTextColumn = "text";

/// Sentence → number of its group.
std::map<std::string, std::size_t> group_texts(const std::vector<std::string>& texts,
                                               std::size_t count, std::uint64_t seed) {
  std::map<std::string, std::size_t> sizes;
  for (const std::string& text : texts) ++sizes[text];
  if (count < 2 || count > sizes.size()) {
    refuse_folds(
        std::to_string(count) + " groups of " + std::to_string(sizes.size()) + " sentences",
        "must be at least 2 and no more than there are sentences");
  }
  std::map<std::string, std::size_t> groups;
  const auto balanced = balanced_groups(sizes, count, seed);
  for (std::size_t g = 0; g < balanced.size(); ++g) {
    for (const std::string& text : balanced[g]) groups[text] = g;
  }
  return groups;
}

/// Throws where a test utterance and a training utterance have the same key.
void check_apart(const Manifest& manifest, const Fold& fold, const std::vector<std::string>& keys,
                 std::string_view what) {
  std::map<std::string_view, std::size_t> trained;
  for (const std::size_t i : fold.train) trained.emplace(keys.at(i), i);
  for (const std::size_t i : fold.test) {
    const auto found = trained.find(keys.at(i));
    if (found == trained.end()) continue;
    refuse_folds("fold '" + fold.name + "' tests '" + manifest.utterances[i].file +
                     "' and trains on '" + manifest.utterances[found->second].file +
                     "', which have the same " + std::string(what),
                 "must be on one side");
  }
}

}  // namespace

std::vector<std::string> texts_of(const Manifest& manifest) {
  const auto& columns = manifest.further_columns;
  const auto column = std::find(columns.begin(), columns.end(), kTextColumn);
  if (column == columns.end()) {
    refuse_folds("no column text in the manifest", "must name the sentence of every utterance");
  }
  const auto place = static_cast<std::size_t>(column - columns.begin());
  std::vector<std::string> texts;
  for (const Utterance& utterance : manifest.utterances) {
    texts.push_back(utterance.further.at(place));
    if (texts.back().empty()) {
      refuse_folds("'" + utterance.file + "' has an empty text", "must name its sentence");
    }
  }
  return texts;
}

std::vector<Fold> hold_texts_out(const Manifest& manifest, const std::vector<Fold>& folds,
                                 std::size_t count, std::uint64_t seed) {
  const std::vector<std::string> texts = texts_of(manifest);
  const auto groups = group_texts(texts, count, seed);
  std::vector<Fold> cut;
  for (const Fold& fold : folds) {
    for (std::size_t g = 0; g < count; ++g) {
      Fold part{fold.name + " text " + std::to_string(g + 1), {}, {}, true};
      std::set<std::string_view> tested;
      for (const std::size_t i : fold.test) {
        if (groups.at(texts[i]) != g) continue;
        part.test.push_back(i);
        tested.insert(texts[i]);
      }
      for (const std::size_t i : fold.train) {
        if (!tested.contains(texts[i])) part.train.push_back(i);
      }
      if (!part.test.empty()) cut.push_back(std::move(part));
    }
  }
  return cut;
}

void check_disjoint(const Manifest& manifest, const std::vector<Fold>& folds) {
  check_speaker_disjoint(manifest, folds);
  std::vector<std::string> texts;
  for (const Fold& fold : folds) {
    if (!fold.texts_held_out) continue;
    if (texts.empty()) texts = texts_of(manifest);
    check_apart(manifest, fold, texts, "text");
  }
}

std::vector<std::string> hash_utterances(const Manifest& manifest) {
  std::vector<std::string> hashes(manifest.utterances.size());
  for_each_utterance(manifest, [&](std::size_t utterance, const Audio& audio) {
    hashes[utterance] = hash_samples(audio);
  });
  return hashes;
}

void check_audio_disjoint(const Manifest& manifest, const std::vector<Fold>& folds,
                          const std::vector<std::string>& hashes) {
  std::map<std::string_view, std::size_t> first;
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    const Utterance& utterance = manifest.utterances.at(i);
    const auto [found, added] = first.emplace(hashes[i], i);
    const Utterance& other = manifest.utterances[found->second];
    if (added || other.speaker == utterance.speaker) continue;
    refuse_folds("'" + other.file + "' of speaker '" + other.speaker + "' and '" + utterance.file +
                     "' of speaker '" + utterance.speaker + "' are the same audio",
                 "must be of one speaker: emovox corpus check lists all such files");
  }
  for (const Fold& fold : folds) check_apart(manifest, fold, hashes, "audio");
}

}  // namespace emovox::corpus
