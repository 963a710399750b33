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
#include "server/judging.h"
#include "server/raw_request.h"
#include "server/stream_hub.h"
#include "server/stream_session.h"

namespace emovox::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Seconds = std::chrono::duration<double>;

/// Connections that are told that there are too many; beyond these, they are closed at once.
constexpr std::size_t kTurnedAway = 64;

[[noreturn]] void fail_to_listen(const ServeOptions& options, const error_code& error) {
  const bool foreign = error == asio::error::host_not_found ||
                       error == boost::system::errc::address_not_available ||
                       error.category() == asio::error::get_netdb_category();
  throw Error(
      foreign ? ErrorCode::invalid_argument : ErrorCode::io,
      options.host + ":" + std::to_string(options.port),
      "cannot be listened on (" + error.message() + ")",
      foreign ? "must be an address of this machine" : "must be free; --port names another");
}

tcp::acceptor listen(asio::io_context& io, const ServeOptions& options) {
  error_code error;
  tcp::resolver resolver(io);
  const auto found =
      resolver.resolve(options.host, std::to_string(options.port), tcp::resolver::passive, error);
  if (error || found.empty()) fail_to_listen(options, error);
  // "localhost" has two addresses, and whoever types it mostly means the older one.
  const auto old =
      std::ranges::find_if(found, [](const auto& one) { return one.endpoint().address().is_v4(); });
  const tcp::endpoint endpoint = old == found.end() ? *found.begin() : *old;
  tcp::acceptor acceptor(io);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
  if (error) fail_to_listen(options, error);
  return acceptor;
}

// So that the ids of two runs differ.
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
        stop_call_(io_, ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
        stop_descriptor_(stop_call_.native_handle()),
        again_(io_),
        grace_(io_),
        judging_(model_, options_, metrics_, log_),
        hub_(model_, options_, metrics_),
        streams_(hub_, options_, metrics_,
                 [this](std::string_view event, const nlohmann::ordered_json& fields) {
                   log_.tell(event, fields);
                 }),
        shared_{.house = {model_, options_, metrics_, endpoint_.address().is_loopback()},
                .metrics = metrics_,
                .log = log_,
                .judging = judging_,
                .held = held_,
                .id_prefix = random_prefix()} {
    shared_.gone = [this](HttpConnection& connection) { forget(connection); };
    shared_.become_stream = [this](tcp::socket socket, const HttpRequest& request) {
      become_stream(std::move(socket), request);
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
    tell_start();
    accept();
    stop_call_.async_wait(asio::posix::stream_descriptor::wait_read,
                          [this](const error_code& error) {
                            if (!error) begin_to_stop();
                          });
    io_.run();
    log_.tell("stopped", {{"requests", metrics_.requests.load()}});
  }

  // One system call, which is all that the handler of a signal may do.
  void stop() const noexcept {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(stop_descriptor_, &one, sizeof one);
  }

 private:
  void tell_start() {
    log_.tell("listening", {{"address", address()}, {"model", model_.info().name}});
    if (!shared_.house.only_loopback && options_.token.empty()) {
      log_.tell("warning", {{"message", "whoever reaches " + address() +
                                            " may ask; --token asks them for a token"}});
    }
  }

  void accept() {
    acceptor_.async_accept([this](const error_code& error, tcp::socket socket) {
      if (shared_.stopping) return;
      if (error) return wait_to_accept(error);
      receive(std::move(socket));
      accept();
    });
  }

  // Out of descriptors, most likely: some connection will end.
  void wait_to_accept(const error_code& error) {
    log_.tell("failure", {{"message", "accepting: " + error.message()}});
    again_.expires_after(std::chrono::milliseconds(100));
    again_.async_wait([this](const error_code& stopped) {
      if (!stopped) accept();
    });
  }

  void receive(tcp::socket socket) {
    ++metrics_.connections;
    const bool full = open() >= options_.max_connections;
    if (full && turned_away_.size() >= kTurnedAway) return;
    const auto connection = std::make_shared<HttpConnection>(std::move(socket), shared_);
    (full ? turned_away_ : connections_).insert(connection);
    ++metrics_.connections_open;
    if (!full) return connection->start();
    connection->turn_away(
        {RefusalCode::busy,
         "server: has as many connections as it takes; must be asked again later"});
  }

  void become_stream(tcp::socket socket, const HttpRequest& request) {
    namespace beast = boost::beast;
    beast::http::request<beast::http::string_body> handshake;
    handshake.base() = request.raw().parser.get().base();
    ++metrics_.connections_open;
    streams_.serve(beast::tcp_stream(std::move(socket)), std::move(handshake),
                   std::shared_ptr<void>(nullptr, [this](void*) { --metrics_.connections_open; }));
  }

  std::size_t open() const { return connections_.size() + streams_.open(); }

  void forget(HttpConnection& connection) {
    --metrics_.connections_open;
    if (connections_.erase(connection.shared_from_this()) == 0) {
      turned_away_.erase(connection.shared_from_this());
    }
    end_if_idle();
  }

  void begin_to_stop() {
    shared_.stopping = true;
    log_.tell("stopping", {{"connections", open()}});
    error_code ignored;  // it ends in any case
    acceptor_.close(ignored);
    again_.cancel();
    for (const auto& connection : std::set(connections_)) connection->stop();
    grace_.expires_after(
        std::chrono::duration_cast<std::chrono::nanoseconds>(Seconds(options_.grace)));
    grace_.async_wait([this](const error_code& error) {
      if (error) return;
      for (const auto& connection : std::set(connections_)) connection->cut();
      for (const auto& connection : std::set(turned_away_)) connection->cut();
    });
    streams_.stop(io_.get_executor(), [] {});
    end_if_idle();
  }

  void end_if_idle() {
    if (shared_.stopping && connections_.empty() && turned_away_.empty()) grace_.cancel();
  }

  const ServeOptions options_;
  const Model model_;
  Log& log_;
  Metrics metrics_;
  HeldBytes::Total held_{0};
  asio::io_context io_{1};
  tcp::acceptor acceptor_;
  const tcp::endpoint endpoint_;
  asio::posix::stream_descriptor stop_call_;  // readable: stop() was called
  const int stop_descriptor_;
  asio::steady_timer again_;
  asio::steady_timer grace_;
  Judging judging_;  // its threads post to io_, and so does the hub's
  StreamHub hub_;
  StreamSessions streams_;
  HttpShared shared_;
  std::set<std::shared_ptr<HttpConnection>> connections_;
  std::set<std::shared_ptr<HttpConnection>> turned_away_;  // as soon as they have been told so
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
