// The page's files, and the description of the server's paths, inside the binary.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace emovox::server {

struct EmbeddedFile {
  std::string_view name;  // "page.js"
  std::string_view content;
  std::string_view tag;  // "\"1f2e…\"": another content has another, as ETag
};

/// Every file that embed.cmake was given, which writes this function.
std::span<const EmbeddedFile> embedded_files() noexcept;

/// A file of the page, by "/" or "/page.js"; null where there is none.
const EmbeddedFile* find_page_file(std::string_view path) noexcept;

/// By its name; "text/html; charset=utf-8".
std::string_view content_type_of(std::string_view name) noexcept;

/// What is under /v1, in OpenAPI 3.1.
std::string_view openapi_text() noexcept;

}  // namespace emovox::server
