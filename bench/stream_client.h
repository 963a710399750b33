// One voice that is sent to a server in real time over a WebSocket, and the events that it answers.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace emovox::bench {

using Clock = std::chrono::steady_clock;

constexpr int kRate = 16000;         // Hz
constexpr std::size_t kPiece = 320;  // samples of a message: 20 ms, as microphones give them
constexpr std::chrono::milliseconds kPieceTime{20};

/// A message of the server and when it arrived.
struct Message {
  Clock::time_point when;
  std::string text;
};

/// Everything runs on the thread of the io_context. Sends `sound` from `offset` on, and again from
/// its beginning; the lengths of both are multiples of kPiece.
class StreamClient {
 public:
  StreamClient(boost::asio::io_context& io, std::string host, std::span<const float> sound,
               std::size_t offset);

  /// Connects and sends "start"; calls `opened` when the server has answered "started" or has
  /// failed.
  void open(const boost::asio::ip::tcp::endpoint& server, std::function<void()> opened);

  /// Sends this many pieces, each at the time of its last sample, and then "end".
  void speak(Clock::time_point begin, std::size_t pieces);

  bool started() const { return started_; }
  bool finished() const { return finished_; }  // the server sent all events and closed the stream
  const std::string& failure() const { return failure_; }  // the reason where it did not
  Clock::time_point begin() const { return begin_; }
  const std::vector<Message>& messages() const { return messages_; }  // after "started"
  Clock::duration latest_piece() const { return latest_piece_; }  // the longest delay of a piece

 private:
  using Error = boost::system::error_code;

  void shake_hands();
  void say_start();
  void read();
  void take(std::string text);
  void wait_for_piece();
  void say_piece();
  void say_end();
  void fail(const char* what, const Error& error);

  boost::beast::websocket::stream<boost::beast::tcp_stream> socket_;
  boost::asio::steady_timer timer_;
  boost::beast::flat_buffer buffer_;
  std::string host_;
  std::span<const float> sound_;
  std::size_t at_;  // the next sample to send
  std::size_t pieces_ = 0;
  std::size_t said_ = 0;
  std::string text_;  // the message that is being written
  std::function<void()> opened_;
  Clock::time_point begin_;
  Clock::duration latest_piece_{};
  std::vector<Message> messages_;
  bool started_ = false;
  bool finished_ = false;
  std::string failure_;
};

}  // namespace emovox::bench
