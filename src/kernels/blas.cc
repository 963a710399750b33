#include "kernels/blas.h"

#include <cblas.h>

#include <limits>
#include <string>
#include <string_view>

#include "emovox/error.h"

namespace emovox::kernels {
namespace {

// CBLAS counts in blasint, commonly 32 bits.
blasint count(std::size_t size) {
  if (size > static_cast<std::size_t>(std::numeric_limits<blasint>::max())) {
    throw Error(ErrorCode::invalid_argument, "matrix product",
                "a side of " + std::to_string(size) + " elements",
                "must fit the BLAS library's integers");
  }
  return static_cast<blasint>(size);
}

struct Transposed {
  CBLAS_TRANSPOSE a;
  CBLAS_TRANSPOSE b;
};

void gemm(Transposed how, const ProductShape& shape, Rows<const float> a, Rows<const float> b,
          Rows<float> out) {
  cblas_sgemm(CblasRowMajor, how.a, how.b, count(shape.rows), count(shape.columns),
              count(shape.inner), 1, a.data, count(a.stride), b.data, count(b.stride), 1, out.data,
              count(out.stride));
}

void gemm(Transposed how, const ProductShape& shape, Rows<const double> a, Rows<const double> b,
          Rows<double> out) {
  cblas_dgemm(CblasRowMajor, how.a, how.b, count(shape.rows), count(shape.columns),
              count(shape.inner), 1, a.data, count(a.stride), b.data, count(b.stride), 1, out.data,
              count(out.stride));
}

struct MatrixShape {
  std::size_t rows;
  std::size_t columns;
};

// out += matrix · vector, or its transpose · vector.
void gemv(CBLAS_TRANSPOSE how, MatrixShape shape, Rows<const float> matrix, const float* vector,
          float* out) {
  cblas_sgemv(CblasRowMajor, how, count(shape.rows), count(shape.columns), 1, matrix.data,
              count(matrix.stride), vector, 1, 1, out, 1);
}

void gemv(CBLAS_TRANSPOSE how, MatrixShape shape, Rows<const double> matrix, const double* vector,
          double* out) {
  cblas_dgemv(CblasRowMajor, how, count(shape.rows), count(shape.columns), 1, matrix.data,
              count(matrix.stride), vector, 1, 1, out, 1);
}

}  // namespace

std::string better_blas_core() {
#if defined(__x86_64__)
  const std::string_view chosen = openblas_get_corename();
  if (chosen != "Prescott" && chosen != "Core2") return {};
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) return "SkylakeX";
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return "Haswell";
#endif
  return {};
}

void use_one_blas_thread() {
  static const bool once = [] {
    openblas_set_num_threads(1);
    return true;
  }();
  static_cast<void>(once);
}

template <class T>
void add_product_transposed(const ProductShape& shape, Rows<const T> a, Rows<const T> b,
                            Rows<T> out) {
  if (shape.rows == 1) {
    gemv(CblasNoTrans, {shape.columns, shape.inner}, b, a.data, out.data);
  } else {
    gemm({CblasNoTrans, CblasTrans}, shape, a, b, out);
  }
}

template <class T>
void add_product(const ProductShape& shape, Rows<const T> a, Rows<const T> b, Rows<T> out) {
  if (shape.rows == 1) {
    gemv(CblasTrans, {shape.inner, shape.columns}, b, a.data, out.data);
  } else {
    gemm({CblasNoTrans, CblasNoTrans}, shape, a, b, out);
  }
}

template <class T>
void add_gradient_product(const ProductShape& shape, Rows<const T> a, Rows<const T> b,
                          Rows<T> out) {
  gemm({CblasTrans, CblasNoTrans}, shape, a, b, out);
}

template void add_product_transposed(const ProductShape&, Rows<const float>, Rows<const float>,
                                     Rows<float>);
template void add_product_transposed(const ProductShape&, Rows<const double>, Rows<const double>,
                                     Rows<double>);
template void add_product(const ProductShape&, Rows<const float>, Rows<const float>, Rows<float>);
template void add_product(const ProductShape&, Rows<const double>, Rows<const double>,
                          Rows<double>);
template void add_gradient_product(const ProductShape&, Rows<const float>, Rows<const float>,
                                   Rows<float>);
template void add_gradient_product(const ProductShape&, Rows<const double>, Rows<const double>,
                                   Rows<double>);

}  // namespace emovox::kernels
