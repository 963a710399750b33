// One HTTP connection: reads requests one after the other and writes their responses, within limits
// of size and time.
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

#include "server/http_request.h"
#include "server/http_response.h"
#include "server/log.h"
#include "server/metrics.h"
#include "server/router.h"
#include "server/upload_queue.h"

namespace emovox::server {

class HttpConnection;

/// The data that all connections of a server share.
struct ConnectionContext {
  RouterContext router;
  Metrics& metrics;
  Log& log;
  UploadQueue& uploads;
  HeldBytes::Total& held;   // bytes of all uploads
  bool stopping = false;    // every connection closes after its response
  std::string id_prefix{};  // of generated request ids
  std::uint64_t last_id = 0;
  /// The connection is closed, or has become a WebSocket.
  std::function<void(HttpConnection&)> on_closed{};
  /// Takes over the socket of a WebSocket handshake. No operation is pending on it.
  std::function<void(boost::asio::ip::tcp::socket, WebSocketHandshake)> on_upgrade{};
};

/// Everything happens on the thread that runs the socket's io_context.
class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  /// `context` must outlive the connection and its pending operations.
  HttpConnection(boost::asio::ip::tcp::socket socket, ConnectionContext& context);

  void start();

  /// Sends the refusal without reading a request, then closes.
  void reject(const Refusal& refusal);

  /// Closes after the response to the current request, or now if there is none.
  void stop();

  /// Closes now.
  void close();

 private:
  using Clock = std::chrono::steady_clock;
  using SocketError = boost::system::error_code;
  enum class State {
    idle,        // between requests
    reading,     // a request arrives
    predicting,  // an upload waits for its result
    writing,     // a response is sent
    lingering,   // reads for a moment after the last response, then closes
    closed
  };

  // A request arrives.
  void begin_request();
  void read();
  void on_read(const SocketError& error, std::size_t count);
  void process_input();
  void parse_input();
  void on_header();
  void begin_upload(UploadRequest request);
  void upgrade();
  void send_continue();
  void hold_body();
  std::string new_request_id();

  // A complete upload waits for its result. Meanwhile the client may disconnect.
  void submit_upload();
  void on_result(const UploadQueue::Result& result);
  void watch_client();
  void on_client_readable();
  void watch_for_reset();
  void cancel_upload();

  // A response is sent.
  void refuse(const Refusal& refusal);
  void respond(HttpResponse response);
  void write();
  void on_written(const SocketError& error, std::size_t count);
  void log_request();
  void linger();
  void on_lingered(const SocketError& error);

  // At the deadline, pending socket operations are cancelled.
  void set_deadline(Clock::time_point deadline);
  void wait_for_deadline();
  void on_timer();
  bool timed_out() const { return Clock::now() >= deadline_; }

  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer timer_;
  ConnectionContext& context_;
  std::string client_;  // address, for the log
  State state_ = State::idle;
  Clock::time_point deadline_ = Clock::time_point::max();
  bool timer_pending_ = false;

  std::array<std::byte, 16384> buffer_;
  std::size_t buffered_ = 0;  // bytes at the start of buffer_ that have not been parsed

  std::optional<HttpRequestParser> parser_;
  RequestHead head_;
  Clock::time_point started_;  // when the first byte of the request arrived
  std::optional<HttpResponse>
      response_;  // known from the header; sent once the request is complete
  std::optional<UploadRequest> upload_request_;
  std::unique_ptr<HeldBytes> held_;  // for the body
  std::size_t received_ = 0;         // bytes of the body
  bool complete_ = false;            // the whole request has arrived

  std::shared_ptr<Upload> upload_;  // set while it waits for its result
  ThreadPool::Ticket ticket_ = 0;

  HttpResponse sending_;
  std::string sending_header_;
  std::size_t sent_ = 0;  // bytes of header and body
  bool close_after_ = false;
  Clock::time_point write_started_;
};

}  // namespace emovox::server
