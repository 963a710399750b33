// One connection: bytes → requests → answers, one after the other, within limits of size and time.
#pragma once

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/http_answer.h"
#include "server/http_request.h"
#include "server/judging.h"
#include "server/log.h"
#include "server/metrics.h"
#include "server/reception.h"

namespace emovox::server {

class HttpConnection;

/// What all connections of a server share.
struct HttpShared {
  House house;
  Metrics& metrics;
  Log& log;
  Judging& judging;
  HeldBytes::Total& held;   // bytes of uploads
  bool stopping = false;    // every answer is its connection's last
  std::string id_prefix{};  // of the ids of requests that bring none
  std::uint64_t last_id = 0;
  /// It is closed, or has become a stream.
  std::function<void(HttpConnection&)> gone{};
  /// Takes over a socket that nothing is under way on.
  std::function<void(boost::asio::ip::tcp::socket, const HttpRequest&)> become_stream{};
};

/// Everything happens on the thread that runs the socket's io_context.
class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  /// `shared` must outlive it, and what it has under way.
  HttpConnection(boost::asio::ip::tcp::socket socket, HttpShared& shared);

  void start();

  /// Says why it is not served, whatever it asks, and ends.
  void turn_away(const Refusal& refusal);

  /// Ends after the answer to the request that has begun; where none has, now.
  void stop();

  /// Ends now.
  void cut();

 private:
  using Clock = std::chrono::steady_clock;
  using SocketError = boost::system::error_code;
  enum class State { idle, reading, judging, answering, draining, closed };

  // http_connection.cc: a request comes in, or does not.
  void begin_request();
  void read();
  void on_read(const SocketError& error, std::size_t count);
  void take();
  void take_pieces();
  void take_head();
  void take_upload(UploadWanted wanted);
  void take_stream();
  void give_consent();
  void hold_body();
  void close();
  std::string own_id();

  // http_connection_waiting.cc: the request waits for its verdict; its client may go away.
  void judge();
  void on_verdict(const Judging::Verdict& verdict);
  void watch_client();
  void on_client_readable();
  void watch_for_reset();
  void abandon();

  // http_connection_answering.cc: an answer goes out.
  void refuse(const Refusal& refusal);
  void answer(HttpAnswer answer);
  void write();
  void on_written(const SocketError& error, std::size_t count);
  void tell_request();
  void drain();
  void on_drained(const SocketError& error);

  // http_connection.cc: time. When the deadline has passed, what is under way is cancelled.
  void set_deadline(Clock::time_point deadline);
  void wait_for_deadline();
  void on_clock();
  bool timed_out() const { return Clock::now() >= deadline_; }

  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer timer_;
  HttpShared& shared_;
  std::string client_;  // its address, for the log
  State state_ = State::idle;
  Clock::time_point deadline_ = Clock::time_point::max();
  bool timer_waits_ = false;

  std::array<std::byte, 16384> buffer_;
  std::size_t buffered_ = 0;  // bytes of it that are not yet taken, at its begin

  std::optional<HttpRequest> request_;
  RequestHead head_;
  Clock::time_point begun_;                 // when its first byte came
  std::optional<HttpAnswer> early_answer_;  // known from its head alone
  std::optional<UploadWanted> upload_;
  std::unique_ptr<HeldBytes> held_;  // of its body
  std::size_t received_ = 0;         // bytes of its body
  bool whole_ = false;               // nothing more of it will come

  std::shared_ptr<UploadOrder> order_;  // set: waits for its verdict
  WorkPool::Ticket ticket_ = 0;

  HttpAnswer answer_;
  std::string answer_head_;
  std::size_t sent_ = 0;  // bytes of both
  bool last_answer_ = false;
  Clock::time_point answer_begun_;
};

}  // namespace emovox::server
