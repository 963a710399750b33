#include "evaluation/paper_figures.h"

#include <array>

namespace emovox::evaluation {
namespace {

constexpr std::array<PublishedFigure, 7> kEmodb{{{"DBL-MM (the paper)", 84.87, 83.35},
                                                 {"BiLSTM-1, log-mel (the paper)", 80.80, 78.37},
                                                 {"BiLSTM-2, LLD (the paper)", 73.14, 70.05},
                                                 {"CNN-SRU", 82.50, 80.60},
                                                 {"Acoustic DNN", 81.90, 79.10},
                                                 {"HuWSF", 81.74, std::nullopt},
                                                 {"20 human listeners", 93.5, 93.0}}};

constexpr std::array<PublishedFigure, 6> kSavee{{{"DBL-MM (the paper)", 60.63, 57.62},
                                                 {"BiLSTM-1, log-mel (the paper)", 54.79, 49.76},
                                                 {"BiLSTM-2, LLD (the paper)", 50.40, 47.33},
                                                 {"RDBN", 53.60, std::nullopt},
                                                 {"HuWSF", 50.00, std::nullopt},
                                                 {"GA-BEL", 44.18, std::nullopt}}};

constexpr PublishedFigures kEmodbFigures{"emodb", "EMO-DB", kEmodb};
constexpr PublishedFigures kSaveeFigures{"savee", "SAVEE", kSavee};

}  // namespace

const PublishedFigures* published_figures(std::string_view corpus) {
  for (const PublishedFigures* known : {&kEmodbFigures, &kSaveeFigures}) {
    if (known->corpus == corpus) return known;
  }
  return nullptr;
}

}  // namespace emovox::evaluation
