// A connection that answers, and goes on to the next request or ends.
#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <nlohmann/json.hpp>
#include <utility>

#include "server/http_connection.h"

namespace emovox::server {

using boost::asio::ip::tcp;

void HttpConnection::refuse(const Refusal& refusal) {
  ++shared_.metrics.refusals;
  if (head_.id.empty()) head_.id = own_id();
  if (refusal.code == RefusalCode::malformed) whole_ = false;  // who knows what would follow
  answer(refusal_answer(refusal, head_.id));
}

// What of the request has not come is not waited for: then the connection ends with the answer.
void HttpConnection::answer(HttpAnswer answer) {
  state_ = State::answering;
  answer_ = std::move(answer);
  upload_.reset();
  held_.reset();
  last_answer_ = !whole_ || shared_.stopping || !request_->keeps_alive();
  answer_head_ =
      head_text(answer_, {.request_id = head_.id, .version = head_.version, .last = last_answer_});
  if (head_.method == "HEAD") answer_.body.clear();
  if (head_.method == "HEAD") answer_.lasting_body = {};
  sent_ = 0;
  answer_begun_ = Clock::now();
  write();
}

void HttpConnection::write() {
  const ServeOptions& options = shared_.house.options;
  const std::chrono::duration<double> patience(options.patience), idle(options.idle);
  using std::chrono::duration_cast;
  set_deadline(std::min(answer_begun_ + duration_cast<Clock::duration>(patience),
                        Clock::now() + duration_cast<Clock::duration>(idle)));
  const std::string_view head = answer_head_, body = answer_.content();
  const std::size_t of_head = std::min(sent_, head.size());
  const std::array<boost::asio::const_buffer, 2> rest{
      boost::asio::buffer(head.substr(of_head)), boost::asio::buffer(body.substr(sent_ - of_head))};
  socket_.async_write_some(
      rest, [self = shared_from_this()](const SocketError& error, std::size_t count) {
        self->on_written(error, count);
      });
}

void HttpConnection::on_written(const SocketError& error, std::size_t count) {
  if (state_ == State::closed) return;
  sent_ += count;
  const bool all = sent_ == answer_head_.size() + answer_.content().size();
  if (!error && !all) return write();
  tell_request();
  if (error) return close();
  answer_ = {};
  last_answer_ ? drain() : begin_request();
}

void HttpConnection::tell_request() {
  ++shared_.metrics.requests;
  const std::string_view path = std::string_view(head_.target).substr(0, head_.target.find('?'));
  const auto taken = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begun_);
  shared_.log.tell("request", {{"id", head_.id},
                               {"client", client_},
                               {"method", head_.method.substr(0, 20)},
                               {"path", path.substr(0, 200)},
                               {"status", answer_.status},
                               {"received", received_},
                               {"sent", sent_},
                               {"seconds", static_cast<double>(taken.count()) / 1e6}});
}

// Who closes while bytes still come resets the connection, and the client may never see the answer:
// what comes is read for a moment.
void HttpConnection::drain() {
  constexpr std::chrono::seconds kMoment{2};
  state_ = State::draining;
  SocketError error;
  socket_.shutdown(tcp::socket::shutdown_send, error);
  if (error) return close();
  set_deadline(Clock::now() + kMoment);
  on_drained({});
}

void HttpConnection::on_drained(const SocketError& error) {
  if (state_ == State::closed) return;
  if (error || timed_out()) return close();
  socket_.async_read_some(boost::asio::buffer(buffer_),
                          [self = shared_from_this()](const SocketError& failed, std::size_t) {
                            self->on_drained(failed);
                          });
}

}  // namespace emovox::server
