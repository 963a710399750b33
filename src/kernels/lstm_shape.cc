#include "kernels/lstm_shape.h"

#include <string>

#include "emovox/error.h"

namespace emovox::kernels {

void check_shape(const LstmShape& shape) {
  if (shape.input_size > 0 && shape.hidden_size > 0) return;
  throw Error(ErrorCode::invalid_argument, "LSTM",
              "input size " + std::to_string(shape.input_size) + ", hidden size " +
                  std::to_string(shape.hidden_size),
              "both must be at least 1");
}

void check_rows(const char* name, bool present, std::size_t columns, std::size_t stride) {
  const std::string where = std::string("LSTM ") + name;
  if (!present) throw Error(ErrorCode::invalid_argument, where, "no data", "must be given");
  if (stride >= columns) return;
  throw Error(ErrorCode::invalid_argument, where, "stride " + std::to_string(stride),
              "must be at least the " + std::to_string(columns) + " columns");
}

}  // namespace emovox::kernels
