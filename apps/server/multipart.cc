// RFC 7578 and RFC 2046, section 5.1: parts between lines of "--boundary", after the last "--".
#include "server/multipart.h"

#include <algorithm>

#include "server/refusal.h"
#include "text/ascii.h"

namespace emovox::server {
namespace {

constexpr std::size_t kMostHead = 16384;  // bytes before a part's content
constexpr std::size_t kMostParts = 100;

[[noreturn]] void refuse(std::string_view was) {
  throw Refused(RefusalCode::malformed, "form", was, "must be multipart/form-data");
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

void skip_blanks(std::string_view& text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
}

// Takes "words" or "\"words\"" from the front. Backslashes count only before '"' and themselves: in
// what some browsers call a file, they stand for themselves.
std::string take_value(std::string_view& text) {
  std::string value;
  if (!text.starts_with('"')) {
    value = text.substr(0, text.find_first_of("; \t"));
    text.remove_prefix(value.size());
    return value;
  }
  text.remove_prefix(1);
  while (!text.empty() && text.front() != '"') {
    const bool escaped = text.starts_with("\\\"") || text.starts_with("\\\\");
    if (escaped) text.remove_prefix(1);
    value += text.front();
    text.remove_prefix(1);
  }
  if (!text.empty()) text.remove_prefix(1);
  return value;
}

// Of the part's fields, the content of "Content-Disposition".
std::string_view disposition_of(std::string_view head) {
  constexpr std::string_view kName = "content-disposition:";
  while (!head.empty()) {
    const std::string_view line = head.substr(0, head.find("\r\n"));
    head.remove_prefix(std::min(head.size(), line.size() + 2));
    if (text::starts_ignoring_case(line, kName)) return line.substr(kName.size());
  }
  return {};
}

// Where the content of the next part starts, or nothing behind the last part. `at` is behind a
// boundary.
bool open_part(std::string_view body, std::size_t at, std::string_view& head, std::size_t& start) {
  if (body.substr(at, 2) == "--") return false;
  while (at < body.size() && is_blank(body[at])) ++at;
  if (body.substr(at, 2) != "\r\n") refuse("has more than blanks behind a boundary");
  // A part without fields has its empty line at once.
  const std::size_t end = body.substr(0, at + kMostHead).find("\r\n\r\n", at);
  if (end == body.npos) refuse("has a part without an end of its fields");
  head = body.substr(at + 2, std::max(end, at + 2) - (at + 2));
  start = end + 4;
  return true;
}

}  // namespace

bool is_form(std::string_view content_type) {
  constexpr std::string_view kForm = "multipart/form-data";
  return text::starts_ignoring_case(content_type, kForm) &&
         (content_type.size() == kForm.size() || content_type[kForm.size()] == ';' ||
          is_blank(content_type[kForm.size()]));
}

std::string parameter_of(std::string_view field, std::string_view name) {
  std::string_view rest = field.substr(std::min(field.find(';'), field.size()));
  while (rest.starts_with(';')) {
    rest.remove_prefix(1);
    skip_blanks(rest);
    const std::string_view key = rest.substr(0, rest.find_first_of("=;"));
    rest.remove_prefix(key.size());
    std::string value;
    if (rest.starts_with('=')) {
      rest.remove_prefix(1);
      value = take_value(rest);
    }
    if (key.size() == name.size() && text::starts_ignoring_case(key, name)) return value;
    rest.remove_prefix(std::min(rest.find(';'), rest.size()));
  }
  return {};
}

FormFile find_form_file(std::span<const std::byte> body, std::string_view content_type) {
  const std::string boundary = parameter_of(content_type, "boundary");
  if (boundary.empty() || boundary.size() > 70) refuse("has no boundary of 1 to 70 characters");
  const std::string_view text(reinterpret_cast<const char*>(body.data()), body.size());
  const std::string delimiter = "\r\n--" + boundary;
  const std::string_view first = std::string_view(delimiter).substr(2);
  std::size_t at = text.starts_with(first) ? first.size() : text.find(delimiter);
  if (at == text.npos) refuse("does not hold its boundary");
  if (!text.starts_with(first)) at += delimiter.size();
  std::string_view head;
  std::size_t start = 0;
  for (std::size_t part = 0; part < kMostParts && open_part(text, at, head, start); ++part) {
    const std::size_t end = text.find(delimiter, start);
    if (end == text.npos) refuse("ends within a part");
    const std::string_view disposition = disposition_of(head);
    if (parameter_of(disposition, "name") == "file") {
      return {parameter_of(disposition, "filename"), start, end - start};
    }
    at = end + delimiter.size();
  }
  throw Refused(RefusalCode::invalid_argument, "form", "has no part named file",
                "must have one that holds the recording");
}

}  // namespace emovox::server
