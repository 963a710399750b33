#include "bench/stream_client.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/websocket/error.hpp>
#include <utility>

namespace emovox::bench {

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;

StreamClient::StreamClient(asio::io_context& io, std::string host, std::span<const float> sound,
                           std::size_t offset)
    : socket_(io), timer_(io), host_(std::move(host)), sound_(sound), at_(offset) {}

void StreamClient::open(const asio::ip::tcp::endpoint& server, std::function<void()> opened) {
  opened_ = std::move(opened);
  socket_.next_layer().async_connect(server, [this](const Error& error) {
    if (error) return fail("connect", error);
    socket_.next_layer().socket().set_option(asio::ip::tcp::no_delay(true));
    shake_hands();
  });
}

void StreamClient::shake_hands() {
  socket_.async_handshake(host_, "/v1/stream", [this](const Error& error) {
    if (error) return fail("handshake", error);
    say_start();
  });
}

void StreamClient::say_start() {
  text_ = R"({"type":"start","sample_rate":)" + std::to_string(kRate) + R"(,"encoding":"f32le"})";
  socket_.text(true);
  socket_.async_write(asio::buffer(text_), [this](const Error& error, std::size_t) {
    if (error) return fail("start", error);
    read();
  });
}

void StreamClient::read() {
  socket_.async_read(buffer_, [this](const Error& error, std::size_t) {
    if (error == websocket::error::closed && finished_) return;
    if (error) return fail("read", error);
    take(boost::beast::buffers_to_string(buffer_.data()));
    buffer_.consume(buffer_.size());
    read();
  });
}

void StreamClient::take(std::string text) {
  if (!started_ && text.find("\"started\"") != std::string::npos) {
    started_ = true;
    return std::exchange(opened_, nullptr)();
  }
  if (text.find("\"type\":\"ended\"") != std::string::npos) finished_ = true;
  if (text.find("\"type\":\"error\"") != std::string::npos) failure_ = text;
  messages_.push_back({Clock::now(), std::move(text)});
}

void StreamClient::speak(Clock::time_point begin, std::size_t pieces) {
  begin_ = begin;
  pieces_ = pieces;
  socket_.binary(true);
  wait_for_piece();
}

void StreamClient::wait_for_piece() {
  timer_.expires_at(begin_ + kPieceTime * (said_ + 1));
  timer_.async_wait([this](const Error&) { failure_.empty() ? say_piece() : void(); });
}

void StreamClient::say_piece() {
  latest_piece_ = std::max(latest_piece_, Clock::now() - timer_.expiry());
  const auto piece = sound_.subspan(at_, kPiece);
  at_ = (at_ + kPiece) % sound_.size();
  socket_.async_write(asio::buffer(piece.data(), piece.size_bytes()),
                      [this](const Error& error, std::size_t) {
                        if (error) return fail("write", error);
                        ++said_ < pieces_ ? wait_for_piece() : say_end();
                      });
}

void StreamClient::say_end() {
  text_ = R"({"type":"end"})";
  socket_.text(true);
  socket_.async_write(asio::buffer(text_), [this](const Error& error, std::size_t) {
    if (error) fail("end", error);
  });
}

void StreamClient::fail(const char* what, const Error& error) {
  if (failure_.empty()) failure_ = std::string(what) + ": " + error.message();
  if (socket_.reason().code != websocket::close_code::none) {
    failure_ += ", close code " + std::to_string(socket_.reason().code);
  }
  timer_.cancel();
  if (opened_) std::exchange(opened_, nullptr)();
}

}  // namespace emovox::bench
