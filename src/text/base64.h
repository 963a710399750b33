// Bytes as text of 64 characters (RFC 4648).
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace emovox::text {

/// Section 4: with + and /, padded with = to a multiple of four characters.
std::string base64(std::span<const std::byte> bytes);

/// Section 5: with - and _, not padded, for names and URLs.
std::string base64url(std::string_view bytes);

}  // namespace emovox::text
