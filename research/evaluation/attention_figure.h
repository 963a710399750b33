// A plot of one utterance: what the model hears and what it attends to.
#pragma once

#include <cstddef>

#include "evaluation/chosen_utterances.h"
#include "evaluation/svg.h"

namespace emovox::evaluation {

/// Waveform, log-mel spectrum and attention over one time axis. `number` makes the name.
Figure attention_figure(const PredictionTable& table, const Illustration& illustration,
                        std::size_t number);

}  // namespace emovox::evaluation
