#include "server/stream_session.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <deque>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <utility>
#include <variant>

#include "server/stream_protocol.h"

namespace emovox::server {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;

namespace {

using Clock = std::chrono::steady_clock;
using ErrorCode = boost::system::error_code;

constexpr char kSubprotocol[] = "emovox";
constexpr std::size_t kReadSize = 16 << 10;  // bytes

std::string new_session_name() {
  static thread_local std::mt19937_64 random{std::random_device{}()};
  constexpr char kDigits[] = "0123456789abcdef";
  std::string name;
  for (auto [digit, bits] = std::pair(0, random()); digit < 16; ++digit, bits >>= 4) {
    name += kDigits[bits & 15];
  }
  return name;
}

/// A client may offer its token as a second subprotocol, "bearer.…", which is never sent back.
bool offers_subprotocol(const WebSocketHandshake& handshake) {
  const auto offered = handshake[beast::http::field::sec_websocket_protocol];
  return beast::http::token_list{offered}.exists(kSubprotocol);
}

std::chrono::nanoseconds in_seconds(double seconds) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::duration<double>(seconds));
}

}  // namespace

/// One WebSocket. Pending handlers own it; it is destroyed with the last of them.
class StreamSession : public std::enable_shared_from_this<StreamSession> {
 public:
  StreamSession(StreamSessions& streams, beast::tcp_stream socket, WebSocketHandshake handshake,
                std::shared_ptr<void> held)
      : streams_(&streams),
        held_(std::move(held)),
        socket_(std::move(socket)),
        handshake_(std::move(handshake)),
        timer_(socket_.get_executor()),
        name_(new_session_name()),
        protocol_({.session = name_,
                   .model = streams.scheduler_.model().info().name,
                   .labels = streams.scheduler_.model().labels(),
                   .max_audio = streams.options_.max_audio}) {}

  void run();
  /// The server shuts down: ends the stream.
  void stop();
  /// Sends an error and closes.
  void refuse(const Refusal& refusal) { perform(protocol_.refuse(refusal)); }
  /// Closes the connection at once; `reason` is for the log.
  void disconnect(std::string_view reason);

 private:
  void accept();
  void read();
  void on_read();
  bool over() const { return streams_ == nullptr; }
  void on_message();
  void perform(Actions actions);
  bool open(const StreamStart& start);
  void on_update(StreamUpdate update);
  void send(std::string message);
  void write();
  void close();
  void watch();
  Clock::time_point deadline() const;
  void log_start(const StreamStart& start) const;

  StreamSessions* streams_;  // null once the connection has ended
  std::shared_ptr<void> held_;
  websocket::stream<beast::tcp_stream> socket_;
  WebSocketHandshake handshake_;
  asio::steady_timer timer_;
  const std::string name_;
  StreamProtocol protocol_;
  std::optional<StreamScheduler::StreamId> stream_;
  beast::flat_buffer inbox_;  // of a message that has not arrived completely
  std::deque<std::string> outbox_;
  std::size_t outbox_bytes_ = 0;
  bool writing_ = false;
  bool accepted_ = false;
  std::optional<CloseFrame> closing_;  // set once the close frame is due
  std::string failure_;                // an internal error, for the log
  Clock::time_point last_activity_;    // of the client
  std::size_t events_ = 0;
};

void StreamSession::run() {
  last_activity_ = Clock::now();
  beast::get_lowest_layer(socket_).expires_never();
  ErrorCode ignored;  // the next read notices a broken socket
  auto& tcp = beast::get_lowest_layer(socket_).socket();
  tcp.set_option(asio::ip::tcp::no_delay(true), ignored);
  tcp.set_option(
      asio::socket_base::send_buffer_size(static_cast<int>(streams_->limits_.send_buffer)),
      ignored);
  socket_.read_message_max(0);  // on_read() limits it and sends an error
  watch();
  accept();
}

void StreamSession::accept() {
  if (offers_subprotocol(handshake_)) {
    socket_.set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
      response.set(beast::http::field::sec_websocket_protocol, kSubprotocol);
    }));
  }
  socket_.async_accept(handshake_, [self = shared_from_this()](const ErrorCode& error) {
    if (error || self->over()) return self->disconnect("no handshake");
    self->accepted_ = true;
    self->handshake_ = {};
    self->read();
    if (self->streams_->stopping_) self->stop();
  });
}

void StreamSession::read() {
  auto then = [self = shared_from_this()](const ErrorCode& error, std::size_t) {
    const bool closed = error == websocket::error::closed;
    if (error || self->over())
      return self->disconnect(closed ? "the client closed" : "the client disconnected");
    self->on_read();
  };
  socket_.async_read_some(inbox_, kReadSize, std::move(then));
}

// Once the stream is closing, nothing more is read here: async_close() drops what arrives before
// the client's close frame.
void StreamSession::on_read() {
  if (inbox_.size() > streams_->limits_.message) {
    refuse({RefusalCode::too_large, "message: is too large; must have at most " +
                                        std::to_string(streams_->limits_.message) + " bytes"});
  } else if (socket_.is_message_done()) {
    on_message();
    inbox_.clear();
  }
  if (!closing_) read();
}

void StreamSession::on_message() {
  last_activity_ = Clock::now();
  const auto bytes = inbox_.cdata();
  if (socket_.got_text()) {
    perform(protocol_.text({static_cast<const char*>(bytes.data()), bytes.size()}));
  } else {
    perform(protocol_.binary({static_cast<const std::byte*>(bytes.data()), bytes.size()}));
  }
}

void StreamSession::perform(Actions actions) {
  if (over()) return;
  StreamScheduler& scheduler = streams_->scheduler_;
  if (actions.open && !open(*actions.open)) return;
  if (stream_ && !actions.samples.empty()) {
    if (const auto refusal = scheduler.push(*stream_, actions.samples)) return refuse(*refusal);
  }
  if (stream_ && actions.end) scheduler.end(*stream_);
  for (std::string& message : actions.messages) send(std::move(message));
  if (!actions.close || closing_) return;
  closing_ = actions.close;
  if (closing_->refused) ++streams_->metrics_.refusals;
  if (stream_) scheduler.remove(*stream_);
  last_activity_ = Clock::now();
  watch();
  if (!writing_) close();
}

/// False where the stream was refused; the error has been sent.
bool StreamSession::open(const StreamStart& start) {
  // Moves updates from the scheduler's thread to this one, and drops those for ended sessions.
  auto callback = [weak = weak_from_this(),
                   executor = socket_.get_executor()](StreamUpdate update) {
    asio::post(executor, [weak, update = std::move(update)]() mutable {
      if (const auto self = weak.lock()) self->on_update(std::move(update));
    });
  };
  auto opened = streams_->scheduler_.open(start, std::move(callback));
  if (const auto* refusal = std::get_if<Refusal>(&opened)) {
    refuse(*refusal);
    return false;
  }
  stream_ = std::get<StreamScheduler::StreamId>(opened);
  log_start(start);
  return true;
}

void StreamSession::on_update(StreamUpdate update) {
  if (streams_ == nullptr || closing_) return;
  for (const TimedEvent& timed : update.events) {
    perform(protocol_.event(timed.event));
    if (closing_) return;
    ++events_;
    ++streams_->metrics_.stream_events;
    if (timed.event.kind == VoiceEventKind::emotion) {
      streams_->metrics_.event_time.add(Clock::now() - timed.arrived);
    }
  }
  failure_ = std::move(update.failure);
  if (update.refusal) return refuse(*update.refusal);
  if (update.finished) perform(protocol_.finish());
}

void StreamSession::send(std::string message) {
  outbox_bytes_ += message.size();
  outbox_.push_back(std::move(message));
  if (!closing_ && outbox_bytes_ > streams_->limits_.outbox) {
    // The message that is being written must stay. The client would never read the others.
    outbox_.erase(outbox_.begin() + (writing_ ? 1 : 0), outbox_.end());
    outbox_bytes_ = writing_ ? outbox_.front().size() : 0;
    return refuse(
        {RefusalCode::too_slow, "client: reads too slowly; must read its messages as they arrive"});
  }
  if (!writing_) write();
}

void StreamSession::write() {
  writing_ = true;
  socket_.text(true);
  socket_.async_write(asio::buffer(outbox_.front()),
                      [self = shared_from_this()](const ErrorCode& error, std::size_t) {
                        self->writing_ = false;
                        if (error || self->over())
                          return self->disconnect("the client disconnected");
                        self->outbox_bytes_ -= self->outbox_.front().size();
                        self->outbox_.pop_front();
                        if (!self->outbox_.empty()) return self->write();
                        if (self->closing_) self->close();
                      });
}

void StreamSession::close() {
  const websocket::close_reason reason(websocket::close_code(closing_->code),
                                       {closing_->reason.data(), closing_->reason.size()});
  socket_.async_close(
      reason, [self = shared_from_this()](const ErrorCode&) { self->disconnect("closed"); });
}

void StreamSession::stop() {
  if (accepted_) perform(protocol_.stop());
}

/// The time by which the client must send something, or have answered the close frame.
Clock::time_point StreamSession::deadline() const {
  return last_activity_ +
         (closing_ ? streams_->limits_.closing : in_seconds(streams_->options_.idle));
}

void StreamSession::watch() {
  timer_.expires_at(deadline());
  timer_.async_wait([weak = weak_from_this()](const ErrorCode& error) {
    const auto self = weak.lock();
    if (error || !self || self->over()) return;
    const auto now = Clock::now();
    // After "end", the client waits for the server, so that there is no deadline for the client.
    if (self->protocol_.state() == StreamState::ending) self->last_activity_ = now;
    if (now >= self->deadline()) {
      if (self->closing_ || !self->accepted_) return self->disconnect("no handshake in time");
      self->refuse(
          {RefusalCode::timed_out, "client: sent nothing for too long; must send samples or end"});
    } else {
      self->watch();
    }
  });
}

void StreamSession::log_start(const StreamStart& start) const {
  streams_->log_("stream_start", {{"session", name_},
                                  {"sample_rate", start.sample_rate},
                                  {"encoding", to_name(start.encoding)}});
}

void StreamSession::disconnect(std::string_view reason) {
  if (over()) return;
  if (stream_) streams_->scheduler_.remove(*stream_);
  timer_.cancel();
  ErrorCode ignored;
  beast::get_lowest_layer(socket_).socket().close(ignored);
  nlohmann::ordered_json fields{{"session", name_},
                                {"seconds", protocol_.seconds()},
                                {"events", events_},
                                {"reason", closing_ ? closing_->reason : reason}};
  if (!failure_.empty()) fields["failure"] = failure_;
  streams_->log_("stream_end", fields);
  std::exchange(streams_, nullptr)->remove(shared_from_this());
}

StreamSessions::StreamSessions(StreamScheduler& scheduler, ServeOptions options, Metrics& metrics,
                               Log log, SessionLimits limits)
    : scheduler_(scheduler),
      options_(std::move(options)),
      metrics_(metrics),
      log_(std::move(log)),
      limits_(limits) {}

StreamSessions::~StreamSessions() {
  done_ = nullptr;
  while (!sessions_.empty()) {
    const auto session = *sessions_.begin();
    session->disconnect("the server ended");
  }
}

void StreamSessions::serve(beast::tcp_stream socket, WebSocketHandshake handshake,
                           std::shared_ptr<void> held) {
  auto session = std::make_shared<StreamSession>(*this, std::move(socket), std::move(handshake),
                                                 std::move(held));
  sessions_.insert(session);
  session->run();
}

void StreamSessions::remove(const std::shared_ptr<StreamSession>& session) {
  sessions_.erase(session);
  if (sessions_.empty() && done_) finish_stop();
}

void StreamSessions::finish_stop() {
  grace_timer_.reset();
  std::exchange(done_, nullptr)();
}

void StreamSessions::stop(const asio::any_io_executor& executor, std::function<void()> done) {
  stopping_ = true;
  done_ = std::move(done);
  if (sessions_.empty()) return finish_stop();
  const auto open = sessions_;  // a copy: stop() may remove sessions
  for (const auto& session : open) session->stop();
  grace_timer_ = std::make_unique<asio::steady_timer>(executor, in_seconds(options_.grace));
  grace_timer_->async_wait([this](const ErrorCode& error) {
    if (error) return;
    const auto late = sessions_;
    for (const auto& session : late) {
      session->refuse(
          {RefusalCode::stopping, "server: is shutting down; must be asked again later"});
    }
  });
}

}  // namespace emovox::server
