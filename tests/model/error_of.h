// Catches the error of a call, for tests of messages and codes.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "emovox/error.h"

namespace emovox::model {

struct Thrown {
  ErrorCode code;
  std::string message;
};

/// The emovox::Error that `call` throws, or nothing when it returns; anything else passes through.
inline std::optional<Thrown> error_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return Thrown{error.code(), error.what()};
  }
  return std::nullopt;
}

}  // namespace emovox::model
