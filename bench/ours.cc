// Our kernels, called as in training: the recurrences share the cores.
#include "bench/contender.h"

namespace emovox::bench {
namespace {

using kernels::Direction;

class Ours : public Training {
 public:
  Ours(const Problem& problem, Peepholes peepholes)
      : problem_(problem), with_peepholes_(peepholes == Peepholes::with) {}

  void forward() override {
    caches_.resize(recurrences());
    h_.resize(problem_.batch.rows() * problem_.width());
    std::vector<kernels::LstmForward<float>> passes;
    for (std::size_t r = 0; r < recurrences(); ++r) {
      passes.push_back({shape(r),
                        borrowed(r),
                        direction(r),
                        x(r),
                        {h_.data() + r * problem_.hidden, problem_.width()},
                        &caches_[r]});
    }
    kernels::lstm_forward<float>(passes, problem_.batch, team_.reserve(kThreads), workspace_);
  }

  void backward() override {
    gradients_.resize(recurrences());
    for (std::size_t r = 0; r < recurrences(); ++r) clear_gradients(r);
    std::vector<kernels::LstmBackward<float>> passes;
    for (std::size_t r = 0; r < recurrences(); ++r) {
      const std::size_t column = r * problem_.hidden;
      Weights& sums = gradients_[r];
      passes.push_back({shape(r),
                        borrowed(r),
                        direction(r),
                        x(r),
                        {h_.data() + column, problem_.width()},
                        &caches_[r],
                        {problem_.dh.data() + column, problem_.width()},
                        {sums.input.data(), sums.recurrent.data(), sums.bias.data(),
                         with_peepholes_ ? sums.peephole.data() : nullptr},
                        {}});
    }
    kernels::lstm_backward<float>(passes, problem_.batch, team_.reserve(kThreads), workspace_);
  }

  std::vector<float> outputs() const override { return h_; }

  std::vector<float> gradients() const override {
    std::vector<float> all;
    for (const Weights& sums : gradients_) {
      for (const auto* part : {&sums.input, &sums.recurrent, &sums.bias}) {
        all.insert(all.end(), part->begin(), part->end());
      }
    }
    return all;
  }

 private:
  std::size_t recurrences() const { return 2 * problem_.feature_sets.size(); }
  const FeatureSetProblem& set(std::size_t r) const { return problem_.feature_sets[r / 2]; }
  const Weights& weights(std::size_t r) const { return set(r).directions[r % 2]; }
  static Direction direction(std::size_t r) {
    return r % 2 == 0 ? Direction::forward : Direction::backward;
  }
  kernels::LstmShape shape(std::size_t r) const { return {set(r).input_size, problem_.hidden}; }
  kernels::Rows<const float> x(std::size_t r) const { return {set(r).x.data(), set(r).input_size}; }

  kernels::LstmWeights<float> borrowed(std::size_t r) const {
    return {weights(r).input.data(), weights(r).recurrent.data(), weights(r).bias.data(),
            with_peepholes_ ? weights(r).peephole.data() : nullptr};
  }

  void clear_gradients(std::size_t r) {
    gradients_[r].input.assign(weights(r).input.size(), 0.0f);
    gradients_[r].recurrent.assign(weights(r).recurrent.size(), 0.0f);
    gradients_[r].bias.assign(weights(r).bias.size(), 0.0f);
    gradients_[r].peephole.assign(weights(r).peephole.size(), 0.0f);
  }

  const Problem& problem_;
  bool with_peepholes_;
  std::vector<kernels::LstmCache<float>> caches_;
  kernels::LstmWorkspace<float> workspace_;
  kernels::ThreadTeam team_;
  std::vector<float> h_;            // [N, 2HS]
  std::vector<Weights> gradients_;  // by recurrence
};

}  // namespace

std::unique_ptr<Training> make_ours(const Problem& problem, Peepholes peepholes) {
  return std::make_unique<Ours>(problem, peepholes);
}

}  // namespace emovox::bench
