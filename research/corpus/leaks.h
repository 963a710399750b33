// Leaks from training into test beyond the speaker: the same audio under another name, and the same
// sentences.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/folds.h"
#include "corpus/manifest.h"
#include "emovox/fields.h"

namespace emovox::corpus {

/// What the test and training sets of a fold do not share.
enum class FoldGroup {
  speaker,  // they share no speaker
  text      // they share no speaker and no sentence
};

/// Default number of sentence groups: each training set loses about a fifth of the sentences.
inline constexpr std::size_t kTextGroups = 5;

/// The sentence of every utterance, from the manifest's column `text`. Throws invalid_argument
/// where there is none or a cell is empty.
std::vector<std::string> texts_of(const Manifest& manifest);

/// Divides every fold of speakers into folds of speakers and sentences: the sentences are divided
/// into `count` groups of about equally many utterances, and a fold (s, g) is tested by the
/// utterances of its speakers in group g, and trained on the other sentences of the other speakers.
/// Pairs without utterances are left out. Throws invalid_argument as texts_of does, and where there
/// are fewer sentences than groups.
std::vector<Fold> hold_texts_out(const Manifest& manifest, const std::vector<Fold>& folds,
                                 std::size_t count, std::uint64_t seed);

/// check_speaker_disjoint; and throws invalid_argument when a sentence is on both sides of a fold
/// with texts_held_out.
void check_disjoint(const Manifest& manifest, const std::vector<Fold>& folds);

/// hash_samples of every utterance. Throws the errors of reading them.
std::vector<std::string> hash_utterances(const Manifest& manifest);

/// Throws invalid_argument if the same audio (by hash_utterances) occurs under two speakers, or
/// on both sides of a fold.
void check_audio_disjoint(const Manifest& manifest, const std::vector<Fold>& folds,
                          const std::vector<std::string>& hashes);

}  // namespace emovox::corpus

namespace emovox {
template <>
struct EnumNames<corpus::FoldGroup> {
  static constexpr std::array<std::string_view, 2> names{"speaker", "text"};
};
}  // namespace emovox
