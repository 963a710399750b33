// The forward pass of DBL-MM over a batch of utterances, so that weights are read once for all of
// them.
#include "model/network.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "emovox/error.h"
#include "kernels/ragged.h"
#include "model/ensemble.h"
#include "model/fusion.h"
#include "vad/band_levels.h"

namespace emovox {
namespace {

using model::Attended;
using model::NetworkWorkspace;
using model::Posterior;

model::ModelFile checked(model::ModelFile file) {
  model::check_model_file(file, "network");
  return file;
}

std::size_t count_parameters(const model::ModelFile& file) {
  std::size_t count = 0;
  for (const auto& [name, tensor] : file.tensors) {
    const std::string_view bare = model::bare_name(name);
    const bool measured =
        bare.starts_with("normaliser.") || bare == "norm.mean" || bare == "norm.variance";
    if (!measured) count += tensor.values.size();
  }
  return count;
}

bool classifies_frames(const ModelInfo& info) {
  return info.network.fusions.front() == Fusion::frame_wise;
}

void append(const std::vector<float>& part, std::vector<float>& fused) {
  fused.insert(fused.end(), part.begin(), part.end());
}

void check_frames(const Features& features, const std::vector<FeatureSet>& sets) {
  for (const FeatureSet set : sets) {
    const std::size_t frames = features[set].frames;
    if (frames > 0 && frames == features[sets.front()].frames) continue;
    throw Error(ErrorCode::invalid_argument, "network",
                std::string(to_name(set)) + " has " + std::to_string(frames) + " of " +
                    std::to_string(features.frames()) + " frames",
                "must have as many as every other feature set, at least one");
  }
}

std::vector<double> scaled(std::span<const float> values, double scale) {
  std::vector<double> products(values.begin(), values.end());
  for (double& value : products) value *= scale;
  return products;
}

float largest_of(std::span<const float> values) {
  float largest = 0;
  for (float value : values) largest = std::max(largest, std::abs(value));
  return largest;
}

}  // namespace

// --- Loading -------------------------------------------------------------------------------------

Network::Network(model::ModelFile file, WeightPrecision precision, std::size_t threads)
    : file_(checked(std::move(file))),
      tables_(file_.info.features),
      parameter_count_(count_parameters(file_)),
      head_(file_, classifies_frames(file_.info) ? 1.0 : file_.info.temperature),
      threads_(threads),
      team_(std::make_shared<kernels::ThreadTeam>()) {
  if (info().members > 1) {
    open_members(precision);
  } else {
    pack(precision);
  }
}

void Network::open_members(WeightPrecision precision) {
  for (int number = 1; number <= info().members; ++number) {
    members_.push_back(
        std::make_unique<Network>(model::take_member(file_, number), precision, threads_));
    members_.back()->team_ = team_;
  }
}

void Network::pack(WeightPrecision precision) {
  for (FeatureSet set : info().network.feature_sets)
    bilstms_.push_back(pack_bilstm(set, precision));
  if (const auto found = file_.tensors.find("fusion.attention"); found != file_.tensors.end()) {
    std::vector<float>& w = found->second.values;
    const float largest = std::max(largest_of(w), std::numeric_limits<float>::min());
    for (float& value : w) value /= largest;
    attention_ = {kernels::PackedMatrix({width(), width()}, w.data(), precision), largest};
  }
  std::erase_if(file_.tensors, [](const auto& named) {
    return named.first.starts_with("lstm.") || named.first == "fusion.attention";
  });
}

Network::BiLstm Network::pack_bilstm(FeatureSet set, WeightPrecision precision) const {
  const std::string name_of_set(to_name(set));
  const bool peephole = info().network.cell == Cell::peephole;
  const kernels::LstmShape shape{model::lstm_input_size(info(), set),
                                 static_cast<std::size_t>(info().network.hidden_size)};
  const auto direction = [&](const char* name) {
    const std::string prefix = "lstm." + name_of_set + '.' + name;
    const kernels::LstmWeights<float> weights{
        values(prefix + ".input").data(), values(prefix + ".recurrent").data(),
        values(prefix + ".bias").data(), peephole ? values(prefix + ".peephole").data() : nullptr};
    return kernels::PackedLstm(shape, weights, precision);
  };
  return {
      set,
      {values("normaliser." + name_of_set + ".mean"), values("normaliser." + name_of_set + ".std")},
      {direction("forward"), direction("backward")}};
}

const std::vector<float>& Network::values(const std::string& name) const {
  return file_.tensors.at(name).values;
}

std::size_t Network::width() const noexcept {
  return 2 * static_cast<std::size_t>(info().network.hidden_size) *
         info().network.feature_sets.size();
}

std::size_t Network::threads_for_one(std::size_t threads) const noexcept {
  const auto hidden = static_cast<std::size_t>(info().network.hidden_size);
  return hidden < kernels::kSharedRecurrence ? 1 : threads;
}

const FeatureTables& Network::vad_tables() const {
  const std::lock_guard lock(mutex_);
  if (!vad_tables_) vad_tables_ = vad::BandLevels::tables(info().features.sample_rate);
  return *vad_tables_;
}

// --- Workspaces ----------------------------------------------------------------------------------

std::unique_ptr<NetworkWorkspace> Network::borrow_workspace() const {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return std::make_unique<NetworkWorkspace>();
  auto workspace = std::move(idle_.back());
  idle_.pop_back();
  return workspace;
}

void Network::return_workspace(std::unique_ptr<NetworkWorkspace> workspace) const {
  const std::lock_guard lock(mutex_);
  if (idle_.size() < threads_) idle_.push_back(std::move(workspace));
}

std::size_t Network::idle_workspaces() const {
  const std::lock_guard lock(mutex_);
  return idle_.size();
}

// --- Forward -------------------------------------------------------------------------------------

/// One forward pass: its inputs and outputs in the layout of the ragged batch (kernels/ragged.h).
struct Network::Pass {
  std::vector<std::vector<FrameMatrix>> steps;  // [S][B], in the caller's order
  kernels::RaggedBatch layout;
  std::size_t threads;
  NetworkWorkspace& workspace;

  /// The inputs of feature set s, all utterances in one matrix, [N, I].
  kernels::Rows<const float> inputs(std::size_t s) {
    const std::size_t dims = steps[s][0].dims;
    if (layout.size() == 1) return {steps[s][0].values.data(), dims};
    auto& x = workspace.x[s];
    x.reserve(layout.rows() * dims);
    for (std::size_t rank = 0; rank < layout.size(); ++rank) {
      const FrameMatrix& from = steps[s][layout.original(rank)];
      for (std::size_t t = 0; t < from.frames; ++t) {
        std::ranges::copy(from.frame(t), x.data() + layout.row(rank, t) * dims);
      }
    }
    return {x.data(), dims};
  }

  /// One utterance's outputs, [T, D].
  FrameMatrix outputs(std::size_t rank, std::size_t width) const {
    const std::size_t frames = layout.length(rank);
    FrameMatrix own{std::vector<float>(frames * width), frames, width};
    for (std::size_t t = 0; t < frames; ++t) {
      std::copy_n(workspace.outputs.data() + layout.row(rank, t) * width, width,
                  own.frame(t).data());
    }
    return own;
  }
};

void Network::run_lstms(Pass& pass) const {
  const std::size_t D = width(), H = D / (2 * bilstms_.size());
  pass.workspace.x.resize(bilstms_.size());
  pass.workspace.outputs.reserve(pass.layout.rows() * D);
  float* h = pass.workspace.outputs.data();
  std::vector<kernels::LstmInference> recurrences;
  for (std::size_t s = 0; s < bilstms_.size(); ++s) {
    const auto x = pass.inputs(s);
    for (std::size_t direction = 0; direction < 2; ++direction, h += H) {
      const bool forward = direction == 0;
      recurrences.push_back({&bilstms_[s].directions[direction],
                             forward ? kernels::Direction::forward : kernels::Direction::backward,
                             x,
                             {h, D}});
    }
  }
  kernels::infer(recurrences, pass.layout, team_->reserve(pass.threads), pass.workspace.lstm);
}

/// Normalises the features, averages them into steps and runs the BiLSTMs.
Network::Pass Network::start(std::span<const Features> group, std::size_t threads,
                             NetworkWorkspace& workspace) const {
  std::vector<std::vector<FrameMatrix>> steps(bilstms_.size());
  for (const Features& features : group) {
    for (std::size_t s = 0; s < bilstms_.size(); ++s) {
      steps[s].push_back(
          model::normalise(features[bilstms_[s].set], bilstms_[s].statistics, info().network));
    }
  }
  std::vector<std::size_t> lengths;
  for (const FrameMatrix& utterance : steps[0]) lengths.push_back(utterance.frames);
  Pass pass{std::move(steps), kernels::RaggedBatch(lengths), threads, workspace};
  run_lstms(pass);
  return pass;
}

FrameMatrix Network::lstm_outputs(const Features& features, std::size_t threads) const {
  if (!members_.empty()) {
    throw Error(ErrorCode::unsupported, "network", "is an ensemble",
                "must be a single network to give BiLSTM outputs");
  }
  check_frames(features, info().network.feature_sets);
  auto workspace = borrow_workspace();
  const FrameMatrix outputs = start({&features, 1}, threads, *workspace).outputs(0, width());
  return_workspace(std::move(workspace));
  return outputs;
}

void Network::forward_group(std::span<const Features> group, std::size_t threads,
                            std::vector<Posterior>& posteriors) const {
  auto workspace = borrow_workspace();
  const Pass pass = start(group, threads, *workspace);
  const FrameMatrix queries = attention_queries(pass);
  const std::size_t first = posteriors.size();
  posteriors.resize(first + group.size());
  for (std::size_t rank = 0; rank < group.size(); ++rank) {
    posteriors[first + pass.layout.original(rank)] =
        posterior(pass.outputs(rank, width()), queries.frame(rank));
  }
  return_workspace(std::move(workspace));
}

std::vector<Posterior> Network::forward(std::span<const Features> batch,
                                        std::size_t threads) const {
  if (!members_.empty()) return forward_members(batch, threads);
  constexpr std::size_t kMostFrames = 16 * 301;  // frames in one group: sixteen windows of 3 s
  for (const Features& features : batch) check_frames(features, info().network.feature_sets);
  std::vector<Posterior> posteriors;
  while (!batch.empty()) {
    std::size_t count = 1, frames = batch[0].frames();
    while (count < batch.size() && frames + batch[count].frames() <= kMostFrames) {
      frames += batch[count++].frames();
    }
    forward_group(batch.first(count), threads, posteriors);
    batch = batch.subspan(count);
  }
  return posteriors;
}

std::vector<Posterior> Network::forward_members(std::span<const Features> batch,
                                                std::size_t threads) const {
  std::vector<std::vector<Posterior>> each;  // [members][B]
  each.reserve(members_.size());
  for (const auto& member : members_) each.push_back(member->forward(batch, threads));
  std::vector<Posterior> means;
  means.reserve(batch.size());
  for (std::size_t n = 0; n < batch.size(); ++n) {
    std::vector<Posterior> of_one;
    of_one.reserve(each.size());
    for (auto& posteriors : each) of_one.push_back(std::move(posteriors[n]));
    means.push_back(model::mean_posterior(of_one, info().temperature));
  }
  return means;
}

Posterior Network::forward(const Features& features) const {
  return std::move(forward({&features, 1}, 1).front());
}

/// q = o_last wᵀ / attention_.scale of every utterance, by rank in the batch, [B, D].
FrameMatrix Network::attention_queries(const Pass& pass) const {
  const std::size_t B = pass.layout.size(), D = width();
  if (attention_.scale == 0) return {{}, B, 0};
  FrameMatrix last{std::vector<float>(B * D), B, D}, queries = last;
  for (std::size_t rank = 0; rank < B; ++rank) {
    const std::size_t row = pass.layout.row(rank, pass.layout.length(rank) - 1);
    std::copy_n(pass.workspace.outputs.data() + row * D, D, last.frame(rank).data());
  }
  const kernels::AlignedArray<float> scratch(kernels::kProductScratch);
  attention_.matrix.multiply(B, {last.values.data(), D}, nullptr, {queries.values.data(), D},
                             kernels::TeamThread{}, scratch.data());
  return queries;
}

Posterior Network::posterior(const FrameMatrix& outputs, std::span<const float> query) const {
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
      case Fusion::deviation: append(model::fuse_deviation(outputs), fused); break;
      case Fusion::weighted:
        attend(model::fuse_weighted(outputs, values("fusion.weighted")), false);
        break;
      case Fusion::attention:
        attend(model::fuse_attention(outputs, scaled(query, attention_.scale),
                                     info().network.attention_scale),
               true);
        break;
      case Fusion::frame_wise: return classify_frames(outputs);
    }
  }
  posterior.probabilities = model::to_float(head_.posterior(fused));
  return posterior;
}

/// Fusion::frame_wise: the mean of the posteriors of all steps, then the temperature.
Posterior Network::classify_frames(const FrameMatrix& outputs) const {
  std::vector<double> mean(info().labels.size());
  for (std::size_t t = 0; t < outputs.frames; ++t) {
    const std::vector<double> posterior = head_.posterior(outputs.frame(t));
    for (std::size_t c = 0; c < mean.size(); ++c) {
      mean[c] += posterior[c] / static_cast<double>(outputs.frames);
    }
  }
  model::apply_temperature(mean, info().temperature);
  return {model::to_float(mean), {}};
}

}  // namespace emovox
