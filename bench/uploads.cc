// bench_uploads HOST:PORT CONNECTIONS FILE…: prints how many files a second `emovox serve` predicts
// when this many connections send them at once, as JSON. Each connection sends the next file that
// no other has sent.
#include <atomic>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Clock = std::chrono::steady_clock;

struct Work {
  std::string host;
  std::string port;
  std::vector<std::string> files;  // the contents
  std::atomic<std::size_t> next{0};
  std::atomic<std::size_t> refused{0};
};

std::string bytes_of(const char* path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error(std::string(path) + ": cannot be read");
  return {std::istreambuf_iterator<char>(file), {}};
}

void send_files(Work& work) {
  asio::io_context io;
  beast::tcp_stream stream(io);
  stream.connect(asio::ip::tcp::resolver(io).resolve(work.host, work.port));
  stream.socket().set_option(asio::ip::tcp::no_delay(true));
  beast::flat_buffer buffer;
  for (std::size_t i = work.next++; i < work.files.size(); i = work.next++) {
    http::request<http::string_body> request{http::verb::post, "/v1/emotion", 11, work.files[i]};
    request.set(http::field::host, work.host + ":" + work.port);
    request.set(http::field::content_type, "audio/wav");
    request.prepare_payload();
    http::write(stream, request);
    http::response<http::string_body> response;
    http::read(stream, buffer, response);
    work.refused += response.result() == http::status::ok ? 0 : 1;
  }
}

void measure(Work& work, int connections) {
  const auto start = Clock::now();
  std::vector<std::jthread> threads;
  std::atomic<bool> failed = false;
  for (int c = 0; c < connections; ++c) {
    threads.emplace_back([&] {
      try {
        send_files(work);
      } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_uploads: %s\n", error.what());
        failed = true;
      }
    });
  }
  threads.clear();
  if (failed) throw std::runtime_error("a connection failed");
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  std::printf(
      "{\"files\": %zu, \"connections\": %d, \"refused\": %zu, \"seconds\": %.3f, "
      "\"files_a_second\": %.1f}\n",
      work.files.size(), connections, work.refused.load(), seconds,
      static_cast<double>(work.files.size()) / seconds);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string address = argc > 3 ? argv[1] : "";
  const std::size_t colon = address.rfind(':');
  const int connections = argc > 3 ? std::atoi(argv[2]) : 0;
  if (colon == std::string::npos || connections < 1) {
    std::fprintf(stderr, "usage: bench_uploads HOST:PORT CONNECTIONS FILE...\n");
    return 2;
  }
  try {
    Work work{address.substr(0, colon), address.substr(colon + 1), {}};
    for (int i = 3; i < argc; ++i) work.files.push_back(bytes_of(argv[i]));
    measure(work, connections);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_uploads: %s\n", error.what());
    return 3;
  }
}
