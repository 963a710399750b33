// One row of CSV (RFC 4180): a field is quoted only where it must be.
#pragma once

#include <string>
#include <vector>

namespace emovox::cli {

/// The fields with commas between them and a line feed at the end.
std::string csv_row(const std::vector<std::string>& fields);

}  // namespace emovox::cli
