#include "kernels/lstm_problem.h"

#include <algorithm>
#include <array>
#include <limits>
#include <random>
#include <utility>

namespace emovox::kernels {
namespace {

// Values that float holds exactly, so that both precisions and the oracle see the same numbers.
template <class T>
void fill(Padded<T>& matrix, double scale, std::mt19937& random) {
  std::uniform_real_distribution<float> spread(-1, 1);
  for (std::size_t row = 0; row < matrix.height(); ++row) {
    for (std::size_t column = 0; column < matrix.width(); ++column) {
      matrix.at(row, column) = static_cast<T>(static_cast<float>(scale) * spread(random));
    }
  }
}

template <class T>
void set(Padded<T>& matrix, double value) {
  for (std::size_t row = 0; row < matrix.height(); ++row) {
    std::fill_n(&matrix.at(row, 0), matrix.width(), static_cast<T>(value));
  }
}

template <class T>
std::vector<double> flat(const Padded<T>& matrix) {
  std::vector<double> values;
  for (std::size_t row = 0; row < matrix.height(); ++row) {
    for (std::size_t j = 0; j < matrix.width(); ++j) values.push_back(matrix.at(row, j));
  }
  return values;
}

template <class T>
Sequence utterance(const Padded<T>& matrix, const RaggedBatch& batch, std::size_t rank) {
  Sequence sequence(batch.length(rank));
  for (std::size_t t = 0; t < sequence.size(); ++t) {
    for (std::size_t j = 0; j < matrix.width(); ++j) {
      sequence[t].push_back(matrix.at(batch.row(rank, t), j));
    }
  }
  return sequence;
}

double error(double got, double wanted) {
  const double difference = std::abs(got - wanted) / std::max(1.0, std::abs(wanted));
  return std::isnan(difference) ? std::numeric_limits<double>::infinity() : difference;
}

double error(const std::vector<double>& got, const std::vector<double>& wanted) {
  double worst = got.size() == wanted.size() ? 0 : std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k < std::min(got.size(), wanted.size()); ++k) {
    worst = std::max(worst, error(got[k], wanted[k]));
  }
  return worst;
}

template <class T>
double error(const Padded<T>& got, const RaggedBatch& batch, const std::vector<Sequence>& wanted) {
  double worst = 0;
  for (std::size_t rank = 0; rank < batch.size(); ++rank) {
    const Sequence sequence = utterance(got, batch, rank);
    for (std::size_t t = 0; t < sequence.size(); ++t) {
      worst = std::max(worst, error(sequence[t], wanted[rank][t]));
    }
  }
  return worst;
}

}  // namespace

template <class T>
Problem<T>::Problem(const ProblemOptions& o)
    : options(o),
      batch(options.lengths),
      input(4 * o.shape.hidden_size, o.shape.input_size, 0),
      recurrent(4 * o.shape.hidden_size, o.shape.hidden_size, 0),
      bias(1, 4 * o.shape.hidden_size, 0),
      peephole(3, o.shape.hidden_size, 0),
      dinput(input),
      drecurrent(recurrent),
      dbias(bias),
      dpeephole(peephole),
      x(batch.rows(), o.shape.input_size, o.gap),
      h(batch.rows(), o.shape.hidden_size, o.gap),
      dh(h),
      dx(x) {
  std::mt19937 random(options.seed);
  fill(input, 1 / std::sqrt(static_cast<double>(o.shape.input_size)), random);
  fill(recurrent, 1 / std::sqrt(static_cast<double>(o.shape.hidden_size)), random);
  fill(bias, 0.5, random);
  fill(peephole, 0.8, random);
  fill(x, 1.5, random);
  fill(dh, 1, random);
  for (auto* matrix : {&dinput, &drecurrent, &dbias, &dpeephole, &dx}) set(*matrix, o.already);
}

template <class T>
LstmWeights<T> Problem<T>::weights() const {
  return {input.data(), recurrent.data(), bias.data(),
          options.peephole ? peephole.data() : nullptr};
}

template <class T>
LstmGradients<T> Problem<T>::gradients() {
  return {dinput.data(), drecurrent.data(), dbias.data(),
          options.peephole ? dpeephole.data() : nullptr};
}

template <class T>
LstmForward<T> Problem<T>::forward_pass(bool keep) {
  return {options.shape,           weights(), options.direction,
          std::as_const(x).rows(), h.rows(),  keep ? &cache : nullptr};
}

template <class T>
LstmBackward<T> Problem<T>::backward_pass(bool with_dx) {
  return {options.shape,
          weights(),
          options.direction,
          std::as_const(x).rows(),
          std::as_const(h).rows(),
          &cache,
          std::as_const(dh).rows(),
          gradients(),
          with_dx ? dx.rows() : Rows<T>{}};
}

template <class T>
void Problem<T>::forward(std::size_t threads) {
  ThreadTeam team;
  lstm_forward<T>(std::array{forward_pass(true)}, batch, team.reserve(threads), workspace);
}

template <class T>
void Problem<T>::backward(bool with_dx, std::size_t threads) {
  ThreadTeam team;
  lstm_backward<T>(std::array{backward_pass(with_dx)}, batch, team.reserve(threads), workspace);
}

template <class T>
Answer oracle_answer(const Problem<T>& problem) {
  const auto& o = problem.options;
  const OracleWeights weights{
      o.shape.input_size,  o.shape.hidden_size,
      flat(problem.input), flat(problem.recurrent),
      flat(problem.bias),  o.peephole ? flat(problem.peephole) : std::vector<double>{}};
  Answer answer{.h = {}, .dx = {}, .gradients = weights};
  OracleWeights& sums = answer.gradients;
  for (auto* values : {&sums.input, &sums.recurrent, &sums.bias, &sums.peephole}) {
    values->assign(values->size(), o.already);
  }
  const bool from_the_end = o.direction == Direction::backward;
  for (std::size_t rank = 0; rank < problem.batch.size(); ++rank) {
    const Sequence x = utterance(problem.x, problem.batch, rank);
    const Sequence dh = utterance(problem.dh, problem.batch, rank);
    answer.h.push_back(oracle_hidden(weights, x, from_the_end));
    answer.dx.push_back(oracle_gradients(weights, x, dh, from_the_end, sums));
    for (auto& frame : answer.dx.back()) {
      for (double& value : frame) value += o.already;
    }
  }
  return answer;
}

template <class T>
double hidden_error(const Problem<T>& problem, const Answer& answer) {
  return error(problem.h, problem.batch, answer.h);
}

template <class T>
double gradient_error(const Problem<T>& problem, const Answer& answer) {
  const OracleWeights& wanted = answer.gradients;
  double worst = error(problem.dx, problem.batch, answer.dx);
  worst = std::max(worst, error(flat(problem.dinput), wanted.input));
  worst = std::max(worst, error(flat(problem.drecurrent), wanted.recurrent));
  worst = std::max(worst, error(flat(problem.dbias), wanted.bias));
  if (!problem.options.peephole) return worst;
  return std::max(worst, error(flat(problem.dpeephole), wanted.peephole));
}

template <class T>
bool intact(const Problem<T>& p) {
  bool all = true;
  for (const auto* matrix :
       {&p.x, &p.h, &p.dh, &p.dx, &p.dinput, &p.drecurrent, &p.dbias, &p.dpeephole}) {
    all = all && matrix->intact();
  }
  return all;
}

template struct Problem<float>;
template struct Problem<double>;
template Answer oracle_answer(const Problem<float>&);
template Answer oracle_answer(const Problem<double>&);
template double hidden_error(const Problem<float>&, const Answer&);
template double hidden_error(const Problem<double>&, const Answer&);
template double gradient_error(const Problem<float>&, const Answer&);
template double gradient_error(const Problem<double>&, const Answer&);
template bool intact(const Problem<float>&);
template bool intact(const Problem<double>&);

}  // namespace emovox::kernels
