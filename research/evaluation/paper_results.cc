#include "evaluation/paper_results.h"

#include <array>

namespace emovox::evaluation {
namespace {

using enum Source;

constexpr std::array<PublishedResult, 7> kEmodb{
    {{"DBL-MM (the paper)", 84.87, 83.35, paper},
     {"BiLSTM-1, log-mel (the paper)", 80.80, 78.37, paper},
     {"BiLSTM-2, LLD (the paper)", 73.14, 70.05, paper},
     {"CNN-SRU", 82.50, 80.60, others},
     {"Acoustic DNN", 81.90, 79.10, others},
     {"HuWSF", 81.74, std::nullopt, others},
     {"20 human listeners", 93.5, 93.0, listeners}}};

constexpr std::array<PublishedResult, 6> kSavee{
    {{"DBL-MM (the paper)", 60.63, 57.62, paper},
     {"BiLSTM-1, log-mel (the paper)", 54.79, 49.76, paper},
     {"BiLSTM-2, LLD (the paper)", 50.40, 47.33, paper},
     {"RDBN", 53.60, std::nullopt, others},
     {"HuWSF", 50.00, std::nullopt, others},
     {"GA-BEL", 44.18, std::nullopt, others}}};

constexpr std::array<PublishedRecall, 7> kEmodbRecall{{{"anger", "95.32"},
                                                       {"boredom", "< 80"},
                                                       {"disgust", "< 80"},
                                                       {"fear", "> 85"},
                                                       {"happiness", "< 80"},
                                                       {"neutral", "> 85"},
                                                       {"sadness", "94.96"}}};

// Disgust is 48.34 points below neutral.
constexpr std::array<PublishedRecall, 7> kSaveeRecall{{{"anger", "70.00"},
                                                       {"disgust", "33.33"},
                                                       {"fear", "< 70"},
                                                       {"happiness", "< 70"},
                                                       {"neutral", "81.67"},
                                                       {"sadness", "< 70"},
                                                       {"surprise", "< 70"}}};

constexpr PublishedResults kEmodbResults{"emodb", "EMO-DB", "Figure 3", kEmodb, kEmodbRecall};
constexpr PublishedResults kSaveeResults{"savee", "SAVEE", "Figure 4", kSavee, kSaveeRecall};

}  // namespace

const PublishedResults* published_results(std::string_view corpus) {
  for (const PublishedResults* known : {&kEmodbResults, &kSaveeResults}) {
    if (known->corpus == corpus) return known;
  }
  return nullptr;
}

}  // namespace emovox::evaluation
