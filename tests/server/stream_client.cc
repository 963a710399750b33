#include "server/stream_client.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <chrono>

namespace emovox::server {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using SocketError = boost::system::error_code;

class StreamClient::Impl {
 public:
  Impl(std::uint16_t port, const ClientOptions& options) {
    const asio::ip::tcp::endpoint server(asio::ip::address_v4::loopback(), port);
    tcp().socket().open(server.protocol());
    if (options.receive_buffer > 0) {
      tcp().socket().set_option(asio::socket_base::receive_buffer_size(options.receive_buffer));
    }
    EXPECT_FALSE(done([&](auto then) { tcp().async_connect(server, then); }));
    socket_.set_option(websocket::stream_base::decorator([&](websocket::request_type& request) {
      if (options.subprotocols.empty()) return;
      request.set(beast::http::field::sec_websocket_protocol, options.subprotocols);
    }));
    EXPECT_FALSE(done(
        [&](auto then) { socket_.async_handshake(response_, "localhost", "/v1/stream", then); }));
  }

  beast::tcp_stream& tcp() { return beast::get_lowest_layer(socket_); }
  websocket::stream<beast::tcp_stream>& socket() { return socket_; }

  /// The error of a finished operation.
  template <class Operation>
  SocketError done(const Operation& operation) {
    tcp().expires_after(std::chrono::seconds(60));
    SocketError result;
    operation([&](const SocketError& error, auto&&...) { result = error; });
    io_.restart();
    io_.run();
    EXPECT_NE(result, beast::error::timeout) << "nothing came for a minute";
    return result;
  }

  /// Ignores errors of sending: the next read reports them.
  void send(std::string_view bytes, bool binary, bool last = true) {
    socket_.binary(binary);
    done([&](auto then) {
      socket_.async_write_some(last, asio::buffer(bytes.data(), bytes.size()), then);
    });
  }

  std::optional<std::string> read() {
    buffer_.clear();
    if (done([&](auto then) { socket_.async_read(buffer_, then); })) return std::nullopt;
    return beast::buffers_to_string(buffer_.data());
  }

  const websocket::response_type& response() const { return response_; }

 private:
  asio::io_context io_;
  websocket::stream<beast::tcp_stream> socket_{io_};
  websocket::response_type response_;
  beast::flat_buffer buffer_;
};

StreamClient::StreamClient(std::uint16_t port, const ClientOptions& options)
    : impl_(std::make_unique<Impl>(port, options)) {}
StreamClient::~StreamClient() = default;
StreamClient::StreamClient(StreamClient&&) noexcept = default;

void StreamClient::text(std::string_view message) { impl_->send(message, false); }

void StreamClient::binary(std::span<const std::byte> message) {
  impl_->send({reinterpret_cast<const char*>(message.data()), message.size()}, true);
}

void StreamClient::part(std::span<const std::byte> bytes) {
  impl_->send({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, true, false);
}

void StreamClient::ping() {
  impl_->done([&](auto then) { impl_->socket().async_ping({}, then); });
}

void StreamClient::raw(std::string_view bytes) {
  impl_->done([&](auto then) {
    asio::async_write(impl_->tcp(), asio::buffer(bytes.data(), bytes.size()), then);
  });
}

std::optional<std::string> StreamClient::read() { return impl_->read(); }

std::vector<std::string> StreamClient::read_all() {
  std::vector<std::string> messages;
  while (auto message = read()) messages.push_back(std::move(*message));
  return messages;
}

unsigned StreamClient::close_code() const { return impl_->socket().reason().code; }

std::string StreamClient::close_reason() const {
  const auto& reason = impl_->socket().reason().reason;
  return {reason.data(), reason.size()};
}

std::string StreamClient::subprotocol() const {
  return std::string(impl_->response()[beast::http::field::sec_websocket_protocol]);
}

void StreamClient::close() {
  impl_->done([&](auto then) { impl_->socket().async_close(websocket::close_code::normal, then); });
}

void StreamClient::kill() {
  auto& socket = impl_->tcp().socket();
  socket.set_option(asio::socket_base::linger(true, 0));
  socket.close();
}

void StreamClient::finish_sending() {
  impl_->tcp().socket().shutdown(asio::ip::tcp::socket::shutdown_send);
}

}  // namespace emovox::server
