// The gates in single precision, compiled once for each instruction set; the best one is chosen at
// run time. What does not fill a vector goes through one-lane vectors of the same arithmetic, so
// nothing beyond a row is read or written.
#include "kernels/gates.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/gates.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file again.
#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace emovox::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// With e = exp(-|x|) neither branch overflows. Exp turns NaN into 0, hence the last line.
template <class D, class V>
HWY_INLINE V sigmoid(D d, V x) {
  const V one = hn::Set(d, 1.0f);
  const V e = hn::Exp(d, hn::Neg(hn::Abs(x)));
  const V numerator = hn::IfThenElse(hn::Ge(x, hn::Zero(d)), one, e);
  const V y = hn::Div(numerator, hn::Add(one, e));
  return hn::IfThenElse(hn::IsNaN(x), x, y);
}

// Calls `body(d, at)` over [0, count), full vectors first, then single lanes.
template <class Body>
HWY_INLINE void for_lanes(std::size_t count, const Body& body) {
  const hn::ScalableTag<float> d;
  const hn::CappedTag<float, 1> one_lane;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t at = 0;
  for (; at + lanes <= count; at += lanes) body(d, at);
  for (; at < count; ++at) body(one_lane, at);
}

template <bool kPeephole>
HWY_INLINE void forward_row(const ForwardStep<float>& step, std::size_t row) {
  const std::size_t H = step.hidden;
  const float* previous = row < step.carried ? step.previous + row * H : step.initial;
  float* gates = step.gates + row * 4 * H;
  for_lanes(H, [&](auto d, std::size_t j) HWY_ATTR {
    const auto before = hn::LoadU(d, previous + j);
    const auto activation = [&](std::size_t gate, std::size_t peep) HWY_ATTR {
      const auto a = hn::LoadU(d, gates + gate * H + j);
      if constexpr (!kPeephole) return sigmoid(d, a);
      return sigmoid(d, hn::MulAdd(hn::LoadU(d, step.peephole + peep * H + j), before, a));
    };
    const auto i = activation(0, 0);
    const auto f = activation(1, 1);
    const auto g = hn::Tanh(d, hn::LoadU(d, gates + 2 * H + j));
    const auto o = activation(3, 2);
    const auto c = hn::MulAdd(f, before, hn::Mul(i, g));
    hn::StoreU(i, d, gates + j);
    hn::StoreU(f, d, gates + H + j);
    hn::StoreU(g, d, gates + 2 * H + j);
    hn::StoreU(o, d, gates + 3 * H + j);
    hn::StoreU(c, d, step.cells + row * H + j);
    hn::StoreU(hn::Mul(o, hn::Tanh(d, c)), d, step.h + row * step.h_stride + j);
  });
}

template <bool kPeephole>
HWY_INLINE void backward_row(const BackwardStep<float>& step, std::size_t row) {
  const std::size_t H = step.hidden;
  const float* previous = row < step.carried ? step.previous + row * H : step.initial;
  const float* gates = step.gates + row * 4 * H;
  float* dgates = step.dgates + row * 4 * H;
  for_lanes(H, [&](auto d, std::size_t j) HWY_ATTR {
    const auto one = hn::Set(d, 1.0f);
    const auto before = hn::LoadU(d, previous + j);
    const auto i = hn::LoadU(d, gates + j);
    const auto f = hn::LoadU(d, gates + H + j);
    const auto g = hn::LoadU(d, gates + 2 * H + j);
    const auto o = hn::LoadU(d, gates + 3 * H + j);
    const auto squashed = hn::Tanh(d, hn::LoadU(d, step.cells + row * H + j));
    const auto dh = hn::Add(hn::LoadU(d, step.dh + row * step.dh_stride + j),
                            hn::LoadU(d, step.dh_next + row * H + j));
    const auto dc = hn::MulAdd(hn::Mul(dh, o), hn::NegMulAdd(squashed, squashed, one),
                               hn::LoadU(d, step.dc + row * H + j));
    const auto di = hn::Mul(hn::Mul(dc, g), hn::Mul(i, hn::Sub(one, i)));
    const auto df = hn::Mul(hn::Mul(dc, before), hn::Mul(f, hn::Sub(one, f)));
    const auto dg = hn::Mul(hn::Mul(dc, i), hn::NegMulAdd(g, g, one));
    const auto d_o = hn::Mul(hn::Mul(dh, squashed), hn::Mul(o, hn::Sub(one, o)));
    hn::StoreU(di, d, dgates + j);
    hn::StoreU(df, d, dgates + H + j);
    hn::StoreU(dg, d, dgates + 2 * H + j);
    hn::StoreU(d_o, d, dgates + 3 * H + j);
    auto dprevious = hn::Mul(dc, f);
    if constexpr (kPeephole) {
      const auto peep = [&](std::size_t gate, auto dgate) HWY_ATTR {
        float* sum = step.dpeephole + gate * H + j;
        hn::StoreU(hn::MulAdd(dgate, before, hn::LoadU(d, sum)), d, sum);
        dprevious = hn::MulAdd(hn::LoadU(d, step.peephole + gate * H + j), dgate, dprevious);
      };
      peep(0, di);
      peep(1, df);
      peep(2, d_o);
    }
    hn::StoreU(dprevious, d, step.dc + row * H + j);
  });
}

void forward(const ForwardStep<float>& step) {
  for (std::size_t row = 0; row < step.rows; ++row) {
    step.peephole != nullptr ? forward_row<true>(step, row) : forward_row<false>(step, row);
  }
}

void backward(const BackwardStep<float>& step) {
  for (std::size_t row = 0; row < step.rows; ++row) {
    step.peephole != nullptr ? backward_row<true>(step, row) : backward_row<false>(step, row);
  }
}

void sigmoid_all(float* values, std::size_t count) {
  for_lanes(count, [&](auto d, std::size_t j) HWY_ATTR {
    hn::StoreU(sigmoid(d, hn::LoadU(d, values + j)), d, values + j);
  });
}

void tanh_all(float* values, std::size_t count) {
  for_lanes(count, [&](auto d, std::size_t j) HWY_ATTR {
    hn::StoreU(hn::Tanh(d, hn::LoadU(d, values + j)), d, values + j);
  });
}

}  // namespace emovox::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace emovox::kernels {

HWY_EXPORT(forward);
HWY_EXPORT(backward);
HWY_EXPORT(sigmoid_all);
HWY_EXPORT(tanh_all);

void forward_gates(const ForwardStep<float>& step) { HWY_DYNAMIC_DISPATCH(forward)(step); }

void backward_gates(const BackwardStep<float>& step) { HWY_DYNAMIC_DISPATCH(backward)(step); }

void sigmoid_in_place(std::span<float> values) {
  HWY_DYNAMIC_DISPATCH(sigmoid_all)(values.data(), values.size());
}

void tanh_in_place(std::span<float> values) {
  HWY_DYNAMIC_DISPATCH(tanh_all)(values.data(), values.size());
}

}  // namespace emovox::kernels
#endif  // HWY_ONCE
