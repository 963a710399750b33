#include "server/http_client.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <utility>

namespace emovox::server {
namespace {

constexpr timeval kPatience{30, 0};

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

// "HTTP/1.1 200 OK\r\nName: value\r\n…\r\n\r\n"
Response parse_head(const std::string& head) {
  Response response;
  response.status = std::stoi(head.substr(head.find(' ')));
  std::size_t at = head.find("\r\n") + 2;
  while (at < head.size() - 2) {
    const std::string line = head.substr(at, head.find("\r\n", at) - at);
    const std::size_t colon = line.find(": ");
    response.fields[lower(line.substr(0, colon))] = line.substr(colon + 2);
    at += line.size() + 2;
  }
  return response;
}

}  // namespace

std::string Response::code() const {
  const auto object = json();
  const auto error = object.is_object() ? object.find("error") : object.end();
  return object.is_object() && error != object.end() ? error->value("code", "") : "";
}

HttpClient::HttpClient(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int yes = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(std::exchange(socket_, -1));
  }
}

HttpClient::~HttpClient() {
  if (socket_ >= 0) ::close(socket_);
}

HttpClient::HttpClient(HttpClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), received_(std::move(other.received_)) {}

bool HttpClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool HttpClient::receive() {
  char block[65536];
  const ssize_t got = ::recv(socket_, block, sizeof block, 0);
  if (got > 0) received_.append(block, static_cast<std::size_t>(got));
  return got > 0;
}

Response HttpClient::read(bool to_head) {
  std::size_t end = 0;
  while ((end = received_.find("\r\n\r\n")) == std::string::npos) {
    if (!receive()) return {};
  }
  Response response = parse_head(received_.substr(0, end + 2));
  received_.erase(0, end + 4);
  if (response.status == 100) {
    ++continues_;
    return read(to_head);
  }
  const auto length = response.fields.find("content-length");
  const std::size_t size =
      to_head || length == response.fields.end() ? 0 : std::stoul(length->second);
  while (received_.size() < size) {
    if (!receive()) return {};
  }
  response.body = received_.substr(0, size);
  received_.erase(0, size);
  return response;
}

bool HttpClient::continued() {
  constexpr std::string_view kContinue = "HTTP/1.1 100 ";
  while (received_.size() < kContinue.size() && receive()) continue;
  return received_.starts_with(kContinue);
}

bool HttpClient::closed() {
  while (receive()) received_.clear();
  return errno != EAGAIN && errno != EWOULDBLOCK;
}

void HttpClient::finish_sending() { ::shutdown(socket_, SHUT_WR); }

void HttpClient::kill() {
  const linger hard{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  ::close(std::exchange(socket_, -1));
}

Response HttpClient::ask(std::string_view request) {
  send(request);  // a response may arrive before the server has read all of it
  return read(request.starts_with("HEAD "));
}

Response HttpClient::get(const std::string& target, const std::string& fields) {
  return ask("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n");
}

Response HttpClient::post(const std::string& target, const std::string& content_type,
                          std::string_view body, const std::string& fields) {
  return ask(post_text(target, content_type, body, fields));
}

std::string post_text(const std::string& target, const std::string& content_type,
                      std::string_view body, const std::string& fields) {
  std::string text =
      "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + content_type +
      "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + fields + "\r\n";
  return text.append(body);
}

std::pair<std::string, std::string> form(std::string_view file, const std::string& name) {
  const std::string boundary = "----abcDEF0123456789";
  std::string body = "--" + boundary +
                     "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name +
                     "\"\r\nContent-Type: audio/wav\r\n\r\n";
  body.append(file).append("\r\n--" + boundary + "--\r\n");
  return {body, "multipart/form-data; boundary=" + boundary};
}

}  // namespace emovox::server
