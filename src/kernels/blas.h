// Matrix products of the LSTM, row-major, each adding to its output; one thread, so that results do
// not depend on how many the machine has. A single row goes through a matrix-vector product.
// OpenBLAS chooses its kernels by the processor's model when it is loaded; one that is newer than
// the library gets SSE3. OPENBLAS_CORETYPE=SkylakeX or Haswell in the environment then helps
// threefold.
#pragma once

#include <cstddef>
#include <string>

#include "kernels/lstm.h"

namespace emovox::kernels {

/// Tells OpenBLAS, for the whole process, to compute each product on its caller's thread. The LSTM
/// calls it; only its first call acts.
void use_one_blas_thread();

/// The OPENBLAS_CORETYPE that this processor could run, where OpenBLAS has fallen back to SSE3 on a
/// processor it does not know; empty where its own choice stands. Only a new process can heed it.
std::string better_blas_core();

/// Sizes of out [rows, columns], whose products sum over `inner` terms.
struct ProductShape {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::size_t inner = 0;
};

/// out += a · bᵀ, a [rows, inner], b [columns, inner].
template <class T>
void add_product_transposed(const ProductShape& shape, Rows<const T> a, Rows<const T> b,
                            Rows<T> out);

/// out += a · b, a [rows, inner], b [inner, columns].
template <class T>
void add_product(const ProductShape& shape, Rows<const T> a, Rows<const T> b, Rows<T> out);

/// out += aᵀ · b, a [inner, rows], b [inner, columns]: a weight's gradient over all rows of a
/// batch.
template <class T>
void add_gradient_product(const ProductShape& shape, Rows<const T> a, Rows<const T> b, Rows<T> out);

}  // namespace emovox::kernels
