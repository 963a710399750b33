// The server's limits over a real socket: it refuses requests beyond them, and other clients are
// served meanwhile.
#include <gmock/gmock.h>
#include <sndfile.h>

#include <optional>

#include "audio/sounds.h"
#include "server/running_server.h"

namespace emovox::server {
namespace {

// 40 s of sound for a wide network: the prediction takes long enough to see other requests wait.
std::string long_wav() { return voice_wav(40.0); }
constexpr int kWide = 192;

ServeOptions quick() {
  ServeOptions options;
  options.idle = 0.3;
  options.patience = 0.6;
  return options;
}

TEST(Limits, AnUploadThatIsTooLargeIsRefusedBeforeItIsRead) {
  ServeOptions options;
  options.max_body = 0.1;
  RunningServer server(options);
  HttpClient client = server.client();
  client.send(
      "POST /v1/emotion HTTP/1.1\r\nHost: localhost\r\nContent-Type: audio/wav\r\n"
      "Content-Length: 99999999\r\n\r\n");
  const Response answer = client.read();
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.code(), "too_large");
  EXPECT_EQ(answer.fields.at("connection"), "close");
}

TEST(Limits, AClientThatContinuesToSendReceivesTheResponse) {
  ServeOptions options;
  options.max_body = 0.1;
  RunningServer server(options);
  const std::string body(3'000'000, 'x');
  EXPECT_EQ(server.client().post("/v1/emotion", "audio/wav", body).status, 413);
}

TEST(Limits, AChunkedUploadIsLimitedWhileItArrives) {
  ServeOptions options;
  options.max_body = 0.1;
  RunningServer server(options);
  HttpClient client = server.client();
  client.send(
      "POST /v1/emotion HTTP/1.1\r\nHost: localhost\r\nContent-Type: audio/wav\r\n"
      "Transfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 20; ++i) client.send("4000\r\n" + std::string(0x4000, 'x') + "\r\n");
  EXPECT_EQ(client.read().code(), "too_large");
}

TEST(Limits, AChunkedUploadIsPredicted) {
  RunningServer server;
  const std::string wav = voice_wav(1.0);
  HttpClient client = server.client();
  std::string request =
      "POST /v1/emotion HTTP/1.1\r\nHost: localhost\r\nContent-Type: audio/wav\r\n"
      "Transfer-Encoding: chunked\r\n\r\n";
  for (std::size_t at = 0; at < wav.size(); at += 1000) {
    const std::string piece = wav.substr(at, 1000);
    char size[16];
    std::snprintf(size, sizeof size, "%zx;ext=1\r\n", piece.size());
    request += size + piece + "\r\n";
  }
  const Response answer = client.ask(request + "0\r\nTrailer: x\r\n\r\n");
  EXPECT_EQ(answer.body, server.client().post("/v1/emotion", "audio/wav", wav).body);
  EXPECT_EQ(client.get("/health").status, 200);
}

TEST(Limits, AllUploadsTogetherAreLimited) {
  ServeOptions options;
  options.max_held = 1.0;
  RunningServer server(options);
  const std::string head =
      "POST /v1/emotion HTTP/1.1\r\nHost: localhost\r\nContent-Type: audio/wav\r\n"
      "Content-Length: 2000000\r\n\r\n";
  std::optional<HttpClient> first;
  Response answer;
  const auto second_is_refused = [&] {
    HttpClient second = server.client();
    second.send(head + std::string(200'000, 'x'));
    second.finish_sending();
    answer = second.read();
    return answer.status == 429;
  };
  // The second upload fits until the bytes of the first have arrived. Where it arrives among them,
  // the server refuses the first, which is then sent again.
  EXPECT_TRUE(wait_until([&] {
    first.emplace(server.client()).send(head + std::string(900'000, 'x'));
    for (int tries = 0; tries < 20; ++tries) {
      if (second_is_refused()) return true;
    }
    return false;
  }));
  EXPECT_EQ(answer.code(), "busy");
  first->kill();
  const std::string wav = voice_wav(10.0);  // 640 kB
  EXPECT_TRUE(wait_until(
      [&] { return server.client().post("/v1/emotion", "audio/wav", wav).status == 200; }));
}

TEST(Limits, ARecordingThatIsTooLongIsRefused) {
  ServeOptions options;
  options.max_audio = 2.0;
  RunningServer server(options);
  const Response answer = server.client().post("/v1/emotion", "audio/wav", voice_wav(2.1));
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.code(), "too_long");
  EXPECT_EQ(server.client().post("/v1/emotion", "audio/wav", voice_wav(1.9)).status, 200);
}

// The header gives no length here, so the decoded samples count.
TEST(Limits, ARecordingWithoutLengthInItsHeaderIsLimited) {
  ServeOptions options;
  options.max_audio = 2.0;
  RunningServer server(options);
  const auto flac_of = [](double seconds) {
    const auto sound = testing::sine(440, 16000, static_cast<std::size_t>(seconds * 16000));
    const auto bytes = testing::encode(sound, 1, 16000, SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
    std::string flac(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    flac[21] &= static_cast<char>(0xF0);  // clears the 36 bits of the number of samples
    return flac.replace(22, 4, 4, '\0');
  };
  const Response answer = server.client().post("/v1/emotion", "audio/flac", flac_of(2.5));
  EXPECT_EQ(answer.code(), "too_long") << answer.body;
  EXPECT_EQ(server.client().post("/v1/emotion", "audio/flac", flac_of(1.5)).status, 200);
}

TEST(Limits, ATooLongHeaderIsRefused) {
  RunningServer server;
  HttpClient client = server.client();
  const Response answer = client.get("/", "X-Filler: " + std::string(20'000, 'x') + "\r\n");
  EXPECT_EQ(answer.status, 431);
  EXPECT_EQ(server.client().ask("GET /" + std::string(40'000, 'x')).status, 431);
}

TEST(Limits, ConnectionsAboveTheLimitAreRefused) {
  ServeOptions options;
  options.max_connections = 2;
  RunningServer server(options);
  HttpClient first = server.client(), second = server.client();
  EXPECT_EQ(first.get("/health").status, 200);
  EXPECT_EQ(second.get("/health").status, 200);
  HttpClient third = server.client();
  const Response answer = third.get("/health");
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(answer.fields.at("retry-after"), "1");
  EXPECT_TRUE(third.closed());
  first.kill();
  // The third is not closed yet, and the server still reads from it.
  EXPECT_TRUE(wait_until([&] { return server.metrics().connections_open == 2; }));
  EXPECT_EQ(server.client().get("/health").status, 200) << "who was turned away counts no more";
  EXPECT_EQ(second.get("/health").status, 200);
}

TEST(Limits, AFullQueueIsBusyUntilClientsDisconnect) {
  ServeOptions options;
  options.threads = 1;
  options.max_queue = 2;
  RunningServer server(options, 512);
  // A wide network and many windows: the prediction of the first must take longer than three
  // uploads.
  const std::string request =
      post_text("/v1/emotion?segments=true&hop=0.25", "audio/wav", long_wav());
  std::vector<HttpClient> clients;
  // One is being predicted, two wait.
  for (int i = 0; i < 3; ++i) {
    clients.push_back(server.client());
    clients.back().send(request);
    ASSERT_TRUE(wait_until([&] { return server.metrics().recordings_waiting >= i; }));
  }
  const Response busy = server.client().post("/v1/emotion", "audio/wav", voice_wav(0.5));
  EXPECT_EQ(busy.status, 429);
  EXPECT_EQ(busy.code(), "busy");
  EXPECT_EQ(busy.fields.at("retry-after"), "1");
  EXPECT_EQ(server.client().get("/health").status, 200);
  clients[1].kill();                                 // a reset
  { const HttpClient gone(std::move(clients[2])); }  // a close
  EXPECT_TRUE(wait_until([&] { return server.metrics().recordings_waiting == 0; }));
  EXPECT_EQ(server.metrics().recordings, 0) << "the first is still being predicted";
  clients[0].kill();
  EXPECT_TRUE(wait_until([&] { return server.metrics().connections_open == 0; }));
}

TEST(Limits, WorkForADisconnectedClientIsCancelled) {
  ServeOptions options;
  options.threads = 1;
  RunningServer server(options, kWide);
  HttpClient gone = server.client();
  gone.send(post_text("/v1/emotion?segments=true", "audio/wav", long_wav()));
  gone.finish_sending();
  ASSERT_TRUE(gone.continued()) << "a sign that its request is whole, and that it is listened for";
  ASSERT_TRUE(wait_until([&] { return server.metrics().recordings_waiting == 0; }));
  gone.kill();
  EXPECT_EQ(server.client().post("/v1/emotion", "audio/wav", voice_wav(0.5)).status, 200);
  EXPECT_EQ(server.metrics().recordings, 1) << "one thread: the first was over before the second";
}

TEST(Limits, AClientThatShutsDownItsSendingSideIsAnswered) {
  ServeOptions options;
  options.threads = 1;
  RunningServer server(options, kWide);
  HttpClient client = server.client();
  client.send(post_text("/v1/emotion", "audio/wav", long_wav()));
  client.finish_sending();
  EXPECT_EQ(client.read().status, 200);
  EXPECT_TRUE(client.closed());
}

TEST(Limits, ASlowHeaderIsTimedOut) {
  RunningServer server(quick());
  HttpClient client = server.client();
  const std::string head = "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + std::string(1000, 'x');
  std::size_t sent = 0;
  while (sent < head.size() && server.metrics().refusals == 0) {
    client.send({&head[sent++], 1});
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_LT(sent, head.size());
  const Response answer = client.read();
  EXPECT_EQ(answer.status, 408);
  EXPECT_EQ(answer.code(), "timed_out");
  EXPECT_TRUE(client.closed());
}

TEST(Limits, AStalledBodyIsTimedOut) {
  RunningServer server(quick());
  HttpClient client = server.client();
  client.send(
      "POST /v1/emotion HTTP/1.1\r\nHost: localhost\r\nContent-Type: audio/wav\r\n"
      "Content-Length: 1000\r\n\r\nRIFF");
  EXPECT_EQ(client.read().status, 408);
  EXPECT_TRUE(client.closed());
}

TEST(Limits, AnIdleConnectionIsClosedWithoutAResponse) {
  RunningServer server(quick());
  HttpClient fresh = server.client();
  EXPECT_EQ(fresh.read().status, 0);
  HttpClient used = server.client();
  EXPECT_EQ(used.get("/health").status, 200);
  EXPECT_EQ(used.read().status, 0);
  EXPECT_EQ(server.metrics().refusals, 0);
}

TEST(Limits, AnIncompleteRequestIsRefused) {
  RunningServer server;
  HttpClient client = server.client();
  client.send("GET / HTTP/1.1\r\nHost: lo");
  client.finish_sending();
  EXPECT_EQ(client.read().code(), "malformed");
  HttpClient half = server.client();
  half.send(post_text("/v1/emotion", "audio/wav", voice_wav(1.0)).substr(0, 5000));
  half.finish_sending();
  EXPECT_EQ(half.read().status, 400);
}

TEST(Limits, BytesThatAreNotHttpAreRefused) {
  RunningServer server;
  for (const char* text :
       {"hello\r\n\r\n", "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost : localhost\r\n\r\n",
        "GET nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
        "POST /v1/emotion HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: "
        "4\r\n\r\n",
        "POST /v1/emotion HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        "POST /v1/emotion HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: "
        "chunked\r\n\r\n",
        "POST /v1/emotion HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n",
        "POST /v1/emotion HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
        "audio/wav\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}) {
    HttpClient client = server.client();
    const Response answer = client.ask(text);
    EXPECT_EQ(answer.status, 400) << text;
    EXPECT_EQ(answer.code(), "malformed") << text;
    EXPECT_EQ(client.ask("").status, 0);
  }
  // An endless chunk line must not fill memory or keep a processor busy.
  HttpClient client = server.client();
  client.send(
      "POST /v1/emotion HTTP/1.1\r\nHost: localhost\r\nContent-Type: audio/wav\r\n"
      "Transfer-Encoding: chunked\r\n\r\n4;" +
      std::string(40'000, 'x'));
  EXPECT_EQ(client.read().status, 400);
}

TEST(Limits, RequestsOnOneConnectionAreAnsweredInOrder) {
  RunningServer server;
  const std::string wav = voice_wav(1.0);
  HttpClient client = server.client();
  // All at once, with a line break that some clients add.
  client.send(post_text("/v1/emotion", "audio/wav", wav) +
              "\r\nGET /health HTTP/1.1\r\nHost: localhost\r\n\r\n" +
              post_text("/v1/emotion?attention=true", "audio/wav", wav) +
              "GET /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(client.read().json().value("file", ""), "audio");
  EXPECT_EQ(client.read().json().value("status", ""), "ok");
  EXPECT_TRUE(client.read().json().contains("attention"));
  EXPECT_EQ(client.read().status, 404);
  EXPECT_TRUE(client.closed());
}

TEST(Limits, Http10ClosesUnlessKeepAliveIsRequested) {
  RunningServer server;
  HttpClient client = server.client();
  const Response kept = client.ask("GET /health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(kept.fields.at("connection"), "keep-alive");
  EXPECT_EQ(client.ask("GET /health HTTP/1.0\r\n\r\n").status, 200);
  EXPECT_TRUE(client.closed());
}

TEST(Limits, SendsContinueOnlyToAcceptedRequests) {
  RunningServer server;
  const std::string wav = voice_wav(1.0);
  const std::string request =
      post_text("/v1/emotion", "audio/wav", wav, "Expect: 100-continue\r\n");
  const std::string head = request.substr(0, request.size() - wav.size());
  HttpClient client = server.client();
  client.send(head);
  EXPECT_TRUE(wait_until([&] { return server.metrics().connections_open == 1; }));
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(client.ask(wav).status, 200);
  EXPECT_EQ(client.continues(), 1);
  HttpClient refused = server.client();
  EXPECT_EQ(refused.ask("POST /nowhere" + head.substr(head.find(" HTTP"))).status, 404);
  EXPECT_EQ(refused.continues(), 0);
  EXPECT_TRUE(refused.closed());
}

TEST(Limits, ResponsesThatAreNotReadAreAbandoned) {
  RunningServer server(quick());
  HttpClient client = server.client();
  std::string many;
  for (int i = 0; i < 2000; ++i) many += "GET /index.html HTTP/1.1\r\nHost: localhost\r\n\r\n";
  std::thread sender([&] { client.send(many); });
  EXPECT_TRUE(wait_until([&] { return server.metrics().connections_open == 1; }));
  EXPECT_TRUE(wait_until([&] { return server.metrics().connections_open == 0; }));
  sender.join();
}

}  // namespace
}  // namespace emovox::server
