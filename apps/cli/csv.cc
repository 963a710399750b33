// One row of CSV (RFC 4180).
#include "cli/csv.h"

namespace emovox::cli {
namespace {

std::string quoted(const std::string& field) {
  if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string text = "\"";
  for (const char c : field) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}

}  // namespace

std::string csv_row(const std::vector<std::string>& fields) {
  std::string row;
  for (const auto& field : fields) row += (&field == &fields.front() ? "" : ",") + quoted(field);
  return row + "\n";
}

}  // namespace emovox::cli
