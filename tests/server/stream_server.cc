#include "server/stream_server.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <future>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

namespace emovox::server {

namespace asio = boost::asio;
namespace beast = boost::beast;
using SocketError = boost::system::error_code;
using Json = nlohmann::ordered_json;

namespace {

/// A connection until its request has arrived.
struct Handshake {
  explicit Handshake(asio::ip::tcp::socket accepted) : socket(std::move(accepted)) {}
  beast::tcp_stream socket;
  beast::flat_buffer buffer;
  beast::http::request<beast::http::string_body> request;
};

template <class Condition>
bool wait(const Condition& condition) {
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > patience) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

}  // namespace

class StreamServer::Impl {
 public:
  Impl(const Model& model, const ServeOptions& options, const SessionLimits& limits,
       StreamScheduler::Predict predict)
      : scheduler_(model, options, metrics_, std::move(predict)),
        sessions_(
            scheduler_, options, metrics_,
            [this](std::string_view event, const Json& fields) { log(event, fields); }, limits) {
    accept();
    thread_ = std::thread([this] { io_.run(); });
  }

  ~Impl() {
    io_.stop();
    thread_.join();
  }

  void accept() {
    acceptor_.async_accept([this](const SocketError& error, asio::ip::tcp::socket socket) {
      if (error) return;
      auto handshake = std::make_shared<Handshake>(std::move(socket));
      beast::http::async_read(handshake->socket, handshake->buffer, handshake->request,
                              [this, handshake](const SocketError& broken, std::size_t) {
                                if (broken) return;
                                sessions_.serve(std::move(handshake->socket),
                                                std::move(handshake->request), held_);
                              });
      accept();
    });
  }

  /// Runs on the thread of the sessions.
  template <class Work>
  auto ask(const Work& work) {
    std::packaged_task<decltype(work())()> task(work);
    auto answer = task.get_future();
    asio::post(io_, [&task] { task(); });
    return answer.get();
  }

  void log(std::string_view event, const Json& fields) {
    const std::lock_guard lock(mutex_);
    log_.push_back(Json{{"event", event}});
    log_.back().update(fields);
  }

  mutable std::mutex mutex_;
  std::vector<Json> log_;
  Metrics metrics_;
  asio::io_context io_;
  asio::ip::tcp::acceptor acceptor_{io_, {asio::ip::address_v4::loopback(), 0}};
  std::shared_ptr<void> held_ = std::make_shared<int>();
  StreamScheduler scheduler_;
  StreamSessions sessions_;
  std::atomic<bool> stopped_ = false;
  std::thread thread_;
};

StreamServer::StreamServer(const Model& model, const ServeOptions& options,
                           const SessionLimits& limits, StreamScheduler::Predict predict)
    : impl_(std::make_unique<Impl>(model, options, limits, std::move(predict))) {}
StreamServer::~StreamServer() = default;

std::uint16_t StreamServer::port() const { return impl_->acceptor_.local_endpoint().port(); }
Metrics& StreamServer::metrics() { return impl_->metrics_; }

bool StreamServer::wait_open(std::size_t count) {
  return wait([&] { return impl_->ask([&] { return impl_->sessions_.open(); }) == count; });
}

bool StreamServer::wait_held(std::size_t count) {
  return wait([&] {
    return static_cast<std::size_t>(impl_->ask([&] { return impl_->held_.use_count(); })) ==
           count + 1;
  });
}

void StreamServer::stop() {
  impl_->ask([&] {
    impl_->sessions_.stop(impl_->io_.get_executor(), [&] { impl_->stopped_ = true; });
    return true;
  });
}

bool StreamServer::wait_stopped() {
  return wait([&] { return impl_->stopped_.load(); });
}

std::vector<Json> StreamServer::log() const {
  const std::lock_guard lock(impl_->mutex_);
  return impl_->log_;
}

}  // namespace emovox::server
