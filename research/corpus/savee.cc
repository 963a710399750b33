// SAVEE: DC_a01.wav in one folder, or DC/a01.wav. Speaker, emotion code, two digits of the
// sentence, which counts within the emotion: a01 and d01 may be different sentences.
#include <array>

#include "corpus/importers.h"
#include "corpus/published.h"

namespace emovox::corpus {
namespace {

struct EmotionCode {
  std::string_view code;
  std::string_view emotion;
};

// Two letters first: "sa01" must not be read as an "s".
constexpr std::array<EmotionCode, 7> kEmotionCodes{{{"sa", "sadness"},
                                                    {"su", "surprise"},
                                                    {"a", "anger"},
                                                    {"d", "disgust"},
                                                    {"f", "fear"},
                                                    {"h", "happiness"},
                                                    {"n", "neutral"}}};

bool is_speaker(const std::string& name) {
  return published_savee().files_of_speaker.contains(name);
}

bool is_sentence_number(std::string_view text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return text.size() == 2 && digit(text[0]) && digit(text[1]);
}

std::string_view emotion_of(std::string_view sentence) {
  for (const auto& [code, emotion] : kEmotionCodes) {
    if (sentence.starts_with(code) && is_sentence_number(sentence.substr(code.size()))) {
      return emotion;
    }
  }
  return {};
}

std::optional<Utterance> read_savee_name(const std::filesystem::path& below) {
  const std::string stem = below.stem().string();
  const std::size_t bar = stem.find('_');
  const bool one_folder = bar != std::string::npos;
  Utterance utterance;
  utterance.speaker = one_folder ? stem.substr(0, bar) : below.parent_path().filename().string();
  const std::string sentence = one_folder ? stem.substr(bar + 1) : stem;
  utterance.emotion = emotion_of(sentence);
  if (!is_speaker(utterance.speaker) || utterance.emotion.empty()) return std::nullopt;
  utterance.further = {"m", sentence};
  return utterance;
}

}  // namespace

const PublishedCorpus& published_savee() {
  static const PublishedCorpus corpus{"savee",
                                      "SAVEE",
                                      44100,
                                      {{"anger", 60},
                                       {"disgust", 60},
                                       {"fear", 60},
                                       {"happiness", 60},
                                       {"neutral", 120},
                                       {"sadness", 60},
                                       {"surprise", 60}},
                                      {{"DC", 120}, {"JE", 120}, {"JK", 120}, {"KL", 120}},
                                      read_savee_name};
  return corpus;
}

Manifest import_savee(const std::filesystem::path& source, const ImportOptions&) {
  Manifest manifest = import_names(source, "DC_a01.wav or DC/a01.wav", published_savee().read_name);
  manifest.further_columns = {"sex", "text"};
  return manifest;
}

}  // namespace emovox::corpus
