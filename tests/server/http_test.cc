// Every route, requested over a real socket.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "command/prediction_json.h"
#include "emovox/recording.h"
#include "server/http_response.h"
#include "server/router.h"
#include "server/running_server.h"
#include "server/static_files.h"
#include "test_places.h"

namespace emovox::server {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;
using testing::HasSubstr;
using testing::StartsWith;

class Http : public testing::Test {
 protected:
  RunningServer server_;
  HttpClient client_ = server_.client();

  // The library's prediction in the format of the command.
  std::string expected(const std::string& wav, const std::string& name,
                       const command::RecordingLayout& layout = {},
                       const StreamOptions& windows = {}) {
    std::vector<std::byte> bytes(wav.size());
    std::memcpy(bytes.data(), wav.data(), wav.size());
    const Model& model = server_.model();
    auto reader =
        AudioReader::from_memory(bytes, {.sample_rate = model.info().features.sample_rate});
    RecordingOptions options;
    if (layout.segments) options.segments = windows;
    const RecordingPrediction prediction = predict_recording(model, reader, options);
    command::RecordingLayout with_labels = layout;
    with_labels.labels = model.labels();
    return command::json_text(name, prediction, with_labels, true) + "\n";
  }
};

TEST_F(Http, TheFileOfAFormGetsThePredictionOfTheLibrary) {
  const std::string wav = voice_wav(1.5);
  const auto [body, type] = form(wav, "my voice.wav");
  const Response answer = client_.post("/v1/emotion", type, body);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.fields.at("content-type"), "application/json");
  EXPECT_EQ(answer.body, expected(wav, "my voice.wav"));
}

TEST_F(Http, ARawBodyIsPredicted) {
  const std::string wav = voice_wav(1.0);
  for (const char* type : {"audio/wav", "Audio/X-Wav; codecs=1", "application/octet-stream"}) {
    EXPECT_EQ(client_.post("/v1/emotion", type, wav).body, expected(wav, "audio")) << type;
  }
}

TEST_F(Http, TheQuerySelectsTheParts) {
  const std::string wav = voice_wav(4.0);
  const Response all =
      client_.post("/v1/emotion?segments=true&attention=true&window=2&hop=0.25", "audio/wav", wav);
  EXPECT_EQ(all.body, expected(wav, "audio", {.labels = {}, .segments = true, .attention = true},
                               {.window = 2.0, .hop = 0.25}));
  EXPECT_EQ(client_.post("/v1/emotion?abstain_below=1", "audio/wav", wav).json().at("uncertain"),
            true);
  EXPECT_EQ(client_.post("/v1/emotion?channel=first", "audio/wav", wav).status, 200);
}

TEST_F(Http, AWrongQueryIsRefusedWithAMessage) {
  for (const char* query :
       {"segments=1", "attention=yes", "window=x", "hop=", "window=0.01", "hop=9", "hop=-1",
        "hop=0.05", "window=3&hop=0.2", "abstain_below=2", "channel=left", "channel=7",
        "colour=red", "segments=true&segments=true"}) {
    const Response answer =
        server_.client().post(std::string("/v1/emotion?") + query, "audio/wav", voice_wav(0.5));
    EXPECT_EQ(answer.status, 400) << query;
    EXPECT_EQ(answer.code(), "invalid_argument") << query;
  }
  EXPECT_EQ(client_.post("/v1/emotion?segments=%zz", "audio/wav", "").code(), "malformed");
}

TEST_F(Http, BytesThatAreNotARecordingAreRefused) {
  const auto ask = [&](const std::string& type, const std::string& body) {
    return server_.client().post("/v1/emotion", type, body);
  };
  EXPECT_EQ(ask("audio/wav", "not sound at all").status, 422);
  EXPECT_EQ(ask("audio/wav", "").code(), "corrupt_data");
  EXPECT_EQ(ask("audio/wav", voice_wav(1.0).substr(0, 9000)).code(), "corrupt_data");
  EXPECT_EQ(ask("audio/mp4", std::string("\0\0\0\x20"
                                         "ftypM4A ",
                                         12) +
                                 std::string(99, '\0'))
                .status,
            415);
  EXPECT_EQ(ask("text/plain", "hello").code(), "unsupported");
  EXPECT_EQ(ask("multipart/form-data", "hello").code(), "malformed");
  EXPECT_EQ(ask("multipart/form-data; boundary=x", "--x\r\n\r\nhello\r\n--x--").code(),
            "invalid_argument");
  EXPECT_EQ(client_.post("/v1/emotion", "audio/wav", "abc", "Content-Encoding: gzip\r\n").status,
            415);
}

TEST_F(Http, OggVorbisIsRefusedBeforeDecoding) {
  std::string page = std::string("OggS\0\2", 6) + std::string(20, '\0') + "\1\x1E";
  const Response answer =
      client_.post("/v1/emotion", "audio/ogg", page + "\x01vorbis" + std::string(99, '\0'));
  EXPECT_EQ(answer.status, 415);
  EXPECT_THAT(answer.body, HasSubstr("Ogg Vorbis"));
}

TEST_F(Http, ModelsAreListed) {
  const auto models = client_.get("/v1/models").json().at("models");
  ASSERT_EQ(models.size(), 1u);
  EXPECT_EQ(models[0].at("name"), server_.model().info().name);
  EXPECT_EQ(models[0].at("labels").get<std::vector<std::string>>(), server_.model().labels());
  EXPECT_EQ(models[0].at("parameters"), server_.model().parameter_count());
}

TEST_F(Http, HealthAndMetricsAreServed) {
  EXPECT_EQ(client_.get("/health").json().at("status"), "ok");
  client_.post("/v1/emotion", "audio/wav", voice_wav(0.5));
  const Response answer = client_.get("/metrics");
  EXPECT_THAT(answer.fields.at("content-type"), StartsWith("text/plain; version=0.0.4"));
  for (const char* line :
       {"# TYPE emovox_requests_total counter\nemovox_requests_total 2\n",
        "\nemovox_recordings_total 1\n", "\nemovox_connections_open 1\n",
        "\nemovox_recordings_waiting 0\n", "\nemovox_recording_seconds_count 1\n"}) {
    EXPECT_THAT(answer.body, HasSubstr(line));
  }
}

TEST_F(Http, ThePageEqualsTheFilesInItsFolder) {
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(source_folder() / "apps/server/web")) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    const Response answer = client_.get("/" + entry.path().filename().string());
    EXPECT_EQ(answer.body, content) << entry.path();
    EXPECT_EQ(answer.fields.at("etag"),
              client_.get("/" + entry.path().filename().string()).fields.at("etag"));
    ++files;
  }
  EXPECT_EQ(files, embedded_files().size() - 1) << "and the description";
  EXPECT_EQ(client_.get("/").body, client_.get("/index.html").body);
  EXPECT_EQ(client_.get("/").fields.at("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(client_.get("/page.js").fields.at("content-type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(client_.get("/style.css").fields.at("content-type"), "text/css; charset=utf-8");
  EXPECT_EQ(client_.get("/icon.svg").fields.at("content-type"), "image/svg+xml");
}

TEST_F(Http, AnUnchangedPageFileIsNotSentAgain) {
  const std::string tag = client_.get("/page.js").fields.at("etag");
  const Response known = client_.get("/page.js", "If-None-Match: \"x\", " + tag + "\r\n");
  EXPECT_EQ(known.status, 304);
  EXPECT_EQ(known.body, "");
  EXPECT_EQ(known.fields.at("etag"), tag);
  EXPECT_EQ(client_.get("/page.js", "If-None-Match: \"x\"\r\n").status, 200);
  EXPECT_NE(client_.get("/style.css").fields.at("etag"), tag);
}

TEST_F(Http, HeadHasTheHeaderFieldsOfGet) {
  const Response whole = client_.get("/page.js");
  const Response head = client_.ask("HEAD /page.js HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.fields.at("content-length"), std::to_string(whole.body.size()));
  EXPECT_EQ(client_.get("/health").status, 200) << "the connection is out of step";
}

TEST_F(Http, WrongPathsAndMethodsAreDistinguished) {
  EXPECT_EQ(client_.get("/nowhere").code(), "not_found");
  EXPECT_EQ(client_.get("/../serve.cc").status, 404);
  EXPECT_EQ(client_.get("//").status, 404);
  const Response answer = client_.get("/v1/emotion");
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.fields.at("allow"), "POST");
  EXPECT_EQ(client_.ask("BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n").fields.at("allow"),
            "GET, HEAD");
  const Response stream = client_.get("/v1/stream");
  EXPECT_EQ(stream.status, 426);
  EXPECT_EQ(stream.fields.at("upgrade"), "websocket");
}

TEST_F(Http, EveryResponseHasAnIdAndSecurityFields) {
  for (const char* target : {"/", "/health", "/nowhere", "/v1/emotion"}) {
    const Response answer = client_.get(target);
    EXPECT_FALSE(answer.fields.at("x-request-id").empty());
    EXPECT_THAT(answer.fields.at("content-security-policy"), StartsWith("default-src 'none'"));
    EXPECT_EQ(answer.fields.at("x-content-type-options"), "nosniff");
    EXPECT_EQ(answer.fields.at("referrer-policy"), "no-referrer");
    EXPECT_EQ(answer.fields.at("permissions-policy"), "microphone=(self)");
    EXPECT_EQ(answer.fields.at("cache-control"), "no-cache");
  }
}

TEST_F(Http, ResponseErrorAndLogHaveTheSameRequestId) {
  const Response own = client_.get("/nowhere");
  EXPECT_EQ(own.json().at("error").at("request_id"), own.fields.at("x-request-id"));
  const Response given = client_.get("/v1/nothing?secret=1", "X-Request-Id: abc-1.2_Z\r\n");
  EXPECT_EQ(given.json().at("error").at("request_id"), "abc-1.2_Z");
  EXPECT_NE(client_.get("/", "X-Request-Id: a b\r\n").fields.at("x-request-id"), "a b");
  client_.get("/health");
  const auto lines = server_.log();
  const auto line = std::ranges::find_if(
      lines, [](const auto& one) { return one.value("id", "") == "abc-1.2_Z"; });
  ASSERT_NE(line, lines.end());
  EXPECT_EQ(line->at("event"), "request");
  EXPECT_EQ(line->at("method"), "GET");
  EXPECT_EQ(line->at("path"), "/v1/nothing") << "and no query, which may hold what is private";
  EXPECT_EQ(line->at("status"), 404);
  EXPECT_EQ(line->at("client"), "127.0.0.1");
}

TEST_F(Http, TheOpenApiDescriptionHasThePathsAndMethodsOfTheTable) {
  const auto document = client_.get("/openapi.json").json();
  ASSERT_TRUE(document.is_object());
  EXPECT_EQ(document.at("openapi"), "3.1.0");
  EXPECT_EQ(document.at("info").at("version"), client_.get("/health").json().at("version"));
  std::set<std::string> described, served;
  for (const auto& [path, item] : document.at("paths").items()) {
    for (const auto& [method, operation] : item.items()) {
      std::string name = method;
      std::ranges::transform(name, name.begin(),
                             [](char c) { return static_cast<char>(std::toupper(c)); });
      described.insert(name + " " + path);
      EXPECT_TRUE(operation.contains("responses")) << path;
    }
  }
  for (const RouteRow& row : routes()) {
    for (const char* method : {"GET", "HEAD", "POST"}) {
      if (allows(row.methods, method))
        served.insert(std::string(method) + " " + std::string(row.path));
    }
  }
  EXPECT_EQ(described, served);
}

// Every "$ref" has a target, and the codes of refusals equal those of the table.
TEST_F(Http, TheOpenApiDescriptionIsConsistent) {
  const auto document = client_.get("/openapi.json").json();
  std::size_t references = 0;
  const std::function<void(const ordered_json&)> look = [&](const ordered_json& node) {
    if (node.is_object() && node.contains("$ref")) {
      const ordered_json::json_pointer place(node.at("$ref").get<std::string>().substr(1));
      EXPECT_TRUE(document.contains(place)) << place.to_string();
      ++references;
    }
    if (node.is_structured()) std::ranges::for_each(node, look);
  };
  look(document);
  EXPECT_GT(references, 20u);
  std::vector<std::string> words;
  for (int code = 0; code <= static_cast<int>(RefusalCode::internal); ++code) {
    words.emplace_back(kind_of(static_cast<RefusalCode>(code)).word);
  }
  EXPECT_EQ(
      document.at("/components/schemas/Refusal/properties/error/properties/code/enum"_json_pointer),
      ordered_json(words));
}

}  // namespace
}  // namespace emovox::server
