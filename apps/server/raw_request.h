// Beast's parser of an HttpRequest, for the few who need Beast's own form of it.
#pragma once

#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>

#include "server/http_request.h"

namespace emovox::server {

/// A body as bytes, for which nothing is set aside before it comes.
struct BytesBody {
  using value_type = std::vector<std::byte>;

  class reader {
   public:
    template <bool isRequest, class Fields>
    reader(boost::beast::http::header<isRequest, Fields>&, value_type& bytes) : bytes_(bytes) {}

    template <class Length>
    void init(const Length&, boost::system::error_code& error) {
      error = {};
    }

    template <class Buffers>
    std::size_t put(const Buffers& buffers, boost::system::error_code& error) {
      error = {};
      std::size_t count = 0;
      for (const auto buffer : boost::beast::buffers_range_ref(buffers)) {
        const auto* begin = static_cast<const std::byte*>(buffer.data());
        bytes_.insert(bytes_.end(), begin, begin + buffer.size());
        count += buffer.size();
      }
      return count;
    }

    void finish(boost::system::error_code& error) { error = {}; }

   private:
    value_type& bytes_;
  };
};

struct HttpRequest::Raw {
  boost::beast::http::request_parser<BytesBody> parser;
};

}  // namespace emovox::server
