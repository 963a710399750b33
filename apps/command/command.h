// What every command does alike: exit statuses, errors as one line, options from field lists.
#pragma once

#include <functional>
#include <string_view>

namespace emovox::command {

inline constexpr int kSuccess = 0;
inline constexpr int kFailure = 1;      // internal error
inline constexpr int kUsageError = 2;   // the command line, or a value on it
inline constexpr int kDataError = 3;    // a file that is missing, unreadable or wrong
inline constexpr int kPartial = 4;      // some inputs failed, the others were done

/// Runs `body` and turns what it throws into one line on standard error, "emovox: where: what was;
/// what must be", and an exit status.
int run_reporting_errors(std::string_view program, const std::function<int()>& body);

}  // namespace emovox::command
