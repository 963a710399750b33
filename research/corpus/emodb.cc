// EMO-DB: SSTTTEV.wav is speaker (2 digits), sentence (a letter, 2 digits), emotion, version.
#include <algorithm>

#include "corpus/importers.h"
#include "corpus/published.h"

namespace emovox::corpus {
namespace {

std::string_view emotion_of(char code) {
  switch (code) {
    case 'W': return "anger";      // Wut, Ärger
    case 'L': return "boredom";    // Langeweile
    case 'E': return "disgust";    // Ekel
    case 'A': return "fear";       // Angst
    case 'F': return "happiness";  // Freude
    case 'N': return "neutral";
    case 'T': return "sadness";  // Trauer
    default: return {};
  }
}

std::string_view sex_of(std::string_view speaker) {
  constexpr std::string_view men = "03 10 11 12 15", women = "08 09 13 14 16";
  if (men.find(speaker) != std::string_view::npos) return "m";
  return women.find(speaker) != std::string_view::npos ? "f" : "";
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

std::optional<Utterance> read_emodb_name(const std::filesystem::path& below) {
  const std::string name = below.stem().string();
  const bool follows = name.size() == 7 && is_digit(name[0]) && is_digit(name[1]) &&
                       is_letter(name[2]) && is_digit(name[3]) && is_digit(name[4]) &&
                       !emotion_of(name[5]).empty() && is_letter(name[6]);
  if (!follows) return std::nullopt;
  Utterance utterance;
  utterance.speaker = name.substr(0, 2);
  utterance.emotion = emotion_of(name[5]);
  utterance.further = {std::string(sex_of(utterance.speaker)), name.substr(2, 3),
                       name.substr(6, 1)};
  return utterance;
}

}  // namespace

const PublishedCorpus& published_emodb() {
  static const PublishedCorpus corpus{"emodb",
                                      "EMO-DB",
                                      16000,
                                      {{"anger", 127},
                                       {"boredom", 81},
                                       {"disgust", 46},
                                       {"fear", 69},
                                       {"happiness", 71},
                                       {"neutral", 79},
                                       {"sadness", 62}},
                                      {{"03", 49},
                                       {"08", 58},
                                       {"09", 43},
                                       {"10", 38},
                                       {"11", 55},
                                       {"12", 35},
                                       {"13", 61},
                                       {"14", 69},
                                       {"15", 56},
                                       {"16", 71}},
                                      read_emodb_name};
  return corpus;
}

Manifest import_emodb(const std::filesystem::path& source, const ImportOptions&) {
  Manifest manifest =
      import_names(source, "SSTTTEV.wav as in 03a01Fa.wav", published_emodb().read_name);
  manifest.further_columns = {"sex", "text", "version"};
  return manifest;
}

}  // namespace emovox::corpus
