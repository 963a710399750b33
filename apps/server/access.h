// Who may ask: by which name, from which page, with which token.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/request_head.h"

namespace emovox::server {

/// Whether `authority` ("localhost:8080", "[::1]") names this machine's loopback.
bool is_loopback(std::string_view authority);

/// A page of a stranger whose name was bound to 127.0.0.1 (DNS rebinding) asks by that name. Where
/// `only_loopback`, throws Refused (misdirected) unless the Host is a loopback's, or `public_name`;
/// throws Refused (malformed) where HTTP/1.1 gives none.
void check_host(const RequestHead& head, const std::optional<std::string>& authority,
                bool only_loopback, std::string_view public_name);

/// Browsers name the page that asks, others do not. Throws Refused (forbidden) unless it is one of
/// this server's: Origin and Host agree, or it is of `public_name`.
void check_origin(const RequestHead& head, std::string_view public_name);

/// Throws Refused (unauthorized) unless the head gives `token`, as "Authorization: Bearer TOKEN"
/// or, for a stream, as the subprotocol "bearer.TOKEN in base64url": browsers' WebSockets have no
/// other place for it. An empty token asks nothing. Takes the same time for all wrong tokens of a
/// length.
void check_token(const RequestHead& head, std::string_view token);

/// "emovox" where it is among the offered subprotocols, the only one that is ever chosen.
std::string_view chosen_subprotocol(const RequestHead& head);

}  // namespace emovox::server
