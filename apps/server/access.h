// Access control: the checks of Host, Origin and token.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/http_request.h"

namespace emovox::server {

/// Whether the host of `authority` ("localhost:8080", "[::1]") is a loopback address.
bool is_loopback(std::string_view authority);

/// Protects a local server against DNS rebinding, where a page from the internet reaches 127.0.0.1
/// under its own host name. Where `loopback_only`, throws Refused (misdirected) unless Host (or the
/// authority of an absolute request target) is a loopback address or `public_name`. Throws Refused
/// (malformed) where an HTTP/1.1 request has no Host.
void check_host(const RequestHead& head, const std::optional<std::string>& authority,
                bool loopback_only, std::string_view public_name);

/// Protects against requests from pages of other servers, which browsers mark with Origin. Throws
/// Refused (forbidden) unless Origin is missing, equals Host, or has the host `public_name`.
void check_origin(const RequestHead& head, std::string_view public_name);

/// Throws Refused (unauthorized) unless the request has `token`, as "Authorization: Bearer TOKEN"
/// or, in a WebSocket handshake, as the subprotocol "bearer." followed by the token in base64url,
/// because JavaScript cannot set other header fields there. An empty `token` allows everyone. The
/// comparison takes the same time wherever the tokens differ.
void check_token(const RequestHead& head, std::string_view token);

}  // namespace emovox::server
