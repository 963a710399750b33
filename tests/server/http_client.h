// A client that says any bytes over a real socket and reads what is answered, with patience but not
// forever: what does not come is an answer with status 0.
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
  int status = 0;                             // 0: none came
  std::map<std::string, std::string> fields;  // names in lower case
  std::string body;

  nlohmann::ordered_json json() const {
    return nlohmann::ordered_json::parse(body, nullptr, false);
  }
  /// "too_large" of a refusal; empty where it is none.
  std::string code() const;
};

class HttpClient {
 public:
  explicit HttpClient(int port);
  ~HttpClient();
  HttpClient(HttpClient&& other) noexcept;
  HttpClient& operator=(HttpClient&&) = delete;

  /// All of it, as far as the server takes it: false where it does not.
  bool send(std::string_view bytes);

  /// The next answer but 100 Continue, which is counted; that to HEAD has no body.
  Response read(bool to_head = false);
  int continues() const { return continues_; }

  /// Whether 100 Continue comes next; it stays to be read.
  bool continued();

  /// Whether the server has closed, or does so within the patience; what it says before is dropped.
  bool closed();

  void finish_sending();
  void kill();  // with a reset

  /// A request and its answer.
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

/// A form with one file; {body, content type}.
std::pair<std::string, std::string> form(std::string_view file, const std::string& name);

}  // namespace emovox::server
