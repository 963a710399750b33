#include "server/static_files.h"

#include <algorithm>

namespace emovox::server {
namespace {

constexpr std::string_view kDescription = "openapi.json";

const EmbeddedFile* find(std::string_view name) noexcept {
  const auto files = embedded_files();
  const auto file = std::ranges::find(files, name, &EmbeddedFile::name);
  return file == files.end() ? nullptr : &*file;
}

}  // namespace

const EmbeddedFile* find_static_file(std::string_view path) noexcept {
  const std::string_view name = path == "/" ? "index.html" : path.substr(1);
  return name == kDescription ? nullptr : find(name);
}

std::string_view content_type_of(std::string_view name) noexcept {
  if (name.ends_with(".html")) return "text/html; charset=utf-8";
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".svg")) return "image/svg+xml";
  return "application/octet-stream";
}

std::string_view openapi_text() noexcept {
  const EmbeddedFile* file = find(kDescription);
  return file == nullptr ? std::string_view{} : file->content;
}

}  // namespace emovox::server
