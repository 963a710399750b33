#include "server/server.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <random>
#include <set>
#include <utility>

#include "server/http_connection.h"
#include "server/stream_scheduler.h"
#include "server/stream_session.h"
#include "server/upload_queue.h"

namespace emovox::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Seconds = std::chrono::duration<double>;

/// Connections over max_connections that receive an error response; any more are closed at once.
constexpr std::size_t kMaxRejected = 64;

[[noreturn]] void fail_to_listen(const ServeOptions& options, const error_code& error) {
  const bool not_local = error == asio::error::host_not_found ||
                         error == boost::system::errc::address_not_available ||
                         error.category() == asio::error::get_netdb_category();
  throw Error(
      not_local ? ErrorCode::invalid_argument : ErrorCode::io,
      options.host + ":" + std::to_string(options.port),
      "cannot be listened on (" + error.message() + ")",
      not_local ? "must be an address of this machine" : "must be free; --port names another");
}

tcp::acceptor listen(asio::io_context& io, const ServeOptions& options) {
  error_code error;
  tcp::resolver resolver(io);
  const auto found =
      resolver.resolve(options.host, std::to_string(options.port), tcp::resolver::passive, error);
  if (error || found.empty()) fail_to_listen(options, error);
  // "localhost" resolves to an IPv4 and an IPv6 address: most clients expect IPv4.
  const auto ipv4 =
      std::ranges::find_if(found, [](const auto& one) { return one.endpoint().address().is_v4(); });
  const tcp::endpoint endpoint = ipv4 == found.end() ? *found.begin() : *ipv4;
  tcp::acceptor acceptor(io);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
  if (error) fail_to_listen(options, error);
  return acceptor;
}

// Makes the request ids of two runs differ.
std::string random_prefix() {
  std::random_device device;
  char text[16];
  std::snprintf(text, sizeof text, "%08x-", static_cast<unsigned>(device()));
  return text;
}

const ServeOptions& checked(const ServeOptions& options) {
  validate(options);
  return options;
}

}  // namespace

class Server::Impl {
 public:
  Impl(Model model, const ServeOptions& options, Log& log)
      : options_(checked(options)),
        model_(std::move(model)),
        log_(log),
        acceptor_(listen(io_, options_)),
        endpoint_(acceptor_.local_endpoint()),
        stop_event_(io_, ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
        stop_descriptor_(stop_event_.native_handle()),
        accept_timer_(io_),
        grace_timer_(io_),
        uploads_(model_, options_, metrics_, log_),
        scheduler_(model_, options_, metrics_),
        streams_(scheduler_, options_, metrics_,
                 [this](std::string_view event, const nlohmann::ordered_json& fields) {
                   log_.write(event, fields);
                 }),
        context_{.router = {model_, options_, metrics_, endpoint_.address().is_loopback()},
                 .metrics = metrics_,
                 .log = log_,
                 .uploads = uploads_,
                 .held = held_,
                 .id_prefix = random_prefix()} {
    context_.on_closed = [this](HttpConnection& connection) { remove(connection); };
    context_.on_upgrade = [this](tcp::socket socket, WebSocketHandshake handshake) {
      serve_stream(std::move(socket), std::move(handshake));
    };
  }

  int port() const noexcept { return endpoint_.port(); }
  const Metrics& metrics() const noexcept { return metrics_; }

  std::string address() const {
    const auto ip = endpoint_.address();
    const std::string host = ip.is_v6() ? "[" + ip.to_string() + "]" : ip.to_string();
    return "http://" + host + ":" + std::to_string(port()) + "/";
  }

  void run() {
    log_start();
    accept();
    stop_event_.async_wait(asio::posix::stream_descriptor::wait_read,
                           [this](const error_code& error) {
                             if (!error) begin_shutdown();
                           });
    io_.run();
    log_.write("stopped", {{"requests", metrics_.requests.load()}});
  }

  // A single write(), which is safe in a signal handler.
  void stop() const noexcept {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(stop_descriptor_, &one, sizeof one);
  }

 private:
  void log_start() {
    log_.write("listening", {{"address", address()}, {"model", model_.info().name}});
    if (!context_.router.loopback_only && options_.token.empty()) {
      log_.write("warning", {{"message", "anyone who can reach " + address() +
                                             " can use it; --token requires a token"}});
    }
  }

  void accept() {
    acceptor_.async_accept([this](const error_code& error, tcp::socket socket) {
      if (context_.stopping) return;
      if (error) return wait_to_accept(error);
      receive(std::move(socket));
      accept();
    });
  }

  // Most likely the process has no file descriptor left: tries again after a moment.
  void wait_to_accept(const error_code& error) {
    log_.write("failure", {{"message", "accepting: " + error.message()}});
    accept_timer_.expires_after(std::chrono::milliseconds(100));
    accept_timer_.async_wait([this](const error_code& stopped) {
      if (!stopped) accept();
    });
  }

  void receive(tcp::socket socket) {
    ++metrics_.connections;
    const bool full = open() >= options_.max_connections;
    if (full && rejected_.size() >= kMaxRejected) return;
    const auto connection = std::make_shared<HttpConnection>(std::move(socket), context_);
    (full ? rejected_ : connections_).insert(connection);
    ++metrics_.connections_open;
    if (!full) return connection->start();
    connection->reject(
        {RefusalCode::busy, "server: has too many connections; must be asked again later"});
  }

  void serve_stream(tcp::socket socket, WebSocketHandshake handshake) {
    ++metrics_.connections_open;
    streams_.serve(boost::beast::tcp_stream(std::move(socket)), std::move(handshake),
                   std::shared_ptr<void>(nullptr, [this](void*) { --metrics_.connections_open; }));
  }

  std::size_t open() const { return connections_.size() + streams_.open(); }

  void remove(HttpConnection& connection) {
    --metrics_.connections_open;
    if (connections_.erase(connection.shared_from_this()) == 0) {
      rejected_.erase(connection.shared_from_this());
    }
    stop_timer_if_idle();
  }

  void begin_shutdown() {
    context_.stopping = true;
    log_.write("stopping", {{"connections", open()}});
    error_code ignored;
    acceptor_.close(ignored);
    accept_timer_.cancel();
    for (const auto& connection : std::set(connections_)) connection->stop();
    grace_timer_.expires_after(
        std::chrono::duration_cast<std::chrono::nanoseconds>(Seconds(options_.grace)));
    grace_timer_.async_wait([this](const error_code& error) {
      if (error) return;
      for (const auto& connection : std::set(connections_)) connection->close();
      for (const auto& connection : std::set(rejected_)) connection->close();
    });
    streams_.stop(io_.get_executor(), [] {});
    stop_timer_if_idle();
  }

  void stop_timer_if_idle() {
    if (context_.stopping && connections_.empty() && rejected_.empty()) grace_timer_.cancel();
  }

  const ServeOptions options_;
  const Model model_;
  Log& log_;
  Metrics metrics_;
  HeldBytes::Total held_{0};
  asio::io_context io_{1};
  tcp::acceptor acceptor_;
  const tcp::endpoint endpoint_;
  asio::posix::stream_descriptor stop_event_;  // readable after stop() is called
  const int stop_descriptor_;
  asio::steady_timer accept_timer_;
  asio::steady_timer grace_timer_;
  UploadQueue uploads_;  // its threads post to io_, as the scheduler's does
  StreamScheduler scheduler_;
  StreamSessions streams_;
  ConnectionContext context_;
  std::set<std::shared_ptr<HttpConnection>> connections_;
  std::set<std::shared_ptr<HttpConnection>> rejected_;  // until their response is sent
};

Server::Server(Model model, const ServeOptions& options, Log& log)
    : impl_(std::make_unique<Impl>(std::move(model), options, log)) {}
Server::~Server() = default;

int Server::port() const noexcept { return impl_->port(); }
std::string Server::address() const { return impl_->address(); }
void Server::run() { impl_->run(); }
void Server::stop() noexcept { impl_->stop(); }
const Metrics& Server::metrics() const noexcept { return impl_->metrics(); }

}  // namespace emovox::server
