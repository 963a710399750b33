// Access control: Host, Origin and token.
#include "server/access.h"

#include <gmock/gmock.h>

#include "server/refusal.h"
#include "server/running_server.h"
#include "server/stream_client.h"

namespace emovox::server {
namespace {

constexpr char kUpgrade[] =
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

int status_by(RunningServer& server, const std::string& fields,
              const std::string& target = "/v1/models") {
  return server.client().ask("GET " + target + " HTTP/1.1\r\n" + fields + "\r\n").status;
}

TEST(Access, OnlyLoopbackHostsAreAccepted) {
  RunningServer server;
  for (const char* host : {"localhost", "LOCALHOST:99", "127.0.0.1:8080", "[::1]", "[::1]:8080"}) {
    EXPECT_EQ(status_by(server, std::string("Host: ") + host + "\r\n"), 200) << host;
  }
  for (const char* host : {"evil.example", "localhost.evil.example:8080", "127.0.0.1.evil.example",
                           "", "[::2]", "192.168.0.1", "evil.example:127.0.0.1"}) {
    EXPECT_EQ(status_by(server, std::string("Host: ") + host + "\r\n"), 421) << host;
    EXPECT_EQ(status_by(server, std::string("Host: ") + host + "\r\n", "/"), 421) << host;
  }
  EXPECT_EQ(
      server.client().ask("GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n").status,
      421);
  EXPECT_EQ(
      server.client().ask("GET http://localhost/ HTTP/1.1\r\nHost: evil.example\r\n\r\n").status,
      200);
}

TEST(Access, ThePublicNameIsAcceptedIfSet) {
  ServeOptions options;
  options.public_name = "emovox.example";
  RunningServer server(options);
  EXPECT_EQ(status_by(server, "Host: emovox.example\r\n"), 200);
  EXPECT_EQ(status_by(server, "Host: localhost\r\nOrigin: https://emovox.example\r\n"), 200);
  EXPECT_EQ(status_by(server, "Host: other.example\r\n"), 421);
}

TEST(Access, RequestsFromOtherOriginsAreRefused) {
  RunningServer server;
  const std::string host = "Host: localhost:8080\r\n";
  EXPECT_EQ(status_by(server, host + "Origin: http://localhost:8080\r\n"), 200);
  for (const char* origin : {"http://localhost:9090", "https://evil.example", "null",
                             "http://localhost:8080.evil.example", ""}) {
    const std::string field = std::string("Origin: ") + origin + "\r\n";
    EXPECT_EQ(status_by(server, host + field), 403) << origin;
    EXPECT_EQ(status_by(server, host + field + kUpgrade, "/v1/stream"), 403) << origin;
  }
  EXPECT_EQ(status_by(server, host + "Origin: https://evil.example\r\n", "/"), 200)
      << "the page itself is nobody's secret";
  EXPECT_EQ(status_by(server, host + "Origin: http://localhost:8080\r\n" + kUpgrade, "/v1/stream"),
            101);
}

TEST(Access, TheTokenIsRequiredOnlyUnderV1) {
  ServeOptions options;
  options.token = "s3cret/=";
  RunningServer server(options);
  const std::string host = "Host: localhost\r\n";
  for (const char* open : {"/", "/health", "/metrics", "/openapi.json", "/page.js"}) {
    EXPECT_EQ(status_by(server, host, open), 200) << open;
  }
  const Response missing = server.client().get("/v1/models");
  EXPECT_EQ(missing.status, 401);
  EXPECT_EQ(missing.code(), "unauthorized");
  EXPECT_EQ(missing.fields.at("www-authenticate"), "Bearer realm=\"emovox\"");
  EXPECT_EQ(status_by(server, host, "/v1/nowhere"), 401) << "what is there is not told either";
  EXPECT_EQ(status_by(server, host + "Authorization: Bearer s3cret/=\r\n"), 200);
  EXPECT_EQ(status_by(server, host + "Authorization: bearer s3cret/=\r\n"), 200);
  for (const char* wrong : {"Bearer s3cret/", "Bearer s3cret/==", "Bearer ", "Bearer S3cret/=",
                            "Basic s3cret/=", "s3cret/=", "Bearer s3cret/=, Bearer s3cret/="}) {
    EXPECT_EQ(status_by(server, host + "Authorization: " + wrong + "\r\n"), 401) << wrong;
  }
}

TEST(Access, AnUploadWithoutATokenIsRefusedBeforeItIsRead) {
  ServeOptions options;
  options.token = "t";
  RunningServer server(options);
  HttpClient client = server.client();
  client.send(
      "POST /v1/emotion HTTP/1.1\r\nHost: localhost\r\nContent-Type: audio/wav\r\n"
      "Content-Length: 1000000\r\n\r\n");
  EXPECT_EQ(client.read().status, 401);
}

// In base64url "s3cret/=?>" is czNjcmV0Lz0_Pg.
TEST(Access, AStreamTakesTheTokenAsASubprotocol) {
  ServeOptions options;
  options.token = "s3cret/=?>";
  RunningServer server(options);
  const std::string head = std::string("Host: localhost\r\n") + kUpgrade;
  const auto offering = [&](const std::string& offered) {
    return status_by(server, head + "Sec-WebSocket-Protocol: " + offered + "\r\n", "/v1/stream");
  };
  EXPECT_EQ(offering("emovox, bearer.czNjcmV0Lz0_Pg"), 101);
  EXPECT_EQ(offering("emovox"), 401);
  EXPECT_EQ(offering("emovox, bearer.czNjcmV0Lz0_Pw"), 401);
  EXPECT_EQ(offering("bearer."), 401);
  EXPECT_EQ(status_by(server, head + "Authorization: Bearer s3cret/=?>\r\n", "/v1/stream"), 101);
  EXPECT_EQ(
      status_by(server, "Host: localhost\r\nSec-WebSocket-Protocol: bearer.czNjcmV0Lz0_Pg\r\n"),
      401)
      << "only a stream has no other place for it";
  StreamClient client(static_cast<std::uint16_t>(server.port()),
                      {.subprotocols = "emovox, bearer.czNjcmV0Lz0_Pg"});
  EXPECT_EQ(client.subprotocol(), "emovox");
}

TEST(Access, NoTokenIsLogged) {
  ServeOptions options;
  options.token = "s3cret";
  RunningServer server(options);
  server.client().get("/v1/models?token=s3cret", "Authorization: Bearer s3cret\r\n");
  server.client().get("/v1/models", "Authorization: Bearer s3cret-wrong\r\n");
  server.stop();
  EXPECT_EQ(server.log().size(), 5u);
  for (const auto& line : server.log())
    EXPECT_THAT(line.dump(), testing::Not(testing::HasSubstr("s3cret")));
}

}  // namespace
}  // namespace emovox::server
