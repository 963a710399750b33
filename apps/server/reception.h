// The head of a request → its answer, or what must come of it first. Knows no sockets.
#pragma once

#include <string>
#include <variant>

#include "emovox/model.h"
#include "server/emotion_query.h"
#include "server/http_answer.h"
#include "server/metrics.h"
#include "server/request_head.h"
#include "server/serve_options.h"

namespace emovox::server {

/// A recording is to be read and judged.
struct UploadWanted {
  EmotionQuery query;
  std::string content_type;
};

/// The connection is to become a stream.
struct StreamWanted {};

using Reception = std::variant<HttpAnswer, UploadWanted, StreamWanted>;

/// What the server is, as far as heads are answered by it. All must outlive the use.
struct House {
  const Model& model;
  const ServeOptions& options;
  const Metrics& metrics;
  bool only_loopback = true;  // listens where this machine alone can ask
};

/// Who asks is checked before what: name, page, path, token, method, then the rest. Throws Refused
/// and Error.
Reception receive(const RequestHead& head, const House& house);

}  // namespace emovox::server
