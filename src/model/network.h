// DBL-MM's forward pass: features → steps → a BiLSTM for each feature set → fusions → head. The
// posterior of an ensemble is the mean of its members' posteriors.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "kernels/packed_lstm.h"
#include "kernels/packed_matrix.h"
#include "model/head.h"
#include "model/model_file.h"
#include "model/normaliser.h"

namespace emovox {
namespace model {

struct Posterior {
  std::vector<float> probabilities;  // [C], in the order of labels
  std::vector<float> attention;      // [T] of `attention`, else of `weighted`, else empty
};

/// Memory of one forward pass, as large as the largest batch so far.
struct NetworkWorkspace {
  kernels::InferenceWorkspace lstm;
  std::vector<kernels::AlignedArray<float>> x;  // of each feature set, [N, I]
  kernels::AlignedArray<float> outputs;         // [N, D]
};

}  // namespace model

/// Immutable; const methods are safe from many threads.
class Network {
 public:
  /// Throws invalid_argument when tensors and info disagree.
  /// `threads`: the value of threads().
  explicit Network(model::ModelFile file, WeightPrecision precision = WeightPrecision::float32,
                   std::size_t threads = 1);
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  const ModelInfo& info() const noexcept { return file_.info; }

  /// The tables of the front end for info().features.
  const FeatureTables& tables() const noexcept { return tables_; }

  /// The tables of vad::BandLevels at the model's sample rate, made by the first call. Throws
  /// unsupported where the rate is too low for voice activity detection.
  const FeatureTables& vad_tables() const;

  /// Trained weights: the values of all tensors but the normaliser's and batch normalisation's
  /// running statistics.
  std::size_t parameter_count() const noexcept { return parameter_count_; }

  /// Throws invalid_argument on features of no frames or of other dimensions, corrupt_data when the
  /// weights overflow.
  model::Posterior forward(const Features& features) const;

  /// The posteriors of several utterances, in order. Utterances share each read of the weights;
  /// each posterior equals that of the utterance alone. Uses up to `threads` threads; the
  /// numbers do not depend on how many.
  std::vector<model::Posterior> forward(std::span<const Features> batch, std::size_t threads) const;

  /// The outputs of all BiLSTMs side by side, by feature set, forward then backward: [T, D].
  /// Throws unsupported for an ensemble.
  FrameMatrix lstm_outputs(const Features& features, std::size_t threads) const;

  /// The number of threads that one call may use, as set by LoadOptions; at least 1.
  std::size_t threads() const noexcept { return threads_; }

  /// How many of `threads` threads one utterance can use: all where its recurrences are large, else
  /// one, because threads would wait for each other at each step longer than they compute.
  std::size_t threads_for_one(std::size_t threads) const noexcept;

  /// The threads of this network, kept from call to call.
  kernels::ThreadTeam& team() const noexcept { return *team_; }

  /// Workspaces that are kept for later passes: at most threads() of them.
  std::size_t idle_workspaces() const;

 private:
  struct BiLstm {
    FeatureSet set;
    model::NormaliserStatistics statistics;
    kernels::PackedLstm directions[2];  // forward, backward
  };
  /// w of eq. (10), divided by its largest element (`scale`), so that no sum overflows.
  struct AttentionMatrix {
    kernels::PackedMatrix matrix;
    double scale = 0;
  };
  struct Pass;

  void pack(WeightPrecision precision);
  void open_members(WeightPrecision precision);
  BiLstm pack_bilstm(FeatureSet set, WeightPrecision precision) const;
  Pass start(std::span<const Features> group, std::size_t threads,
             model::NetworkWorkspace& workspace) const;
  std::vector<model::Posterior> forward_members(std::span<const Features> batch,
                                                std::size_t threads) const;
  void forward_group(std::span<const Features> group, std::size_t threads,
                     std::vector<model::Posterior>& posteriors) const;
  void run_lstms(Pass& pass) const;
  FrameMatrix attention_queries(const Pass& pass) const;
  model::Posterior posterior(const FrameMatrix& outputs, std::span<const float> query) const;
  model::Posterior classify_frames(const FrameMatrix& outputs) const;
  const std::vector<float>& values(const std::string& name) const;
  std::size_t width() const noexcept;  // D

  std::unique_ptr<model::NetworkWorkspace> borrow_workspace() const;
  void return_workspace(std::unique_ptr<model::NetworkWorkspace> workspace) const;

  model::ModelFile file_;  // without the tensors that are packed
  FeatureTables tables_;
  std::size_t parameter_count_ = 0;
  model::Head head_;
  std::vector<BiLstm> bilstms_;
  std::vector<std::unique_ptr<Network>>
      members_;  // networks of an ensemble, which has no tensors itself
  AttentionMatrix attention_;
  std::size_t threads_;
  std::shared_ptr<kernels::ThreadTeam> team_;                           // members share it
  mutable std::mutex mutex_;                                            // guards the members below
  mutable std::optional<FeatureTables> vad_tables_;                     // of vad::BandLevels
  mutable std::vector<std::unique_ptr<model::NetworkWorkspace>> idle_;  // workspaces
};

}  // namespace emovox
