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

#include "server/protocol.h"

namespace emovox::server {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;

namespace {

using Clock = std::chrono::steady_clock;
using ErrorCode = boost::system::error_code;
using Request = beast::http::request<beast::http::string_body>;

constexpr char kSubprotocol[] = "emovox";
constexpr std::size_t kReadAtOnce = 16 << 10;  // bytes

std::string new_session_name() {
  static thread_local std::mt19937_64 random{std::random_device{}()};
  constexpr char kDigits[] = "0123456789abcdef";
  std::string name;
  for (auto [digit, bits] = std::pair(0, random()); digit < 16; ++digit, bits >>= 4) {
    name += kDigits[bits & 15];
  }
  return name;
}

/// A token may be offered beside it, as bearer.…; that is never said back.
bool offers_subprotocol(const Request& request) {
  const auto offered = request[beast::http::field::sec_websocket_protocol];
  return beast::http::token_list{offered}.exists(kSubprotocol);
}

std::chrono::nanoseconds in_seconds(double seconds) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::duration<double>(seconds));
}

}  // namespace

/// One socket. Every handler that waits holds it; with the last one it goes.
class StreamSession : public std::enable_shared_from_this<StreamSession> {
 public:
  StreamSession(StreamSessions& streams, beast::tcp_stream socket, Request request,
                std::shared_ptr<void> held)
      : streams_(&streams),
        held_(std::move(held)),
        socket_(std::move(socket)),
        request_(std::move(request)),
        timer_(socket_.get_executor()),
        name_(new_session_name()),
        protocol_({.session = name_,
                   .model = streams.hub_.model().info().name,
                   .labels = streams.hub_.model().labels(),
                   .max_audio = streams.options_.max_audio}) {}

  void run();
  /// The server is to stop: what is open gets its end.
  void stop();
  /// The server does not go on.
  void refuse(const Refusal& refusal) { perform(protocol_.refuse(refusal)); }
  /// Ends at once, with whatever is under way; `reason` is for the log.
  void cut(std::string_view reason);

 private:
  void accept();
  void read();
  void take();
  bool over() const { return streams_ == nullptr; }
  void take_message();
  void perform(Answer answer);
  bool open(const StreamStart& start);
  void hear(VoiceNews news);
  void say(std::string message);
  void write();
  void close();
  void watch();
  Clock::time_point deadline() const;
  void log_start(const StreamStart& start) const;

  StreamSessions* streams_;  // none once it has ended
  std::shared_ptr<void> held_;
  websocket::stream<beast::tcp_stream> socket_;
  Request request_;
  asio::steady_timer timer_;
  const std::string name_;
  StreamProtocol protocol_;
  std::optional<StreamHub::VoiceId> voice_;
  beast::flat_buffer inbox_;  // of a message that has not come whole
  std::deque<std::string> outbox_;
  std::size_t outbox_bytes_ = 0;
  bool writing_ = false;
  bool accepted_ = false;
  std::optional<Closing> closing_;
  std::string failure_;          // of the server, for the log
  Clock::time_point last_sign_;  // of the client
  std::size_t events_ = 0;
};

void StreamSession::run() {
  last_sign_ = Clock::now();
  beast::get_lowest_layer(socket_).expires_never();
  ErrorCode ignored;  // a socket that refuses is one that a read finds broken
  auto& tcp = beast::get_lowest_layer(socket_).socket();
  tcp.set_option(asio::ip::tcp::no_delay(true), ignored);
  tcp.set_option(asio::socket_base::send_buffer_size(static_cast<int>(streams_->limits_.kernel)),
                 ignored);
  socket_.read_message_max(0);  // counted here, where it can be answered
  watch();
  accept();
}

void StreamSession::accept() {
  if (offers_subprotocol(request_)) {
    socket_.set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
      response.set(beast::http::field::sec_websocket_protocol, kSubprotocol);
    }));
  }
  socket_.async_accept(request_, [self = shared_from_this()](const ErrorCode& error) {
    if (error || self->over()) return self->cut("no handshake");
    self->accepted_ = true;
    self->request_ = {};
    self->read();
    if (self->streams_->stopping_) self->stop();
  });
}

void StreamSession::read() {
  auto then = [self = shared_from_this()](const ErrorCode& error, std::size_t) {
    const bool closed = error == websocket::error::closed;
    if (error || self->over()) return self->cut(closed ? "the client closed" : "the client went");
    self->take();
  };
  socket_.async_read_some(inbox_, kReadAtOnce, std::move(then));
}

// Once the stream is closing nothing more is read here: closing throws away whatever comes before
// the client's close.
void StreamSession::take() {
  if (inbox_.size() > streams_->limits_.message) {
    refuse({RefusalCode::too_large, "message: is too large; must have at most " +
                                        std::to_string(streams_->limits_.message) + " bytes"});
  } else if (socket_.is_message_done()) {
    take_message();
    inbox_.clear();
  }
  if (!closing_) read();
}

void StreamSession::take_message() {
  last_sign_ = Clock::now();
  const auto bytes = inbox_.cdata();
  if (socket_.got_text()) {
    perform(protocol_.text({static_cast<const char*>(bytes.data()), bytes.size()}));
  } else {
    perform(protocol_.binary({static_cast<const std::byte*>(bytes.data()), bytes.size()}));
  }
}

void StreamSession::perform(Answer answer) {
  if (over()) return;
  StreamHub& hub = streams_->hub_;
  if (answer.open && !open(*answer.open)) return;
  if (voice_ && !answer.samples.empty()) {
    if (const auto refusal = hub.push(*voice_, answer.samples)) return refuse(*refusal);
  }
  if (voice_ && answer.end) hub.end(*voice_);
  for (std::string& message : answer.messages) say(std::move(message));
  if (!answer.close || closing_) return;
  closing_ = answer.close;
  if (closing_->refused) ++streams_->metrics_.refusals;
  if (voice_) hub.leave(*voice_);
  last_sign_ = Clock::now();
  watch();
  if (!writing_) close();
}

/// False where it was refused, and that was said.
bool StreamSession::open(const StreamStart& start) {
  // The hub's thread hands over; what is told to a session that is no more goes nowhere.
  auto tell = [weak = weak_from_this(), executor = socket_.get_executor()](VoiceNews news) {
    asio::post(executor, [weak, news = std::move(news)]() mutable {
      if (const auto self = weak.lock()) self->hear(std::move(news));
    });
  };
  auto opened = streams_->hub_.open(start, std::move(tell));
  if (const auto* refusal = std::get_if<Refusal>(&opened)) {
    refuse(*refusal);
    return false;
  }
  voice_ = std::get<StreamHub::VoiceId>(opened);
  log_start(start);
  return true;
}

void StreamSession::hear(VoiceNews news) {
  if (streams_ == nullptr || closing_) return;
  for (const HeardEvent& heard : news.events) {
    perform(protocol_.tell(heard.event));
    if (closing_) return;
    ++events_;
    ++streams_->metrics_.stream_events;
    if (heard.event.kind == VoiceEventKind::emotion) {
      streams_->metrics_.event_time.add(Clock::now() - heard.spoken);
    }
  }
  failure_ = std::move(news.failure);
  if (news.refusal) return refuse(*news.refusal);
  if (news.over) perform(protocol_.finish());
}

void StreamSession::say(std::string message) {
  outbox_bytes_ += message.size();
  outbox_.push_back(std::move(message));
  if (!closing_ && outbox_bytes_ > streams_->limits_.outbox) {
    // What is being written must stay; the rest would never be read.
    outbox_.erase(outbox_.begin() + (writing_ ? 1 : 0), outbox_.end());
    outbox_bytes_ = writing_ ? outbox_.front().size() : 0;
    return refuse({RefusalCode::too_slow, "client: reads too slowly; must read what it is told"});
  }
  if (!writing_) write();
}

void StreamSession::write() {
  writing_ = true;
  socket_.text(true);
  socket_.async_write(asio::buffer(outbox_.front()),
                      [self = shared_from_this()](const ErrorCode& error, std::size_t) {
                        self->writing_ = false;
                        if (error || self->over()) return self->cut("the client went");
                        self->outbox_bytes_ -= self->outbox_.front().size();
                        self->outbox_.pop_front();
                        if (!self->outbox_.empty()) return self->write();
                        if (self->closing_) self->close();
                      });
}

void StreamSession::close() {
  const websocket::close_reason reason(websocket::close_code(closing_->code),
                                       {closing_->word.data(), closing_->word.size()});
  socket_.async_close(reason,
                      [self = shared_from_this()](const ErrorCode&) { self->cut("closed"); });
}

void StreamSession::stop() {
  if (accepted_) perform(protocol_.stop());
}

/// The time by which the client must give a sign, or have answered a close.
Clock::time_point StreamSession::deadline() const {
  return last_sign_ + (closing_ ? streams_->limits_.closing : in_seconds(streams_->options_.idle));
}

void StreamSession::watch() {
  timer_.expires_at(deadline());
  timer_.async_wait([weak = weak_from_this()](const ErrorCode& error) {
    const auto self = weak.lock();
    if (error || !self || self->over()) return;
    const auto now = Clock::now();
    // Once it has said "end", the client waits for the server.
    if (self->protocol_.state() == StreamState::ending) self->last_sign_ = now;
    if (now >= self->deadline()) {
      if (self->closing_ || !self->accepted_) return self->cut("no handshake in time");
      self->refuse({RefusalCode::timed_out, "client: said nothing for too long; must go on"});
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

void StreamSession::cut(std::string_view reason) {
  if (over()) return;
  if (voice_) streams_->hub_.leave(*voice_);
  timer_.cancel();
  ErrorCode ignored;
  beast::get_lowest_layer(socket_).socket().close(ignored);
  nlohmann::ordered_json fields{{"session", name_},
                                {"seconds", protocol_.seconds()},
                                {"events", events_},
                                {"reason", closing_ ? closing_->word : reason}};
  if (!failure_.empty()) fields["failure"] = failure_;
  streams_->log_("stream_end", fields);
  std::exchange(streams_, nullptr)->gone(shared_from_this());
}

StreamSessions::StreamSessions(StreamHub& hub, ServeOptions options, Metrics& metrics, Log log,
                               SessionLimits limits)
    : hub_(hub),
      options_(std::move(options)),
      metrics_(metrics),
      log_(std::move(log)),
      limits_(limits) {}

StreamSessions::~StreamSessions() {
  done_ = nullptr;
  while (!sessions_.empty()) {
    const auto session = *sessions_.begin();
    session->cut("the server went");
  }
}

void StreamSessions::serve(beast::tcp_stream socket, Request request, std::shared_ptr<void> held) {
  auto session = std::make_shared<StreamSession>(*this, std::move(socket), std::move(request),
                                                 std::move(held));
  sessions_.insert(session);
  session->run();
}

void StreamSessions::gone(const std::shared_ptr<StreamSession>& session) {
  sessions_.erase(session);
  if (sessions_.empty() && done_) leave();
}

void StreamSessions::leave() {
  grace_.reset();
  std::exchange(done_, nullptr)();
}

void StreamSessions::stop(const asio::any_io_executor& executor, std::function<void()> done) {
  stopping_ = true;
  done_ = std::move(done);
  if (sessions_.empty()) return leave();
  const auto open = sessions_;  // which changes meanwhile
  for (const auto& session : open) session->stop();
  grace_ = std::make_unique<asio::steady_timer>(executor, in_seconds(options_.grace));
  grace_->async_wait([this](const ErrorCode& error) {
    if (error) return;
    const auto late = sessions_;
    for (const auto& session : late) {
      session->refuse({RefusalCode::stopping, "server: stops now; must be asked again later"});
    }
  });
}

}  // namespace emovox::server
