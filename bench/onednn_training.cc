// oneDNN's backward primitive. It computes the input's gradient too, which a first layer does not
// need. It adds to the weights' gradients, so they are cleared first.
#include <algorithm>

#include "bench/onednn.h"

namespace emovox::bench {
namespace {

using dnnl::memory;

const float* values(const memory& holder) {
  return static_cast<const float*>(holder.get_data_handle());
}

memory::desc any(const memory::desc& description) {
  return {description.dims(), memory::data_type::f32, memory::format_tag::any};
}

class TrainingBiLstm : public OnednnBiLstm {
 public:
  TrainingBiLstm(const Problem& problem, std::size_t s)
      : OnednnBiLstm(problem, s, dnnl::prop_kind::forward_training),
        backward_description_(describe()),
        backward_(backward_description_) {
    const float* dh = problem.dh.data() + s * 2 * problem.hidden;
    arguments_ = forward_arguments_;  // shares the memory of x, h, the bias and the workspace
    arguments_[DNNL_ARG_WEIGHTS_LAYER] = zeroed(backward_description_.weights_layer_desc());
    arguments_[DNNL_ARG_WEIGHTS_ITER] = zeroed(backward_description_.weights_iter_desc());
    arguments_[DNNL_ARG_DIFF_DST_LAYER] = padded(shape_.h(), dh, problem.width());
    arguments_[DNNL_ARG_DIFF_SRC_LAYER] = zeroed(shape_.x());
    arguments_[DNNL_ARG_DIFF_WEIGHTS_LAYER] =
        zeroed(backward_description_.diff_weights_layer_desc());
    arguments_[DNNL_ARG_DIFF_WEIGHTS_ITER] = zeroed(backward_description_.diff_weights_iter_desc());
    arguments_[DNNL_ARG_DIFF_BIAS] = zeroed(shape_.bias());
  }

  void backward() {
    reorder(plain_input_weights_, arguments_.at(DNNL_ARG_WEIGHTS_LAYER));
    reorder(plain_hidden_weights_, arguments_.at(DNNL_ARG_WEIGHTS_ITER));
    for (int sum : {DNNL_ARG_DIFF_WEIGHTS_LAYER, DNNL_ARG_DIFF_WEIGHTS_ITER, DNNL_ARG_DIFF_BIAS}) {
      const memory& holder = arguments_.at(sum);
      std::fill_n(static_cast<char*>(holder.get_data_handle()), holder.get_desc().get_size(),
                  char{0});
    }
    backward_.execute(queue_, arguments_);
    queue_.wait();
  }

  void append_gradients(std::vector<float>& all) {
    const memory input(shape_.input_weights(), engine_), hidden(shape_.hidden_weights(), engine_);
    reorder(arguments_.at(DNNL_ARG_DIFF_WEIGHTS_LAYER), input);
    reorder(arguments_.at(DNNL_ARG_DIFF_WEIGHTS_ITER), hidden);
    const auto rows = static_cast<std::size_t>(4 * shape_.hidden);
    for (std::size_t d = 0; d < 2; ++d) {
      append_transposed(values(input), d, {static_cast<std::size_t>(shape_.input), rows}, all);
      append_transposed(values(hidden), d, {static_cast<std::size_t>(shape_.hidden), rows}, all);
      const float* bias = values(arguments_.at(DNNL_ARG_DIFF_BIAS)) + d * rows;
      all.insert(all.end(), bias, bias + rows);
    }
  }

 private:
  struct Sides {
    std::size_t columns, rows;  // of the result; it is stored transposed
  };

  static void append_transposed(const float* matrices, std::size_t d, Sides sides,
                                std::vector<float>& all) {
    const float* matrix = matrices + d * sides.columns * sides.rows;
    for (std::size_t i = 0; i < sides.rows; ++i) {
      for (std::size_t j = 0; j < sides.columns; ++j) all.push_back(matrix[j * sides.rows + i]);
    }
  }

  dnnl::lstm_backward::primitive_desc describe() const {
    const memory::desc none, w = any(shape_.input_weights()), u = any(shape_.hidden_weights());
    return {dnnl::lstm_backward::desc(dnnl::prop_kind::backward,
                                      dnnl::rnn_direction::bidirectional_concat, shape_.x(), none,
                                      none, w, u, shape_.bias(), shape_.h(), none, none, shape_.x(),
                                      none, none, w, u, shape_.bias(), shape_.h(), none, none),
            engine_, forward_description_};
  }

  void reorder(memory from, memory to) {
    dnnl::reorder(from, to).execute(queue_, from, to);
    queue_.wait();
  }

  dnnl::lstm_backward::primitive_desc backward_description_;
  dnnl::lstm_backward backward_;
  Arguments arguments_;
};

class OnednnTraining : public Training {
 public:
  explicit OnednnTraining(const Problem& problem) : problem_(problem) {
    for (std::size_t s = 0; s < problem.feature_sets.size(); ++s) {
      bilstms_.push_back(std::make_unique<TrainingBiLstm>(problem, s));
    }
  }

  void forward() override {
    for (auto& bilstm : bilstms_) {
      bilstm->pack_weights();
      bilstm->forward();
    }
  }

  void backward() override {
    for (auto& bilstm : bilstms_) bilstm->backward();
  }

  std::vector<float> outputs() const override {
    std::vector<float> all(problem_.batch.rows() * problem_.width());
    for (std::size_t s = 0; s < bilstms_.size(); ++s) bilstms_[s]->copy_outputs(s, all);
    return all;
  }

  std::vector<float> gradients() const override {
    std::vector<float> all;
    for (const auto& bilstm : bilstms_) bilstm->append_gradients(all);
    return all;
  }

 private:
  const Problem& problem_;
  std::vector<std::unique_ptr<TrainingBiLstm>> bilstms_;
};

}  // namespace

std::unique_ptr<Training> make_onednn(const Problem& problem) {
  return std::make_unique<OnednnTraining>(problem);
}

}  // namespace emovox::bench
