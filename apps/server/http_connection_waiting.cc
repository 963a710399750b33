// A connection whose request waits for a thread, and for what that makes of it.
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "server/http_connection.h"

namespace emovox::server {

using boost::asio::ip::tcp;

void HttpConnection::judge() {
  state_ = State::judging;
  set_deadline(Clock::time_point::max());
  order_ = std::make_shared<UploadOrder>();
  order_->id = head_.id;
  order_->wanted = std::move(*upload_);
  order_->body = request_->take_body();
  order_->held = std::move(held_);
  // Whoever judges must not be the last to hold a connection.
  auto done = [weak = weak_from_this(), executor = socket_.get_executor(),
               order = std::weak_ptr(order_)](Judging::Verdict verdict) {
    boost::asio::post(executor, [weak, order, verdict = std::move(verdict)] {
      const auto self = weak.lock();
      if (self && self->order_ && self->order_ == order.lock()) self->on_verdict(verdict);
    });
  };
  const auto ticket = shared_.judging.add(order_, std::move(done));
  if (!ticket) {
    order_.reset();
    return refuse(
        {RefusalCode::busy,
         "server: has as many recordings waiting as it takes; must be asked again later"});
  }
  ticket_ = *ticket;
  watch_client();
}

void HttpConnection::on_verdict(const Judging::Verdict& verdict) {
  order_.reset();
  SocketError ignored;  // the watch alone is under way, if anything
  socket_.cancel(ignored);
  if (const auto* refusal = std::get_if<Refusal>(&verdict)) return refuse(*refusal);
  shared_.metrics.recording_time.add(Clock::now() - begun_);
  answer(json_answer(std::get<std::string>(verdict)));
}

// A client that closes, or is killed, and one that only says that it will ask no more, look alike:
// nothing more comes from either. An answer that tells nothing (100 Continue) tells them apart, for
// it is one who has gone that answers with a reset.
void HttpConnection::watch_client() {
  socket_.async_wait(tcp::socket::wait_read,
                     [self = shared_from_this(), order = order_](const SocketError& error) {
                       if (!error && self->order_ == order) self->on_client_readable();
                     });
}

void HttpConnection::on_client_readable() {
  std::byte next;
  SocketError error;
  socket_.receive(boost::asio::buffer(&next, 1), tcp::socket::message_peek, error);
  if (error && error != boost::asio::error::eof) return close();
  if (error && head_.version >= 11) give_consent();
  watch_for_reset();
}

void HttpConnection::watch_for_reset() {
  socket_.async_wait(tcp::socket::wait_error,
                     [self = shared_from_this(), order = order_](const SocketError& error) {
                       if (!error && self->order_ == order) self->close();
                     });
}

void HttpConnection::abandon() {
  order_->abandoned = true;
  shared_.judging.withdraw(ticket_);
  order_.reset();
}

}  // namespace emovox::server
