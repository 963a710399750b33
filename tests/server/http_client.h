// A client that sends any bytes over a real socket and reads the responses with a time limit: a
// missing response has the status 0.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace emovox::server {

struct Response {
  int status = 0;                             // 0: no response arrived
  std::map<std::string, std::string> fields;  // names in lower case
  std::string body;

  nlohmann::ordered_json json() const {
    return nlohmann::ordered_json::parse(body, nullptr, false);
  }
  /// The code of a refusal, as "too_large"; empty for other responses.
  std::string code() const;
};

class HttpClient {
 public:
  explicit HttpClient(int port);
  ~HttpClient();
  HttpClient(HttpClient&& other) noexcept;
  HttpClient& operator=(HttpClient&&) = delete;

  /// Sends all bytes; false if the server does not accept them.
  bool send(std::string_view bytes);

  /// The next response except 100 Continue, which is counted; a response to HEAD has no body.
  Response read(bool to_head = false);
  int continues() const { return continues_; }

  /// Whether 100 Continue comes next; it is not consumed.
  bool continued();

  /// Whether the server closes the connection within the time limit; earlier bytes are dropped.
  bool closed();

  void finish_sending();
  void kill();  // closes with a reset

  /// Sends a request and returns its response.
  Response ask(std::string_view request);
  Response get(const std::string& target, const std::string& fields = "");
  Response post(const std::string& target, const std::string& content_type, std::string_view body,
                const std::string& fields = "");

 private:
  bool receive();

  int socket_;
  std::string received_;
  int continues_ = 0;
};

/// "POST target HTTP/1.1" with these fields ("Name: value\r\n"…) and body.
std::string post_text(const std::string& target, const std::string& content_type,
                      std::string_view body, const std::string& fields = "");

/// A form with one file: its body and content type.
std::pair<std::string, std::string> form(std::string_view file, const std::string& name);

}  // namespace emovox::server
