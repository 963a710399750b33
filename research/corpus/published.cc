#include "corpus/published.h"

#include <algorithm>
#include <array>

namespace emovox::corpus {
namespace {

namespace fs = std::filesystem;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

// --- EMO-DB --------------------------------------------------------------------------------------
// SSTTTEV.wav: speaker (two digits), sentence (a letter and two digits), emotion, version.

std::string_view emodb_emotion(char code) {
  switch (code) {
    case 'W': return "anger";      // Wut
    case 'L': return "boredom";    // Langeweile
    case 'E': return "disgust";    // Ekel
    case 'A': return "fear";       // Angst
    case 'F': return "happiness";  // Freude
    case 'N': return "neutral";
    case 'T': return "sadness";  // Trauer
    default: return {};
  }
}

std::string_view emodb_sex(std::string_view speaker) {
  constexpr std::string_view men = "03 10 11 12 15", women = "08 09 13 14 16";
  if (men.find(speaker) != std::string_view::npos) return "m";
  return women.find(speaker) != std::string_view::npos ? "f" : "";
}

std::optional<Utterance> read_emodb_name(const fs::path& below) {
  const std::string name = below.stem().string();
  const bool follows = name.size() == 7 && is_digit(name[0]) && is_digit(name[1]) &&
                       is_letter(name[2]) && is_digit(name[3]) && is_digit(name[4]) &&
                       !emodb_emotion(name[5]).empty() && is_letter(name[6]);
  if (!follows) return std::nullopt;
  Utterance utterance;
  utterance.speaker = name.substr(0, 2);
  utterance.emotion = emodb_emotion(name[5]);
  utterance.further = {std::string(emodb_sex(utterance.speaker)), name.substr(2, 3),
                       name.substr(6, 1)};
  return utterance;
}

PublishedCorpus emodb() {
  return {"emodb",
          "EMO-DB",
          "Berlin Database of Emotional Speech: 03a01Fa.wav",
          "SSTTTEV.wav as in 03a01Fa.wav",
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
          {"sex", "text", "version"},
          read_emodb_name};
}

// --- SAVEE ---------------------------------------------------------------------------------------
// DC_a01.wav in one folder, or DC/a01.wav: speaker, emotion code, two digits of the sentence. The
// sentences are numbered within each emotion: a01 and d01 may be different sentences.

constexpr std::array kSaveeSpeakers{"DC", "JE", "JK", "KL"};

struct EmotionCode {
  std::string_view code;
  std::string_view emotion;
};

// Codes of two letters come first: "sa01" must not be read as an "s".
constexpr std::array<EmotionCode, 7> kSaveeCodes{{{"sa", "sadness"},
                                                  {"su", "surprise"},
                                                  {"a", "anger"},
                                                  {"d", "disgust"},
                                                  {"f", "fear"},
                                                  {"h", "happiness"},
                                                  {"n", "neutral"}}};

bool is_sentence_number(std::string_view text) {
  return text.size() == 2 && is_digit(text[0]) && is_digit(text[1]);
}

std::string_view savee_emotion(std::string_view sentence) {
  for (const auto& [code, emotion] : kSaveeCodes) {
    if (sentence.starts_with(code) && is_sentence_number(sentence.substr(code.size()))) {
      return emotion;
    }
  }
  return {};
}

std::optional<Utterance> read_savee_name(const fs::path& below) {
  const std::string stem = below.stem().string();
  const std::size_t bar = stem.find('_');
  const bool one_folder = bar != std::string::npos;
  Utterance utterance;
  utterance.speaker = one_folder ? stem.substr(0, bar) : below.parent_path().filename().string();
  const std::string sentence = one_folder ? stem.substr(bar + 1) : stem;
  utterance.emotion = savee_emotion(sentence);
  const bool is_speaker =
      std::ranges::find(kSaveeSpeakers, utterance.speaker) != kSaveeSpeakers.end();
  if (!is_speaker || utterance.emotion.empty()) return std::nullopt;
  utterance.further = {"m", sentence};
  return utterance;
}

PublishedCorpus savee() {
  PublishedCorpus corpus{"savee",
                         "SAVEE",
                         "Surrey Audio-Visual Expressed Emotion: DC_a01.wav or DC/a01.wav",
                         "DC_a01.wav or DC/a01.wav",
                         44100,
                         {},
                         {},
                         {"sex", "text"},
                         read_savee_name};
  for (const auto& [code, emotion] : kSaveeCodes)
    corpus.files_of_emotion[std::string(emotion)] = 60;
  corpus.files_of_emotion["neutral"] = 120;
  for (const char* speaker : kSaveeSpeakers) corpus.files_of_speaker[speaker] = 120;
  return corpus;
}

}  // namespace

const std::vector<PublishedCorpus>& published_corpora() {
  static const std::vector<PublishedCorpus> all{emodb(), savee()};
  return all;
}

const PublishedCorpus* find_published(std::string_view format) {
  const auto found = std::ranges::find(published_corpora(), format, &PublishedCorpus::format);
  return found == published_corpora().end() ? nullptr : &*found;
}

const PublishedCorpus* identify_corpus(const Manifest& manifest) {
  if (manifest.utterances.empty()) return nullptr;
  const auto follows = [&](const PublishedCorpus& corpus) {
    return std::ranges::all_of(manifest.utterances, [&](const Utterance& utterance) {
      return corpus.read_name(utterance.file).has_value();
    });
  };
  const auto found = std::ranges::find_if(published_corpora(), follows);
  return found == published_corpora().end() ? nullptr : &*found;
}

}  // namespace emovox::corpus
