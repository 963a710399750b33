// The forward pass in vector lanes. For each panel of 16 hidden units: one product for its four
// gates, then gates, cell and output while the sums are in the first-level cache.
#include "kernels/forward_pass.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/forward_pass.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file again.
#include <hwy/highway.h>

#include "kernels/activation-inl.h"
#include "kernels/panel_product-inl.h"

HWY_BEFORE_NAMESPACE();
namespace emovox::kernels::HWY_NAMESPACE {

/// Pointers to the numbers of 16 hidden units of one row.
template <class T>
struct Units {
  T* gates[4];      // in: the projection, out: activated
  const T* before;  // c'
  T* cells;
  T* h;
  const T* peephole[3];
};

/// `sums` [64]: h' Whᵀ of the four gates.
template <bool kPeephole, bool kKeep, class T>
HWY_INLINE void cell(const Units<T>& units, const T* sums) {
  const Lanes<T> d;
  for (std::size_t j = 0; j < kBlock; j += hn::Lanes(d)) {
    const auto before = hn::LoadU(d, units.before + j);
    const auto activation = [&](std::size_t gate) HWY_ATTR {
      return hn::Add(hn::LoadU(d, units.gates[gate] + j), hn::Load(d, sums + gate * kBlock + j));
    };
    const auto opening = [&](std::size_t gate, std::size_t peep) HWY_ATTR {
      if constexpr (!kPeephole) return sigmoid(d, activation(gate));
      const auto weights = hn::LoadU(d, units.peephole[peep] + j);
      return sigmoid(d, hn::MulAdd(weights, before, activation(gate)));
    };
    const auto i = opening(0, 0);
    const auto f = opening(1, 1);
    const auto g = tanh(d, activation(2));
    const auto o = opening(3, 2);
    const auto c = hn::MulAdd(f, before, hn::Mul(i, g));
    if constexpr (kKeep) {
      hn::StoreU(i, d, units.gates[0] + j);
      hn::StoreU(f, d, units.gates[1] + j);
      hn::StoreU(g, d, units.gates[2] + j);
      hn::StoreU(o, d, units.gates[3] + j);
    }
    hn::StoreU(c, d, units.cells + j);
    hn::StoreU(hn::Mul(o, tanh(d, c)), d, units.h + j);
  }
}

/// The last block of a hidden size that is no multiple of 16: copied to whole blocks and back.
template <bool kPeephole, bool kKeep, class T>
HWY_NOINLINE void partial_cell(const Units<T>& units, const T* sums, std::size_t count) {
  T numbers[10][kBlock] = {};
  Units<T> whole{{numbers[0], numbers[1], numbers[2], numbers[3]},
                 numbers[4],
                 numbers[5],
                 numbers[6],
                 {numbers[7], numbers[8], numbers[9]}};
  for (std::size_t gate = 0; gate < 4; ++gate) {
    std::copy_n(units.gates[gate], count, numbers[gate]);
  }
  std::copy_n(units.before, count, numbers[4]);
  for (std::size_t peep = 0; kPeephole && peep < 3; ++peep) {
    std::copy_n(units.peephole[peep], count, numbers[7 + peep]);
  }
  cell<kPeephole, kKeep>(whole, sums);
  for (std::size_t gate = 0; kKeep && gate < 4; ++gate) {
    std::copy_n(numbers[gate], count, units.gates[gate]);
  }
  std::copy_n(numbers[5], count, units.cells);
  std::copy_n(numbers[6], count, units.h);
}

/// Multiplies the sums by the scales of int8 weights, one for each column.
template <class T>
HWY_INLINE void scale_columns(const T* scales, std::size_t rows, T* sums) {
  const Lanes<T> d;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t c = 0; c < kPanelWidth; c += hn::Lanes(d)) {
      T* at = sums + row * kPanelWidth + c;
      hn::Store(hn::Mul(hn::Load(d, at), hn::LoadU(d, scales + c)), d, at);
    }
  }
}

template <bool kPeephole, bool kKeep, class T>
HWY_INLINE void cells_of_panel(const Recurrence<T>& task, const Step& step, std::size_t p,
                               const T* sums) {
  const std::size_t H = task.hidden, first = p * kBlock;
  const std::size_t count = std::min(kBlock, H - first);
  constexpr T kZeros[kBlock] = {};
  T* cells = task.cells + (task.keep ? step.offset * H : 0);
  const T* before = task.cells + (task.keep ? step.previous * H : 0);
  for (std::size_t row = 0; row < step.live; ++row) {
    T* gates = task.gates + (step.offset + row) * 4 * H + first;
    const T* peephole = kPeephole ? task.peephole + first : nullptr;
    const Units<T> units{
        {gates, gates + H, gates + 2 * H, gates + 3 * H},
        row < step.carried ? before + row * H + first : kZeros,
        cells + row * H + first,
        task.h.data + (step.offset + row) * task.h.stride + first,
        {peephole, kPeephole ? peephole + H : nullptr, kPeephole ? peephole + 2 * H : nullptr}};
    if (count == kBlock) {
      cell<kPeephole, kKeep>(units, sums + row * kPanelWidth);
    } else {
      partial_cell<kPeephole, kKeep>(units, sums + row * kPanelWidth, count);
    }
  }
}

template <class T>
HWY_INLINE void cells_of(const Recurrence<T>& task, const Step& step, std::size_t p,
                         const T* sums) {
  if (task.peephole != nullptr) {
    task.keep ? cells_of_panel<true, true>(task, step, p, sums)
              : cells_of_panel<true, false>(task, step, p, sums);
  } else {
    task.keep ? cells_of_panel<false, true>(task, step, p, sums)
              : cells_of_panel<false, false>(task, step, p, sums);
  }
}

template <class T, class W>
HWY_INLINE void forward_panel(const Recurrence<T>& task, const Panels<W>& recurrent,
                              const Step& step, const PanelPair& at, T* scratch) {
  const Factors<T> before{task.h.data + step.previous * task.h.stride, task.h.stride};
  panel_product(recurrent, at, kPanelWidth, step.carried, before, scratch);
  if (task.scales != nullptr) {
    scale_columns(task.scales + at.now * kPanelWidth, step.carried, scratch);
  }
  std::fill(scratch + step.carried * kPanelWidth, scratch + step.live * kPanelWidth, T{0});
  cells_of(task, step, at.now, scratch);
}

template <class T, class W>
HWY_INLINE void forward_steps(const Recurrence<T>& task, const Panels<W>& recurrent,
                              const TeamThread& thread, T* scratch) {
  for (std::size_t k = 0; k < task.batch->steps(); ++k) {
    const Step step = step_at(*task.batch, task.direction, k);
    const PanelWalk walk(thread, recurrent.panels(), k);
    for (std::size_t n = 0; n < walk.count; ++n) {
      forward_panel(task, recurrent, step, {walk.at(n), walk.at(n + 1)}, scratch);
    }
    thread.wait();
  }
}

// Highway dispatches to functions, not to templates.
void forward_float(const Recurrence<float>& task, const Panels<float>& recurrent,
                   const TeamThread& thread, float* scratch) {
  forward_steps(task, recurrent, thread, scratch);
}
void forward_double(const Recurrence<double>& task, const Panels<double>& recurrent,
                    const TeamThread& thread, double* scratch) {
  forward_steps(task, recurrent, thread, scratch);
}
void forward_half(const Recurrence<float>& task, const Panels<Half>& recurrent,
                  const TeamThread& thread, float* scratch) {
  forward_steps(task, recurrent, thread, scratch);
}
void forward_int8(const Recurrence<float>& task, const Panels<std::int8_t>& recurrent,
                  const TeamThread& thread, float* scratch) {
  forward_steps(task, recurrent, thread, scratch);
}

}  // namespace emovox::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace emovox::kernels {

HWY_EXPORT(forward_float);
HWY_EXPORT(forward_double);
HWY_EXPORT(forward_half);
HWY_EXPORT(forward_int8);

template <>
void run_forward(const Recurrence<float>& task, const Panels<float>& recurrent,
                 const TeamThread& thread, float* scratch) {
  HWY_DYNAMIC_DISPATCH(forward_float)(task, recurrent, thread, scratch);
}

template <>
void run_forward(const Recurrence<double>& task, const Panels<double>& recurrent,
                 const TeamThread& thread, double* scratch) {
  HWY_DYNAMIC_DISPATCH(forward_double)(task, recurrent, thread, scratch);
}

template <>
void run_forward(const Recurrence<float>& task, const Panels<Half>& recurrent,
                 const TeamThread& thread, float* scratch) {
  HWY_DYNAMIC_DISPATCH(forward_half)(task, recurrent, thread, scratch);
}

template <>
void run_forward(const Recurrence<float>& task, const Panels<std::int8_t>& recurrent,
                 const TeamThread& thread, float* scratch) {
  HWY_DYNAMIC_DISPATCH(forward_int8)(task, recurrent, thread, scratch);
}

}  // namespace emovox::kernels
#endif  // HWY_ONCE
