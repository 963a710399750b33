// The corpus check: counts by emotion and speaker, damaged or doubtful audio, and audio that
// occurs twice.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/manifest.h"

namespace emovox::corpus {

/// An error makes metrics wrong or training fail; a warning does not.
enum class Severity { warning, error };

struct Problem {
  Severity severity = Severity::warning;
  std::string kind;                // stable, for programs: "unreadable", "identical_audio"
  std::string message;             // one line
  std::vector<std::string> files;  // as the manifest names them
};

struct CheckReport {
  std::string corpus;                                     // title of the published corpus, or empty
  std::size_t files = 0;                                  // distinct audio files
  double duration = 0.0;                                  // seconds of all files that could be read
  std::map<std::string, std::size_t> emotions;            // emotion → utterances
  std::map<std::string, std::size_t> speakers;            // speaker → utterances
  std::map<std::string, std::size_t> published_emotions;  // empty where the corpus is not known
  std::map<std::string, std::size_t> published_speakers;
  std::map<int, std::size_t> sample_rates;  // Hz → files
  std::vector<Problem> problems;            // errors first

  std::size_t count(Severity severity) const;
};

struct CheckOptions {
  std::string corpus;  // published corpus whose counts must match; empty: identified by file names
};

/// Reads every file once, by blocks. Kinds of problems:
///   errors    unreadable, empty, beyond_end (an utterance ends after its file), identical_audio
///             under two speakers or emotions, counts where the options name the corpus
///   warnings  silent, too_short, clipped, mixed_rates, unusual_rate, identical_audio within a
///             speaker and emotion, counts where the corpus was identified by its file names
/// Throws invalid_argument on an unknown options.corpus. A bad file is a problem, not an exception.
CheckReport check_corpus(const Manifest& manifest, const CheckOptions& options = {});

}  // namespace emovox::corpus
