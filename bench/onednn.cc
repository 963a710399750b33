#include "bench/onednn.h"

#include <algorithm>

namespace emovox::bench {
namespace {

using dnnl::memory;
using Tag = memory::format_tag;

memory::desc floats(const memory::dims& dims, Tag tag) {
  return {dims, memory::data_type::f32, tag};
}

memory::desc any(const memory::desc& description) { return floats(description.dims(), Tag::any); }

dnnl::lstm_forward::primitive_desc describe(const OnednnShape& shape, dnnl::prop_kind kind,
                                            const dnnl::engine& engine) {
  const memory::desc none;
  return {dnnl::lstm_forward::desc(kind, dnnl::rnn_direction::bidirectional_concat, shape.x(), none,
                                   none, any(shape.input_weights()), any(shape.hidden_weights()),
                                   shape.bias(), shape.h(), none, none),
          engine};
}

float* values(const memory& holder) { return static_cast<float*>(holder.get_data_handle()); }

/// [4H, columns] → [columns, 4H]
void transpose(const std::vector<float>& matrix, std::size_t columns, float* out) {
  const std::size_t rows = matrix.size() / columns;
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < columns; ++j) out[j * rows + i] = matrix[i * columns + j];
  }
}

}  // namespace

OnednnShape::OnednnShape(const Problem& problem, std::size_t s)
    : steps(static_cast<memory::dim>(problem.batch.steps())),
      utterances(static_cast<memory::dim>(problem.batch.size())),
      input(static_cast<memory::dim>(problem.feature_sets[s].input_size)),
      hidden(static_cast<memory::dim>(problem.hidden)) {}

memory::desc OnednnShape::x() const { return floats({steps, utterances, input}, Tag::tnc); }
memory::desc OnednnShape::h() const { return floats({steps, utterances, 2 * hidden}, Tag::tnc); }
memory::desc OnednnShape::input_weights() const {
  return floats({1, 2, input, 4, hidden}, Tag::ldigo);
}
memory::desc OnednnShape::hidden_weights() const {
  return floats({1, 2, hidden, 4, hidden}, Tag::ldigo);
}
memory::desc OnednnShape::bias() const { return floats({1, 2, 4, hidden}, Tag::ldgo); }

OnednnBiLstm::OnednnBiLstm(const Problem& problem, std::size_t s, dnnl::prop_kind kind)
    : problem_(problem),
      shape_(problem, s),
      engine_(dnnl::engine::kind::cpu, 0),
      queue_(engine_),
      forward_description_(describe(shape_, kind, engine_)),
      forward_(forward_description_),
      plain_input_weights_(shape_.input_weights(), engine_),
      plain_hidden_weights_(shape_.hidden_weights(), engine_) {
  const FeatureSetProblem& set = problem.feature_sets[s];
  const memory bias(shape_.bias(), engine_);
  for (std::size_t d = 0; d < 2; ++d) {
    const Weights& weights = set.directions[d];
    transpose(weights.input, set.input_size,
              values(plain_input_weights_) + d * weights.input.size());
    transpose(weights.recurrent, problem.hidden,
              values(plain_hidden_weights_) + d * weights.recurrent.size());
    std::copy(weights.bias.begin(), weights.bias.end(), values(bias) + d * weights.bias.size());
  }
  forward_arguments_ = {{DNNL_ARG_SRC_LAYER, padded(shape_.x(), set.x.data(), set.input_size)},
                        {DNNL_ARG_WEIGHTS_LAYER, zeroed(forward_description_.weights_layer_desc())},
                        {DNNL_ARG_WEIGHTS_ITER, zeroed(forward_description_.weights_iter_desc())},
                        {DNNL_ARG_BIAS, bias},
                        {DNNL_ARG_DST_LAYER, zeroed(shape_.h())}};
  if (kind == dnnl::prop_kind::forward_training) {
    forward_arguments_[DNNL_ARG_WORKSPACE] = zeroed(forward_description_.workspace_desc());
  }
  pack_weights();
}

void OnednnBiLstm::pack_weights() {
  for (const auto& [plain, argument] : {std::pair{plain_input_weights_, DNNL_ARG_WEIGHTS_LAYER},
                                        std::pair{plain_hidden_weights_, DNNL_ARG_WEIGHTS_ITER}}) {
    memory& packed = forward_arguments_.at(argument);
    dnnl::reorder(plain, packed).execute(queue_, const_cast<memory&>(plain), packed);
  }
  queue_.wait();
}

void OnednnBiLstm::forward() {
  forward_.execute(queue_, forward_arguments_);
  queue_.wait();
}

void OnednnBiLstm::copy_outputs(std::size_t s, std::vector<float>& all) const {
  const std::size_t width = 2 * problem_.hidden;
  const float* h = values(forward_arguments_.at(DNNL_ARG_DST_LAYER));
  for (std::size_t t = 0; t < problem_.batch.steps(); ++t) {
    for (std::size_t rank = 0; rank < problem_.batch.live(t); ++rank) {
      std::copy_n(h + (t * problem_.batch.size() + rank) * width, width,
                  all.data() + problem_.batch.row(rank, t) * problem_.width() + s * width);
    }
  }
}

memory OnednnBiLstm::zeroed(const memory::desc& description) const {
  const memory holder(description, engine_);
  std::fill_n(static_cast<char*>(holder.get_data_handle()), description.get_size(), char{0});
  return holder;
}

/// Copies [N, columns], rows `stride` apart, to their positions among zeros [T, B, columns].
memory OnednnBiLstm::padded(const memory::desc& description, const float* rows,
                            std::size_t stride) const {
  const memory holder = zeroed(description);
  const auto columns = static_cast<std::size_t>(description.dims()[2]);
  for (std::size_t t = 0; t < problem_.batch.steps(); ++t) {
    for (std::size_t rank = 0; rank < problem_.batch.live(t); ++rank) {
      std::copy_n(rows + problem_.batch.row(rank, t) * stride, columns,
                  values(holder) + (t * problem_.batch.size() + rank) * columns);
    }
  }
  return holder;
}

namespace {

class OnednnInference : public Inference {
 public:
  explicit OnednnInference(const Problem& problem) : problem_(problem) {
    for (std::size_t s = 0; s < problem.feature_sets.size(); ++s) {
      bilstms_.push_back(
          std::make_unique<OnednnBiLstm>(problem, s, dnnl::prop_kind::forward_inference));
    }
  }

  void forward() override {
    for (auto& bilstm : bilstms_) bilstm->forward();
  }

  std::vector<float> outputs() const override {
    std::vector<float> all(problem_.batch.rows() * problem_.width());
    for (std::size_t s = 0; s < bilstms_.size(); ++s) bilstms_[s]->copy_outputs(s, all);
    return all;
  }

 private:
  const Problem& problem_;
  std::vector<std::unique_ptr<OnednnBiLstm>> bilstms_;
};

}  // namespace

std::unique_ptr<Inference> make_onednn_inference(const Problem& problem) {
  return std::make_unique<OnednnInference>(problem);
}

}  // namespace emovox::bench
