// multipart/form-data → where its file stands.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace emovox::server {

struct FormFile {
  std::string name;        // as the client calls it: "x.wav"; may be empty
  std::size_t offset = 0;  // of its first byte in the body
  std::size_t size = 0;    // bytes
};

/// Whether a content type is a form's.
bool is_form(std::string_view content_type);

/// The first part named "file". Throws Refused (malformed) on a body that is no form, and
/// (invalid_argument) on one without such a part.
FormFile find_form_file(std::span<const std::byte> body, std::string_view content_type);

/// The value of a parameter of a field: parameter_of("form-data; name=\"file\"", "name") is "file";
/// empty where there is none.
std::string parameter_of(std::string_view field, std::string_view name);

}  // namespace emovox::server
