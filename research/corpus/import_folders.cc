// A folder an emotion: anger/anna_01.wav, with "([a-z]+)_" for the speaker.
#include <regex>

#include "corpus/importers.h"
#include "emovox/error.h"

namespace emovox::corpus {
namespace {

namespace fs = std::filesystem;

/// A regular expression with one group, searched for in the path below the corpus's folder.
class Pattern {
 public:
  Pattern(const std::string& text, std::string_view option) {
    try {
      expression_.assign(text, std::regex::ECMAScript);
    } catch (const std::regex_error& error) {
      refuse(text, option, std::string("must be a regular expression (") + error.what() + ")");
    }
    if (expression_.mark_count() != 1) {
      refuse(text, option, "must be a regular expression with one group, as in '([a-z]+)_'");
    }
  }

  /// What the group matched; empty where the pattern does not occur.
  std::string in(const fs::path& below) const {
    std::smatch match;
    const std::string text = below.generic_string();
    return std::regex_search(text, match, expression_) ? match[1].str() : "";
  }

 private:
  [[noreturn]] static void refuse(const std::string& text, std::string_view option,
                                  std::string_view must_be) {
    throw Error(ErrorCode::invalid_argument, option, "'" + text + "'", must_be);
  }
  std::regex expression_;
};

std::string first_folder(const fs::path& below) {
  return below.has_parent_path() ? below.begin()->string() : "";
}

}  // namespace

Manifest import_folders(const fs::path& source, const ImportOptions& options) {
  const Pattern speaker(options.speaker_pattern, "speaker_pattern");
  std::optional<Pattern> emotion;
  if (!options.emotion_pattern.empty()) emotion.emplace(options.emotion_pattern, "emotion_pattern");
  const auto read = [&](const fs::path& below) -> std::optional<Utterance> {
    Utterance utterance;
    utterance.speaker = speaker.in(below);
    utterance.emotion = emotion ? emotion->in(below) : first_folder(below);
    if (utterance.speaker.empty() || utterance.emotion.empty()) return std::nullopt;
    return utterance;
  };
  return import_names(source, "EMOTION/… with speaker pattern '" + options.speaker_pattern + "'",
                      read);
}

}  // namespace emovox::corpus
