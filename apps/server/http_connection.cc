#include "server/http_connection.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <cctype>
#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>
#include <utility>

namespace emovox::server {
namespace {

using boost::asio::ip::tcp;

std::chrono::steady_clock::duration seconds(double count) {
  return std::chrono::duration_cast<std::chrono::steady_clock::duration>(
      std::chrono::duration<double>(count));
}

std::size_t mebibytes(double count) { return static_cast<std::size_t>(count * 1048576.0); }

// Whether a client's X-Request-Id can be used in the log and in a header field.
bool is_request_id(const std::string& text) {
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
  });
}

}  // namespace

HttpConnection::HttpConnection(tcp::socket socket, ConnectionContext& context)
    : socket_(std::move(socket)), timer_(socket_.get_executor()), context_(context) {
  SocketError ignored;  // these fail if the client has already disconnected
  const auto endpoint = socket_.remote_endpoint(ignored);
  if (!ignored) client_ = endpoint.address().to_string(ignored);
  socket_.set_option(tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
}

void HttpConnection::start() { begin_request(); }

void HttpConnection::reject(const Refusal& refusal) {
  parser_.emplace();
  started_ = Clock::now();
  head_.id = new_request_id();
  refuse(refusal);
}

void HttpConnection::stop() {
  if (state_ == State::idle) close();
}

void HttpConnection::close() {
  if (state_ == State::closed) return;
  if (upload_) cancel_upload();
  state_ = State::closed;
  timer_.cancel();
  SocketError ignored;
  socket_.close(ignored);
  const auto self = shared_from_this();
  context_.on_closed(*this);
}

// --- Reading requests ----------------------------------------------------------------------------

void HttpConnection::begin_request() {
  state_ = State::idle;
  parser_.emplace();
  head_ = {};
  response_.reset();
  upload_request_.reset();
  held_.reset();
  received_ = 0;
  complete_ = false;
  if (context_.stopping && buffered_ == 0) return close();
  process_input();
}

// Parses what has arrived and reads on, unless the request is complete.
void HttpConnection::process_input() {
  try {
    parse_input();
  } catch (const Refused& refused) {
    return refuse(refused.refusal());
  } catch (const Error& error) {
    return refuse(refusal_of(error));
  }
  if (state_ == State::idle || state_ == State::reading) read();
}

void HttpConnection::parse_input() {
  using Progress = HttpRequestParser::Progress;
  for (;;) {
    const auto parsed = parser_->parse({buffer_.data(), buffered_});
    buffered_ -= parsed.bytes;
    std::memmove(buffer_.data(), buffer_.data() + parsed.bytes, buffered_);
    if (state_ == State::idle && parser_->started()) {
      state_ = State::reading;
      started_ = Clock::now();
    }
    if (upload_request_) hold_body();
    if (parsed.progress == Progress::need_more && buffered_ < buffer_.size()) return;
    if (parsed.progress == Progress::need_more) {
      throw Refused(RefusalCode::malformed, "request", "has a line that is too long",
                    "must have shorter lines");
    }
    if (parsed.progress == Progress::header_complete) {
      on_header();
      if (state_ != State::reading) return;
    } else {
      complete_ = true;
      return upload_request_ ? submit_upload() : respond(std::move(*response_));
    }
  }
}

void HttpConnection::on_header() {
  head_ = parser_->head();
  if (!is_request_id(head_.id)) head_.id = new_request_id();
  complete_ = !parser_->has_body();
  RouteResult result = route_request(head_, context_.router);
  if (auto* response = std::get_if<HttpResponse>(&result)) {
    response_ = std::move(*response);
    if (!complete_) respond(std::move(*response_));
  } else if (auto* upload = std::get_if<UploadRequest>(&result)) {
    begin_upload(std::move(*upload));
  } else {
    upgrade();
  }
}

void HttpConnection::begin_upload(UploadRequest request) {
  if (context_.uploads.full()) {
    throw Refused(RefusalCode::busy, "server", "has a full queue of recordings",
                  "must be asked later");
  }
  upload_request_ = std::move(request);
  held_ = std::make_unique<HeldBytes>(context_.held);
  parser_->limit_body(mebibytes(context_.router.options.max_body));
  if (parser_->expects_continue() && buffered_ == 0) send_continue();
}

// The socket's send buffer is empty here, so that it accepts these few bytes at once.
void HttpConnection::send_continue() {
  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  SocketError ignored;  // the next read notices a client that has disconnected
  socket_.write_some(boost::asio::buffer(kContinue), ignored);
}

void HttpConnection::upgrade() {
  if (!complete_ || buffered_ > 0) {
    throw Refused(RefusalCode::malformed, "request", "has bytes after a WebSocket handshake",
                  "must wait for the response");
  }
  state_ = State::closed;
  timer_.cancel();
  const auto self = shared_from_this();
  context_.on_closed(*this);
  ++context_.metrics.requests;
  context_.on_upgrade(std::move(socket_), parser_->handshake());
}

void HttpConnection::hold_body() {
  received_ = parser_->body_size();
  if (held_->grow_to(received_, mebibytes(context_.router.options.max_held))) return;
  throw Refused(RefusalCode::busy, "server", "holds the most bytes of uploads that it may hold",
                "must be asked later");
}

void HttpConnection::read() {
  const ServeOptions& options = context_.router.options;
  const auto idle_deadline = Clock::now() + seconds(options.idle);
  const auto request_deadline = started_ + seconds(options.patience);
  set_deadline(state_ == State::idle ? idle_deadline : std::min(idle_deadline, request_deadline));
  socket_.async_read_some(
      boost::asio::buffer(buffer_.data() + buffered_, buffer_.size() - buffered_),
      [self = shared_from_this()](const SocketError& error, std::size_t count) {
        self->on_read(error, count);
      });
}

void HttpConnection::on_read(const SocketError& error, std::size_t count) {
  if (state_ == State::closed) return;
  if (!error) {
    buffered_ += count;
    return process_input();
  }
  if (state_ == State::idle) return close();
  if (head_.id.empty()) head_.id = new_request_id();
  if (error == boost::asio::error::eof) {
    return refuse(
        {RefusalCode::malformed, "request: ended before it was complete; must be sent to its end"});
  }
  if (error == boost::asio::error::operation_aborted && timed_out()) {
    return refuse({RefusalCode::timed_out, "request: did not arrive in time; must be sent faster"});
  }
  close();
}

std::string HttpConnection::new_request_id() {
  char number[24];
  std::snprintf(number, sizeof number, "%06llx",
                static_cast<unsigned long long>(++context_.last_id));
  return context_.id_prefix + number;
}

// --- Waiting for an upload's result --------------------------------------------------------------

void HttpConnection::submit_upload() {
  state_ = State::predicting;
  set_deadline(Clock::time_point::max());
  upload_ = std::make_shared<Upload>();
  upload_->request_id = head_.id;
  upload_->request = std::move(*upload_request_);
  upload_->body = parser_->take_body();
  upload_->held = std::move(held_);
  // The pool's thread must not be the last owner of a connection: it would destroy the socket
  // there.
  auto done = [weak = weak_from_this(), executor = socket_.get_executor(),
               upload = std::weak_ptr(upload_)](UploadQueue::Result result) {
    boost::asio::post(executor, [weak, upload, result = std::move(result)] {
      const auto self = weak.lock();
      if (self && self->upload_ && self->upload_ == upload.lock()) self->on_result(result);
    });
  };
  const auto ticket = context_.uploads.submit(upload_, std::move(done));
  if (!ticket) {
    upload_.reset();
    return refuse(
        {RefusalCode::busy, "server: has a full queue of recordings; must be asked again later"});
  }
  ticket_ = *ticket;
  watch_client();
}

void HttpConnection::on_result(const UploadQueue::Result& result) {
  upload_.reset();
  SocketError ignored;
  socket_.cancel(ignored);  // the wait of watch_client()
  if (const auto* refusal = std::get_if<Refusal>(&result)) return refuse(*refusal);
  context_.metrics.recording_time.add(Clock::now() - started_);
  respond(json_response(std::get<std::string>(result)));
}

// A client that has disconnected and one that has only shut down its sending side look alike: both
// send FIN. The server then sends 100 Continue, which the client must ignore; a client that has
// disconnected answers it with a reset.
void HttpConnection::watch_client() {
  socket_.async_wait(tcp::socket::wait_read,
                     [self = shared_from_this(), upload = upload_](const SocketError& error) {
                       if (!error && self->upload_ == upload) self->on_client_readable();
                     });
}

void HttpConnection::on_client_readable() {
  std::byte next;
  SocketError error;
  socket_.receive(boost::asio::buffer(&next, 1), tcp::socket::message_peek, error);
  if (error && error != boost::asio::error::eof) return close();
  if (error && head_.version >= 11) send_continue();
  watch_for_reset();
}

void HttpConnection::watch_for_reset() {
  socket_.async_wait(tcp::socket::wait_error,
                     [self = shared_from_this(), upload = upload_](const SocketError& error) {
                       if (!error && self->upload_ == upload) self->close();
                     });
}

void HttpConnection::cancel_upload() {
  upload_->cancelled = true;
  context_.uploads.cancel(ticket_);
  upload_.reset();
}

// --- Writing responses ---------------------------------------------------------------------------

void HttpConnection::refuse(const Refusal& refusal) {
  ++context_.metrics.refusals;
  if (head_.id.empty()) head_.id = new_request_id();
  // After a malformed request, the start of the next one is unknown: the connection closes.
  if (refusal.code == RefusalCode::malformed) complete_ = false;
  respond(error_response(refusal, head_.id));
}

// If the request is incomplete, its rest is not read, and the connection closes after the response.
void HttpConnection::respond(HttpResponse response) {
  state_ = State::writing;
  sending_ = std::move(response);
  upload_request_.reset();
  held_.reset();
  close_after_ = !complete_ || context_.stopping || !parser_->keep_alive();
  sending_header_ = header_text(
      sending_, {.request_id = head_.id, .version = head_.version, .close = close_after_});
  if (head_.method == "HEAD") sending_.body.clear();
  if (head_.method == "HEAD") sending_.static_body = {};
  sent_ = 0;
  write_started_ = Clock::now();
  write();
}

void HttpConnection::write() {
  const ServeOptions& options = context_.router.options;
  set_deadline(
      std::min(write_started_ + seconds(options.patience), Clock::now() + seconds(options.idle)));
  const std::string_view header = sending_header_, body = sending_.content();
  const std::size_t of_header = std::min(sent_, header.size());
  const std::array<boost::asio::const_buffer, 2> rest{
      boost::asio::buffer(header.substr(of_header)),
      boost::asio::buffer(body.substr(sent_ - of_header))};
  socket_.async_write_some(
      rest, [self = shared_from_this()](const SocketError& error, std::size_t count) {
        self->on_written(error, count);
      });
}

void HttpConnection::on_written(const SocketError& error, std::size_t count) {
  if (state_ == State::closed) return;
  sent_ += count;
  const bool all = sent_ == sending_header_.size() + sending_.content().size();
  if (!error && !all) return write();
  log_request();
  if (error) return close();
  sending_ = {};
  close_after_ ? linger() : begin_request();
}

void HttpConnection::log_request() {
  ++context_.metrics.requests;
  const std::string_view path = std::string_view(head_.target).substr(0, head_.target.find('?'));
  const auto taken = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - started_);
  context_.log.write("request", {{"id", head_.id},
                                 {"client", client_},
                                 {"method", head_.method.substr(0, 20)},
                                 {"path", path.substr(0, 200)},
                                 {"status", sending_.status},
                                 {"received", received_},
                                 {"sent", sent_},
                                 {"seconds", static_cast<double>(taken.count()) / 1e6}});
}

// Lingering close: closing a socket with unread bytes resets the connection, and the client might
// lose the response. So data that arrives for a short time is read and dropped first.
void HttpConnection::linger() {
  constexpr std::chrono::seconds kLingerTime{2};
  state_ = State::lingering;
  SocketError error;
  socket_.shutdown(tcp::socket::shutdown_send, error);
  if (error) return close();
  set_deadline(Clock::now() + kLingerTime);
  on_lingered({});
}

void HttpConnection::on_lingered(const SocketError& error) {
  if (state_ == State::closed) return;
  if (error || timed_out()) return close();
  socket_.async_read_some(boost::asio::buffer(buffer_),
                          [self = shared_from_this()](const SocketError& failed, std::size_t) {
                            self->on_lingered(failed);
                          });
}

// --- Time ----------------------------------------------------------------------------------------

void HttpConnection::set_deadline(Clock::time_point deadline) {
  deadline_ = deadline;
  // A pending timer that expires before the deadline waits again.
  if (timer_pending_ && timer_.expiry() <= deadline) return;
  wait_for_deadline();
}

void HttpConnection::wait_for_deadline() {
  timer_pending_ = true;
  timer_.expires_at(deadline_);
  timer_.async_wait([self = shared_from_this()](const SocketError& error) {
    if (!error) self->on_timer();
  });
}

void HttpConnection::on_timer() {
  timer_pending_ = false;
  if (state_ == State::closed || deadline_ == Clock::time_point::max()) return;
  if (!timed_out()) return wait_for_deadline();
  SocketError ignored;
  socket_.cancel(ignored);
}

}  // namespace emovox::server
