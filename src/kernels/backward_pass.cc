// The backward pass in vector lanes. For each panel of 64 hidden units: the product that carries
// back the gradients of the following step, then the gradients of the cell while the sums are in
// the first-level cache.
#include "kernels/backward_pass.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/backward_pass.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file again.
#include <hwy/highway.h>

#include "kernels/activation-inl.h"
#include "kernels/panel_product-inl.h"

HWY_BEFORE_NAMESPACE();
namespace emovox::kernels::HWY_NAMESPACE {

/// Pointers to the numbers of some hidden units in the first row of a step, and the strides between
/// rows.
template <class T>
struct Columns {
  const T* gates[4];  // stride 4H
  const T* cells;     // stride H
  const T* before;    // c', stride H
  const T* dh;        // stride dh_stride
  const T* dh_next;   // stride kPanelWidth
  T* dc;              // stride H
  T* dgates[4];       // stride dgate_stride
  const T* peephole[3];
  T* dpeephole[3];
  T* dbias[4];
  std::size_t rows, carried, next;  // all rows; rows with a step before; rows with a step after
  std::size_t gate_stride, dgate_stride, cell_stride, dh_stride;
};

template <class V>
struct GateGradients {
  V i, f, g, o, dc;  // dc: of the step before, without its peephole terms
};

template <class D, class T, class V = hn::Vec<D>>
HWY_INLINE GateGradients<V> gate_gradients(D d, const Columns<T>& at, std::size_t row, V before) {
  const V one = hn::Set(d, T{1});
  const auto gate = [&](std::size_t which)
                        HWY_ATTR { return hn::LoadU(d, at.gates[which] + row * at.gate_stride); };
  const V i = gate(0), f = gate(1), g = gate(2), o = gate(3);
  const V squashed = tanh(d, hn::LoadU(d, at.cells + row * at.cell_stride));
  V dh = hn::LoadU(d, at.dh + row * at.dh_stride);
  if (row < at.next) dh = hn::Add(dh, hn::LoadU(d, at.dh_next + row * kPanelWidth));
  const V dc = hn::MulAdd(hn::Mul(dh, o), hn::NegMulAdd(squashed, squashed, one),
                          hn::LoadU(d, at.dc + row * at.cell_stride));
  return {hn::Mul(hn::Mul(dc, g), hn::Mul(i, hn::Sub(one, i))),
          hn::Mul(hn::Mul(dc, before), hn::Mul(f, hn::Sub(one, f))),
          hn::Mul(hn::Mul(dc, i), hn::NegMulAdd(g, g, one)),
          hn::Mul(hn::Mul(dh, squashed), hn::Mul(o, hn::Sub(one, o))), hn::Mul(dc, f)};
}

/// One vector of units in all rows. Sums over rows stay in registers.
template <bool kPeephole, class D, class T>
HWY_INLINE void cells_back(D d, const Columns<T>& at) {
  using V = hn::Vec<D>;
  V bias[4], peephole[3], dpeephole[3];
  for (std::size_t gate = 0; gate < 4; ++gate) bias[gate] = hn::LoadU(d, at.dbias[gate]);
  for (std::size_t peep = 0; kPeephole && peep < 3; ++peep) {
    peephole[peep] = hn::LoadU(d, at.peephole[peep]);
    dpeephole[peep] = hn::LoadU(d, at.dpeephole[peep]);
  }
  for (std::size_t row = 0; row < at.rows; ++row) {
    const V before =
        row < at.carried ? hn::LoadU(d, at.before + row * at.cell_stride) : hn::Zero(d);
    const auto gradients = gate_gradients(d, at, row, before);
    const V dgates[4] = {gradients.i, gradients.f, gradients.g, gradients.o};
    for (std::size_t gate = 0; gate < 4; ++gate) {
      hn::StoreU(dgates[gate], d, at.dgates[gate] + row * at.dgate_stride);
      bias[gate] = hn::Add(bias[gate], dgates[gate]);
    }
    V dc = gradients.dc;
    for (std::size_t peep = 0; kPeephole && peep < 3; ++peep) {
      const V dgate = dgates[peep < 2 ? peep : 3];
      dc = hn::MulAdd(peephole[peep], dgate, dc);
      dpeephole[peep] = hn::MulAdd(dgate, before, dpeephole[peep]);
    }
    hn::StoreU(dc, d, at.dc + row * at.cell_stride);
  }
  for (std::size_t gate = 0; gate < 4; ++gate) hn::StoreU(bias[gate], d, at.dbias[gate]);
  for (std::size_t peep = 0; kPeephole && peep < 3; ++peep) {
    hn::StoreU(dpeephole[peep], d, at.dpeephole[peep]);
  }
}

/// The units from `unit` on; dh_next holds their products.
template <class T>
HWY_INLINE Columns<T> columns_from(const BackwardRecurrence<T>& task, const Step& step,
                                   std::size_t next, std::size_t unit, const T* dh_next) {
  const std::size_t H = task.hidden;
  const bool peep = task.peephole != nullptr;
  const T* gates = task.gates + step.offset * 4 * H + unit;
  T* dgates = task.dgates.data + step.offset * task.dgates.stride + unit;
  const T* peephole = peep ? task.peephole + unit : nullptr;
  T* dpeephole = peep ? task.dpeephole + unit : nullptr;
  const std::size_t two = peep ? 2 * H : 0, one = peep ? H : 0;
  T* dbias = task.dbias + unit;
  return {{gates, gates + H, gates + 2 * H, gates + 3 * H},
          task.cells + step.offset * H + unit,
          task.cells + step.previous * H + unit,
          task.dh.data + step.offset * task.dh.stride + unit,
          dh_next,
          task.dc + unit,
          {dgates, dgates + H, dgates + 2 * H, dgates + 3 * H},
          {peephole, peephole + one, peephole + two},
          {dpeephole, dpeephole + one, dpeephole + two},
          {dbias, dbias + H, dbias + 2 * H, dbias + 3 * H},
          step.live,
          step.carried,
          next,
          4 * H,
          task.dgates.stride,
          H,
          task.dh.stride};
}

template <class D, class T>
HWY_INLINE void cells_back_from(D d, const BackwardRecurrence<T>& task, const Step& step,
                                std::size_t next, std::size_t unit, const T* dh_next) {
  const Columns<T> at = columns_from(task, step, next, unit, dh_next);
  task.peephole != nullptr ? cells_back<true>(d, at) : cells_back<false>(d, at);
}

template <class T>
HWY_INLINE void backward_panel(const BackwardRecurrence<T>& task, const Panels<T>& recurrent,
                               const Step& step, const Step& after, const PanelPair& at,
                               T* scratch) {
  const Lanes<T> d;
  const hn::CappedTag<T, 1> one_lane;
  const std::size_t H = task.hidden, first = at.now * kPanelWidth, next = after.carried;
  const std::size_t count = std::min(kPanelWidth, H - first);
  const Factors<T> dgates{task.dgates.data + after.offset * task.dgates.stride, task.dgates.stride};
  panel_product(recurrent, at, blocks_of(count) * kBlock, next, dgates, scratch);
  std::size_t j = 0;
  for (; j + hn::Lanes(d) <= count; j += hn::Lanes(d)) {
    cells_back_from(d, task, step, next, first + j, scratch + j);
  }
  for (; j < count; ++j) cells_back_from(one_lane, task, step, next, first + j, scratch + j);
}

template <class T>
HWY_INLINE void backward_steps(const BackwardRecurrence<T>& task, const Panels<T>& recurrent,
                               const TeamThread& thread, T* scratch) {
  Step after;  // has no rows
  for (std::size_t k = task.batch->steps(); k-- > 0;) {
    const Step step = step_at(*task.batch, task.direction, k);
    const PanelWalk walk(thread, recurrent.panels(), k);
    for (std::size_t n = 0; n < walk.count; ++n) {
      backward_panel(task, recurrent, step, after, {walk.at(n), walk.at(n + 1)}, scratch);
    }
    thread.wait();
    after = step;
  }
}

// Highway dispatches to functions, not to templates.
void backward_float(const BackwardRecurrence<float>& task, const Panels<float>& recurrent,
                    const TeamThread& thread, float* scratch) {
  backward_steps(task, recurrent, thread, scratch);
}
void backward_double(const BackwardRecurrence<double>& task, const Panels<double>& recurrent,
                     const TeamThread& thread, double* scratch) {
  backward_steps(task, recurrent, thread, scratch);
}

}  // namespace emovox::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace emovox::kernels {

HWY_EXPORT(backward_float);
HWY_EXPORT(backward_double);

template <>
void run_backward(const BackwardRecurrence<float>& task, const Panels<float>& recurrent,
                  const TeamThread& thread, float* scratch) {
  HWY_DYNAMIC_DISPATCH(backward_float)(task, recurrent, thread, scratch);
}

template <>
void run_backward(const BackwardRecurrence<double>& task, const Panels<double>& recurrent,
                  const TeamThread& thread, double* scratch) {
  HWY_DYNAMIC_DISPATCH(backward_double)(task, recurrent, thread, scratch);
}

}  // namespace emovox::kernels
#endif  // HWY_ONCE
