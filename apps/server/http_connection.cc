#include "server/http_connection.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/write.hpp>
#include <cctype>
#include <cstdio>
#include <cstring>
#include <utility>

namespace emovox::server {
namespace {

using boost::asio::ip::tcp;

std::chrono::steady_clock::duration seconds(double count) {
  return std::chrono::duration_cast<std::chrono::steady_clock::duration>(
      std::chrono::duration<double>(count));
}

std::size_t mebibytes(double count) { return static_cast<std::size_t>(count * 1048576.0); }

// A client's own id, where it can stand in a log and in a field.
bool is_id(const std::string& text) {
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
  });
}

}  // namespace

HttpConnection::HttpConnection(tcp::socket socket, HttpShared& shared)
    : socket_(std::move(socket)), timer_(socket_.get_executor()), shared_(shared) {
  SocketError ignored;  // whose address cannot be told has gone already
  const auto endpoint = socket_.remote_endpoint(ignored);
  if (!ignored) client_ = endpoint.address().to_string(ignored);
  socket_.set_option(tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
}

void HttpConnection::start() { begin_request(); }

void HttpConnection::turn_away(const Refusal& refusal) {
  request_.emplace();
  begun_ = Clock::now();
  head_.id = own_id();
  refuse(refusal);
}

void HttpConnection::stop() {
  if (state_ == State::idle) close();
}

void HttpConnection::cut() { close(); }

// --- Reading -------------------------------------------------------------------------------------

void HttpConnection::begin_request() {
  state_ = State::idle;
  request_.emplace();
  head_ = {};
  early_answer_.reset();
  upload_.reset();
  held_.reset();
  received_ = 0;
  whole_ = false;
  if (shared_.stopping && buffered_ == 0) return close();
  take();
}

// Bytes that have come are taken; then more are waited for, unless the request is whole.
void HttpConnection::take() {
  try {
    take_pieces();
  } catch (const Refused& refused) {
    return refuse(refused.refusal());
  } catch (const Error& error) {
    return refuse(refusal_of(error));
  }
  if (state_ == State::idle || state_ == State::reading) read();
}

void HttpConnection::take_pieces() {
  using Progress = HttpRequest::Progress;
  for (;;) {
    const auto taken = request_->take({buffer_.data(), buffered_});
    buffered_ -= taken.bytes;
    std::memmove(buffer_.data(), buffer_.data() + taken.bytes, buffered_);
    if (state_ == State::idle && request_->begun()) {
      state_ = State::reading;
      begun_ = Clock::now();
    }
    if (upload_) hold_body();
    if (taken.progress == Progress::more && buffered_ < buffer_.size()) return;
    if (taken.progress == Progress::more) {
      throw Refused(RefusalCode::malformed, "request", "has too long a line", "must be shorter");
    }
    if (taken.progress == Progress::head) {
      take_head();
      if (state_ != State::reading) return;
    } else {
      whole_ = true;
      return upload_ ? judge() : answer(std::move(*early_answer_));
    }
  }
}

void HttpConnection::take_head() {
  head_ = request_->head();
  if (!is_id(head_.id)) head_.id = own_id();
  whole_ = !request_->has_body();
  Reception reception = receive(head_, shared_.house);
  if (auto* known = std::get_if<HttpAnswer>(&reception)) {
    early_answer_ = std::move(*known);
    if (!whole_) answer(std::move(*early_answer_));
  } else if (auto* wanted = std::get_if<UploadWanted>(&reception)) {
    take_upload(std::move(*wanted));
  } else {
    take_stream();
  }
}

void HttpConnection::take_upload(UploadWanted wanted) {
  if (shared_.judging.full()) {
    throw Refused(RefusalCode::busy, "server", "has as many recordings waiting as it takes",
                  "must be asked again later");
  }
  upload_ = std::move(wanted);
  held_ = std::make_unique<HeldBytes>(shared_.held);
  request_->limit_body(mebibytes(shared_.house.options.max_body));
  if (request_->waits_for_consent() && buffered_ == 0) give_consent();
}

// The socket's buffer is empty: these few bytes find room in it.
void HttpConnection::give_consent() {
  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  SocketError ignored;  // a client that has gone is noticed when it is read from
  socket_.write_some(boost::asio::buffer(kContinue), ignored);
}

void HttpConnection::take_stream() {
  if (!whole_ || buffered_ > 0) {
    throw Refused(RefusalCode::malformed, "request", "has bytes behind a WebSocket handshake",
                  "must wait for its answer");
  }
  state_ = State::closed;
  timer_.cancel();
  const auto self = shared_from_this();
  shared_.gone(*this);
  ++shared_.metrics.requests;
  shared_.become_stream(std::move(socket_), *request_);
}

void HttpConnection::hold_body() {
  received_ = request_->body_size();
  if (held_->grow_to(received_, mebibytes(shared_.house.options.max_held))) return;
  throw Refused(RefusalCode::busy, "server", "holds as many uploads as it takes",
                "must be asked again later");
}

void HttpConnection::read() {
  const ServeOptions& options = shared_.house.options;
  const auto by_idleness = Clock::now() + seconds(options.idle);
  const auto by_patience = begun_ + seconds(options.patience);
  set_deadline(state_ == State::idle ? by_idleness : std::min(by_idleness, by_patience));
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
    return take();
  }
  if (state_ == State::idle) return close();  // between requests nobody is owed an answer
  if (head_.id.empty()) head_.id = own_id();
  if (error == boost::asio::error::eof) {
    return refuse({RefusalCode::malformed, "request: ends within itself; must be whole"});
  }
  if (error == boost::asio::error::operation_aborted && timed_out()) {
    return refuse({RefusalCode::timed_out, "request: did not arrive in time; must be faster"});
  }
  close();
}

std::string HttpConnection::own_id() {
  char number[24];
  std::snprintf(number, sizeof number, "%06llx",
                static_cast<unsigned long long>(++shared_.last_id));
  return shared_.id_prefix + number;
}

void HttpConnection::close() {
  if (state_ == State::closed) return;
  if (order_) abandon();
  state_ = State::closed;
  timer_.cancel();
  SocketError ignored;  // it ends in any case
  socket_.close(ignored);
  const auto self = shared_from_this();
  shared_.gone(*this);
}

// --- Time ----------------------------------------------------------------------------------------

void HttpConnection::set_deadline(Clock::time_point deadline) {
  deadline_ = deadline;
  // A timer that waits for an earlier moment sees then that there is a later one.
  if (timer_waits_ && timer_.expiry() <= deadline) return;
  wait_for_deadline();
}

void HttpConnection::wait_for_deadline() {
  timer_waits_ = true;
  timer_.expires_at(deadline_);
  timer_.async_wait([self = shared_from_this()](const SocketError& error) {
    if (!error) self->on_clock();
  });
}

void HttpConnection::on_clock() {
  timer_waits_ = false;
  if (state_ == State::closed || deadline_ == Clock::time_point::max()) return;
  if (!timed_out()) return wait_for_deadline();
  SocketError ignored;  // what cannot be cancelled has ended
  socket_.cancel(ignored);
}

}  // namespace emovox::server
