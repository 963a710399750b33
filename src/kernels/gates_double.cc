// The gates in double precision, for the gradient checks: one element at a time.
#include <cmath>

#include "kernels/gates.h"

namespace emovox::kernels {
namespace {

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

void forward_row(const ForwardStep<double>& step, std::size_t row) {
  const std::size_t H = step.hidden;
  const double* previous = row < step.carried ? step.previous + row * H : step.initial;
  double* gates = step.gates + row * 4 * H;
  for (std::size_t j = 0; j < H; ++j) {
    const double before = previous[j];
    const auto peep = [&](std::size_t gate) {
      return step.peephole == nullptr ? 0 : step.peephole[gate * H + j] * before;
    };
    const double i = sigmoid(gates[j] + peep(0));
    const double f = sigmoid(gates[H + j] + peep(1));
    const double g = std::tanh(gates[2 * H + j]);
    const double o = sigmoid(gates[3 * H + j] + peep(2));
    const double c = f * before + i * g;
    gates[j] = i;
    gates[H + j] = f;
    gates[2 * H + j] = g;
    gates[3 * H + j] = o;
    step.cells[row * H + j] = c;
    step.h[row * step.h_stride + j] = o * std::tanh(c);
  }
}

void backward_row(const BackwardStep<double>& step, std::size_t row) {
  const std::size_t H = step.hidden;
  const double* previous = row < step.carried ? step.previous + row * H : step.initial;
  const double* gates = step.gates + row * 4 * H;
  double* dgates = step.dgates + row * 4 * H;
  for (std::size_t j = 0; j < H; ++j) {
    const double i = gates[j], f = gates[H + j], g = gates[2 * H + j], o = gates[3 * H + j];
    const double squashed = std::tanh(step.cells[row * H + j]);
    const double dh = step.dh[row * step.dh_stride + j] + step.dh_next[row * H + j];
    const double dc = step.dc[row * H + j] + dh * o * (1 - squashed * squashed);
    const double di = dc * g * i * (1 - i);
    const double df = dc * previous[j] * f * (1 - f);
    const double d_o = dh * squashed * o * (1 - o);
    dgates[j] = di;
    dgates[H + j] = df;
    dgates[2 * H + j] = dc * i * (1 - g * g);
    dgates[3 * H + j] = d_o;
    double dprevious = dc * f;
    if (step.peephole != nullptr) {
      const double* p = step.peephole + j;
      dprevious += p[0] * di + p[H] * df + p[2 * H] * d_o;
      step.dpeephole[j] += di * previous[j];
      step.dpeephole[H + j] += df * previous[j];
      step.dpeephole[2 * H + j] += d_o * previous[j];
    }
    step.dc[row * H + j] = dprevious;
  }
}

}  // namespace

void forward_gates(const ForwardStep<double>& step) {
  for (std::size_t row = 0; row < step.rows; ++row) forward_row(step, row);
}

void backward_gates(const BackwardStep<double>& step) {
  for (std::size_t row = 0; row < step.rows; ++row) backward_row(step, row);
}

}  // namespace emovox::kernels
