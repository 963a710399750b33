#include "kernels/transformer_rows.h"

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/transformer_rows.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file again.
#include <hwy/highway.h>

#include "kernels/gelu-inl.h"
#include "kernels/panels.h"

HWY_BEFORE_NAMESPACE();
namespace emovox::kernels::HWY_NAMESPACE {

using RowLanes = hn::CappedTag<float, kBlock>;
using OneLane = hn::CappedTag<float, 1>;

/// Calls body(d, column) for whole vectors of columns, then for single columns.
template <class Body>
HWY_INLINE void for_row_vectors(std::size_t columns, const Body& body) {
  const RowLanes d;
  std::size_t column = 0;
  for (; column + hn::Lanes(d) <= columns; column += hn::Lanes(d)) body(d, column);
  for (; column < columns; ++column) body(OneLane(), column);
}

/// Σ term(d, column) over a row: four sums in turn, so that additions overlap.
template <class Term>
HWY_INLINE float sum_of_row(std::size_t columns, const Term& term) {
  const RowLanes d;
  const std::size_t lanes = hn::Lanes(d);
  auto a = hn::Zero(d), b = hn::Zero(d), c = hn::Zero(d), e = hn::Zero(d);
  std::size_t column = 0;
  for (; column + 4 * lanes <= columns; column += 4 * lanes) {
    a = hn::Add(a, term(d, column));
    b = hn::Add(b, term(d, column + lanes));
    c = hn::Add(c, term(d, column + 2 * lanes));
    e = hn::Add(e, term(d, column + 3 * lanes));
  }
  for (; column + lanes <= columns; column += lanes) a = hn::Add(a, term(d, column));
  float sum = hn::GetLane(hn::SumOfLanes(d, hn::Add(hn::Add(a, b), hn::Add(c, e))));
  for (; column < columns; ++column) sum += hn::GetLane(term(OneLane(), column));
  return sum;
}

void gelu_of(const MatrixSize& size, const Rows<float>& x) {
  for (std::size_t r = 0; r < size.rows; ++r) {
    float* row = x.data + r * x.stride;
    for_row_vectors(size.columns, [&](auto d, std::size_t column) HWY_ATTR {
      hn::StoreU(gelu(d, hn::LoadU(d, row + column)), d, row + column);
    });
  }
}

void norm_of(const MatrixSize& size, const Rows<const float>& x, const LayerNorm& norm,
             const Rows<float>& out) {
  constexpr float kEpsilon = 1e-5f;
  const auto count = static_cast<float>(size.columns);
  for (std::size_t r = 0; r < size.rows; ++r) {
    const float* row = x.data + r * x.stride;
    float* to = out.data + r * out.stride;
    const float mean = sum_of_row(size.columns, [&](auto d, std::size_t c)
                                                    HWY_ATTR { return hn::LoadU(d, row + c); }) /
                       count;
    const float squares = sum_of_row(size.columns, [&](auto d, std::size_t c) HWY_ATTR {
      const auto off = hn::Sub(hn::LoadU(d, row + c), hn::Set(d, mean));
      return hn::Mul(off, off);
    });
    const float scale = 1.0f / std::sqrt(squares / count + kEpsilon);
    for_row_vectors(size.columns, [&](auto d, std::size_t c) HWY_ATTR {
      const auto off = hn::Sub(hn::LoadU(d, row + c), hn::Set(d, mean));
      const auto unit = hn::Mul(off, hn::Set(d, scale));
      const auto put = hn::MulAdd(unit, hn::LoadU(d, norm.gain + c), hn::LoadU(d, norm.shift + c));
      hn::StoreU(put, d, to + c);
    });
  }
}

void sum_of(const MatrixSize& size, const float* bias, const Rows<float>& x) {
  for (std::size_t r = 0; r < size.rows; ++r) {
    float* row = x.data + r * x.stride;
    for_row_vectors(size.columns, [&](auto d, std::size_t c) HWY_ATTR {
      hn::StoreU(hn::Add(hn::LoadU(d, row + c), hn::LoadU(d, bias + c)), d, row + c);
    });
  }
}

}  // namespace emovox::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace emovox::kernels {

HWY_EXPORT(gelu_of);
HWY_EXPORT(norm_of);
HWY_EXPORT(sum_of);

void gelu_rows(const MatrixSize& size, Rows<float> x) { HWY_DYNAMIC_DISPATCH(gelu_of)(size, x); }

void normalise_rows(const MatrixSize& size, Rows<const float> x, const LayerNorm& norm,
                    Rows<float> out) {
  HWY_DYNAMIC_DISPATCH(norm_of)(size, x, norm, out);
}

void add_bias(const MatrixSize& size, const float* bias, Rows<float> x) {
  HWY_DYNAMIC_DISPATCH(sum_of)(size, bias, x);
}

}  // namespace emovox::kernels
#endif  // HWY_ONCE
