#include "kernels/lstm_oracle.h"

#include <algorithm>
#include <cmath>

namespace emovox::kernels {
namespace {

enum Gate : std::size_t { kIn, kForget, kCandidate, kOut };

struct State {
  std::vector<double> gate[4], c, h;
};

double logistic(double x) { return 0.5 * (1 + std::tanh(x / 2)); }

std::size_t peephole_row(std::size_t gate) { return gate == kOut ? 2 : gate; }

bool peeps(const OracleWeights& w, std::size_t gate) {
  return gate != kCandidate && !w.peephole.empty();
}

double activation(const OracleWeights& w, std::size_t gate, std::size_t unit,
                  const std::vector<double>& x, const State& before) {
  const std::size_t H = w.hidden_size, row = gate * H + unit;
  double sum = w.bias[row];
  for (std::size_t i = 0; i < x.size(); ++i) sum += w.input[row * x.size() + i] * x[i];
  for (std::size_t k = 0; k < H; ++k) sum += w.recurrent[row * H + k] * before.h[k];
  if (peeps(w, gate)) sum += w.peephole[peephole_row(gate) * H + unit] * before.c[unit];
  return gate == kCandidate ? std::tanh(sum) : logistic(sum);
}

State start(const OracleWeights& w) {
  State state;
  for (auto& gate : state.gate) gate.assign(w.hidden_size, 0);
  state.c = state.h = state.gate[0];
  return state;
}

State advance(const OracleWeights& w, const std::vector<double>& x, const State& before) {
  State now = start(w);
  for (std::size_t unit = 0; unit < w.hidden_size; ++unit) {
    for (std::size_t gate = 0; gate < 4; ++gate) {
      now.gate[gate][unit] = activation(w, gate, unit, x, before);
    }
    now.c[unit] =
        now.gate[kForget][unit] * before.c[unit] + now.gate[kIn][unit] * now.gate[kCandidate][unit];
    now.h[unit] = now.gate[kOut][unit] * std::tanh(now.c[unit]);
  }
  return now;
}

// states[0] is the zero state, states[k + 1] follows the k-th frame.
std::vector<State> run(const OracleWeights& w, const Sequence& x) {
  std::vector<State> states{start(w)};
  for (const auto& frame : x) states.push_back(advance(w, frame, states.back()));
  return states;
}

Sequence turned(Sequence sequence, bool turn) {
  if (turn) std::reverse(sequence.begin(), sequence.end());
  return sequence;
}

// Adds the gradient of one pre-activation to the gradients of all terms of its sum.
void scatter(const OracleWeights& w, std::size_t gate, std::size_t unit, double d,
             const std::vector<double>& x, const State& before, OracleWeights& sums,
             std::vector<double>& dx, State& dbefore) {
  const std::size_t H = w.hidden_size, row = gate * H + unit;
  sums.bias[row] += d;
  for (std::size_t i = 0; i < x.size(); ++i) {
    sums.input[row * x.size() + i] += d * x[i];
    dx[i] += d * w.input[row * x.size() + i];
  }
  for (std::size_t k = 0; k < H; ++k) {
    sums.recurrent[row * H + k] += d * before.h[k];
    dbefore.h[k] += d * w.recurrent[row * H + k];
  }
  if (!peeps(w, gate)) return;
  const std::size_t p = peephole_row(gate) * H + unit;
  sums.peephole[p] += d * before.c[unit];
  dbefore.c[unit] += d * w.peephole[p];
}

}  // namespace

Sequence oracle_hidden(const OracleWeights& weights, const Sequence& x, bool from_the_end) {
  Sequence h;
  const auto states = run(weights, turned(x, from_the_end));
  for (std::size_t k = 1; k < states.size(); ++k) h.push_back(states[k].h);
  return turned(h, from_the_end);
}

Sequence oracle_gradients(const OracleWeights& weights, const Sequence& x, const Sequence& dh,
                          bool from_the_end, OracleWeights& sums) {
  const Sequence frames = turned(x, from_the_end), above = turned(dh, from_the_end);
  const auto states = run(weights, frames);
  Sequence dx(x.size(), std::vector<double>(weights.input_size, 0));
  State later = start(weights);  // h and c hold the gradients from the step after
  for (std::size_t k = frames.size(); k-- > 0;) {
    const State &before = states[k], &now = states[k + 1];
    State dbefore = start(weights);
    for (std::size_t unit = 0; unit < weights.hidden_size; ++unit) {
      const double dhidden = above[k][unit] + later.h[unit], squashed = std::tanh(now.c[unit]);
      const double o = now.gate[kOut][unit], i = now.gate[kIn][unit];
      const double f = now.gate[kForget][unit], g = now.gate[kCandidate][unit];
      const double dcell = later.c[unit] + dhidden * o * (1 - squashed * squashed);
      dbefore.c[unit] += dcell * f;
      const double d[4] = {dcell * g * i * (1 - i), dcell * before.c[unit] * f * (1 - f),
                           dcell * i * (1 - g * g), dhidden * squashed * o * (1 - o)};
      for (std::size_t gate = 0; gate < 4; ++gate) {
        scatter(weights, gate, unit, d[gate], frames[k], before, sums, dx[k], dbefore);
      }
    }
    later = dbefore;
  }
  return turned(dx, from_the_end);
}

}  // namespace emovox::kernels
