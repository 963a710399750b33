// DBL-MM's forward pass over one utterance.
#include "model/network.h"

#include <array>
#include <utility>

#include "emovox/error.h"
#include "kernels/lstm.h"
#include "kernels/ragged.h"
#include "model/fusion.h"

namespace emovox {
namespace {

using model::Attended;
using model::Posterior;

model::ModelFile checked(model::ModelFile file) {
  model::check_model_file(file, "network");
  return file;
}

void append(const std::vector<float>& part, std::vector<float>& fused) {
  fused.insert(fused.end(), part.begin(), part.end());
}

}  // namespace

Network::Network(model::ModelFile file) : file_(checked(std::move(file))), head_(file_) {
  for (FeatureSet set : info().network.streams) {
    const std::string name = "normaliser." + std::string(to_name(set));
    streams_.push_back({set,
                        {values(name + ".mean"), values(name + ".std")},
                        model::stream_input_size(info(), set)});
  }
}

std::size_t Network::parameter_count() const noexcept {
  std::size_t count = 0;
  for (const auto& [name, tensor] : file_.tensors) {
    const bool measured =
        name.starts_with("normaliser.") || name == "norm.mean" || name == "norm.variance";
    if (!measured) count += tensor.values.size();
  }
  return count;
}

const std::vector<float>& Network::values(const std::string& name) const {
  return file_.tensors.at(name).values;
}

std::size_t Network::width() const noexcept {
  return 2 * static_cast<std::size_t>(info().network.hidden_size) * streams_.size();
}

/// Both directions of one stream into their columns of `outputs`, whose rows lie D apart.
void Network::run_lstm(const Stream& stream, const FrameMatrix& steps, float* outputs) const {
  const auto hidden = static_cast<std::size_t>(info().network.hidden_size);
  const bool peephole = info().network.cell == Cell::peephole;
  const std::array<std::size_t, 1> length{steps.frames};
  const kernels::RaggedBatch batch(length);  // one utterance: row t is step t
  constexpr std::array<std::pair<const char*, kernels::Direction>, 2> kDirections{
      {{"forward", kernels::Direction::forward}, {"backward", kernels::Direction::backward}}};
  for (const auto& [name, direction] : kDirections) {
    const std::string prefix = "lstm." + std::string(to_name(stream.set)) + '.' + name;
    const kernels::LstmWeights<float> weights{
        values(prefix + ".input").data(), values(prefix + ".recurrent").data(),
        values(prefix + ".bias").data(), peephole ? values(prefix + ".peephole").data() : nullptr};
    const kernels::LstmForward<float> pass{{stream.input_size, hidden},
                                           weights,
                                           direction,
                                           {steps.values.data(), steps.dims},
                                           {outputs, width()}};
    kernels::LstmWorkspace<float> workspace;
    kernels::lstm_forward<float>({&pass, 1}, batch, 1, workspace);
    outputs += hidden;
  }
}

FrameMatrix Network::lstm_outputs(const Features& features) const {
  if (features.frames() == 0 || features.log_mel.frames != features.lld.frames) {
    throw Error(ErrorCode::invalid_argument, "network",
                "features have " + std::to_string(features.log_mel.frames) + " and " +
                    std::to_string(features.lld.frames) + " frames",
                "must have equally many, at least one");
  }
  FrameMatrix outputs;
  for (std::size_t s = 0; s < streams_.size(); ++s) {
    const FrameMatrix steps =
        model::normalise(features[streams_[s].set], streams_[s].statistics, info().network);
    if (s == 0) outputs = {std::vector<float>(steps.frames * width()), steps.frames, width()};
    run_lstm(streams_[s], steps, outputs.values.data() + s * (width() / streams_.size()));
  }
  return outputs;
}

Posterior Network::forward(const Features& features) const {
  const FrameMatrix outputs = lstm_outputs(features);
  Posterior posterior;
  std::vector<float> fused;
  const auto attend = [&](Attended attended, bool preferred) {
    append(attended.fused, fused);
    if (preferred || posterior.attention.empty()) posterior.attention = std::move(attended.weights);
  };
  for (Fusion fusion : info().network.fusions) {
    switch (fusion) {
      case Fusion::mean: append(model::fuse_mean(outputs), fused); break;
      case Fusion::final_frame: append(model::fuse_final_frame(outputs), fused); break;
      case Fusion::weighted:
        attend(model::fuse_weighted(outputs, values("fusion.weighted")), false);
        break;
      case Fusion::attention:
        attend(model::fuse_attention(outputs, values("fusion.attention"),
                                     info().network.attention_scale),
               true);
        break;
      case Fusion::frame_wise: return classify_frames(outputs);
    }
  }
  posterior.probabilities = model::to_float(head_.posterior(fused));
  return posterior;
}

/// Every step through the head; the mean of the posteriors.
Posterior Network::classify_frames(const FrameMatrix& outputs) const {
  std::vector<double> mean(info().labels.size());
  for (std::size_t t = 0; t < outputs.frames; ++t) {
    const std::vector<double> posterior = head_.posterior(outputs.frame(t));
    for (std::size_t c = 0; c < mean.size(); ++c) {
      mean[c] += posterior[c] / static_cast<double>(outputs.frames);
    }
  }
  return {model::to_float(mean), {}};
}

}  // namespace emovox
