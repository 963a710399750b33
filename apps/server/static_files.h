// The files of the page and the OpenAPI description, embedded in the binary.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace emovox::server {

struct EmbeddedFile {
  std::string_view name;  // "page.js"
  std::string_view content;
  std::string_view etag;  // "\"1f2e…\"", made from a checksum of the content
};

/// All files that embed.cmake was given; embed.cmake generates this function.
std::span<const EmbeddedFile> embedded_files() noexcept;

/// The file of the page at the path "/" or "/page.js"; null where there is none.
const EmbeddedFile* find_static_file(std::string_view path) noexcept;

/// The media type for a file name: "text/html; charset=utf-8".
std::string_view content_type_of(std::string_view name) noexcept;

/// The description of the HTTP API in OpenAPI 3.1 (JSON).
std::string_view openapi_text() noexcept;

}  // namespace emovox::server
