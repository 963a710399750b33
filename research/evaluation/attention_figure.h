// A plot of one utterance: its sound and the attention of the model over time.
#pragma once

#include <cstddef>

#include "evaluation/chosen_utterances.h"
#include "evaluation/svg.h"

namespace emovox::evaluation {

/// Waveform, log-mel spectrum and attention over one time axis. `number` is part of the name.
Figure attention_figure(const PredictionTable& table, const Illustration& illustration,
                        std::size_t number);

}  // namespace emovox::evaluation
