// The page's files, inside the binary.
#pragma once

#include <span>
#include <string_view>

namespace emovox::server {

struct PageFile {
  std::string_view name;  // "page.js"
  std::string_view content_type;
  std::string_view content;
  std::string_view tag;  // "\"1f2e…\"": another content has another, as ETag
};

std::span<const PageFile> page_files() noexcept;

/// Of "/" or "/page.js"; null where there is none.
const PageFile* find_page_file(std::string_view path) noexcept;

/// The description of what is under /v1, in OpenAPI 3.1.
std::string_view openapi_text() noexcept;

}  // namespace emovox::server
