// Targets, queries and forms: the untrusted text of requests.
#include <gmock/gmock.h>

#include <functional>
#include <random>

#include "server/refusal.h"
#include "server/upload.h"

namespace emovox::server {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

std::span<const std::byte> as_bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

std::string refusal_of_target(std::string_view text) {
  try {
    parse_target(text);
  } catch (const Refused& refused) {
    return std::string(kind_of(refused.refusal().code).word);
  }
  return "";
}

TEST(Target, HasAPathAndAQuery) {
  const RequestTarget target = parse_target("/a%20b+c?x=1&y=a+b%26&&z&=q#part");
  EXPECT_EQ(target.path, "/a b+c");
  EXPECT_THAT(target.query,
              ElementsAre(Pair("x", "1"), Pair("y", "a b&"), Pair("z", ""), Pair("", "q")));
  EXPECT_EQ(target.authority, std::nullopt);
  const RequestTarget absolute = parse_target("http://here:80?x=1");
  EXPECT_EQ(absolute.authority, "here:80");
  EXPECT_EQ(parse_target("http://here").path, "/");
}

TEST(Target, InvalidTargetsAreRefused) {
  for (const char* text :
       {"", "*", "a", "?x", "/%", "/%4", "/%zz", "/?a=%0", "ftp://here/", "http://here?x=%"}) {
    EXPECT_EQ(refusal_of_target(text), "malformed") << text;
  }
}

struct FoundFile {
  std::string name, content;
};

FoundFile find(const std::string& body,
               const std::string& type = "multipart/form-data; boundary=B") {
  const FormFile file = find_form_file(as_bytes_of(body), type);
  return {file.name, body.substr(file.offset, file.size)};
}

std::string part(const std::string& disposition, const std::string& content) {
  return "--B\r\nContent-Type: x\r\nContent-Disposition: " + disposition + "\r\n\r\n" + content +
         "\r\n";
}

TEST(Form, FindsItsFile) {
  const std::string file =
      part("form-data; name=\"file\"; filename=\"a.wav\"", "\r\n--A\r\n-B?\r\n-");
  const std::string other = part("form-data; name=\"note\"", "file");
  for (const std::string& body :
       {file + "--B--", "preamble\r\n" + file + "--B--\r\nepilogue", other + file + other + "--B--",
        other + "--B \t\r\n" + file.substr(5) + "--B--"}) {
    const FoundFile found = find(body);
    EXPECT_EQ(found.name, "a.wav") << body;
    EXPECT_EQ(found.content, "\r\n--A\r\n-B?\r\n-") << body;
  }
}

TEST(Form, ReadsFileNamesOfBrowsersAndCurl) {
  const auto name = [](const std::string& disposition) {
    return find(part(disposition, "x") + "--B--").name;
  };
  EXPECT_EQ(name("form-data; name=\"file\"; filename=\"a\\\"b\\\\c;d.wav\""), "a\"b\\c;d.wav");
  EXPECT_EQ(name("form-data; name=\"file\"; filename=\"C:\\dir\\a.wav\""), "C:\\dir\\a.wav");
  EXPECT_EQ(name("form-data; name=file; filename=a.wav"), "a.wav");
  EXPECT_EQ(name("form-data; name=file"), "");
  EXPECT_EQ(name("form-data; filename=\"name=file\"; NAME=\"file\""), "name=file");
}

TEST(Form, TypeAndBoundaryAreRead) {
  const std::string body =
      "--a b'c\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n--a b'c--";
  EXPECT_EQ(find(body, "Multipart/Form-Data; charset=utf-8; Boundary=\"a b'c\"").content, "x");
  EXPECT_TRUE(is_form("multipart/form-data;boundary=x"));
  EXPECT_FALSE(is_form("multipart/form-database"));
  EXPECT_FALSE(is_form("multipart/mixed; boundary=x"));
}

TEST(Form, InvalidFormsAreRefused) {
  const std::string file = part("form-data; name=\"file\"", "x");
  const std::string type = "multipart/form-data; boundary=B";
  const auto refusal = [](const std::string& body, const std::string& of) -> std::string {
    try {
      find(body, of);
    } catch (const Refused& refused) {
      return std::string(kind_of(refused.refusal().code).word);
    }
    return "";
  };
  for (const std::string& body :
       {std::string(), std::string("--B"), std::string("--A--"), file.substr(0, 20),
        std::string("--B\r\n\r\n"), std::string("--Bx\r\n\r\nx\r\n--B--"),
        "--B\r\nX: " + std::string(20'000, 'x') + "\r\n\r\nx\r\n--B--"}) {
    EXPECT_EQ(refusal(body, type), "malformed") << body.substr(0, 50);
  }
  EXPECT_EQ(refusal(file + "--B--", "multipart/form-data"), "malformed");
  EXPECT_EQ(refusal(file + "--B--", "multipart/form-data; boundary=" + std::string(71, 'B')),
            "malformed");
  EXPECT_EQ(refusal("--B--", type), "invalid_argument");
  EXPECT_EQ(refusal(part("form-data; name=\"other\"", "x") + "--B--", type), "invalid_argument");
  EXPECT_EQ(refusal(part("form-data", "x") + "--B--", type), "invalid_argument");
}

// Any bytes give a file within the body or a refusal.
TEST(Form, AnyBytesGiveAResultOrARefusal) {
  const std::string whole = part("form-data; name=\"note\"", "file") +
                            part("form-data; name=\"file\"; filename=\"a\\\"b\"", "sound") +
                            "--B--";
  std::mt19937 random(1);
  int found = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string body = whole;
    for (unsigned k = 0; k < 1 + random() % 5; ++k) {
      const std::size_t at = random() % body.size();
      random() % 2 == 0 ? body.erase(at, random() % 7)
                        : body.insert(at, 1, "\r\n-B\"\\;=:"[random() % 9]);
    }
    try {
      const FormFile file = find_form_file(as_bytes_of(body), "multipart/form-data; boundary=B");
      ASSERT_LE(file.offset + file.size, body.size());
      ++found;
    } catch (const Refused&) {
      continue;
    }
  }
  EXPECT_GT(found, 1000);
}

TEST(EmotionQuery, HasTheDefaultsOfTheCommand) {
  const EmotionQuery query = parse_emotion_query({});
  EXPECT_FALSE(query.segments);
  EXPECT_FALSE(query.attention);
  EXPECT_EQ(query.windows.window, StreamOptions().window);
  EXPECT_EQ(query.windows.hop, StreamOptions().hop);
  EXPECT_EQ(query.channel.number, 0);
  EXPECT_EQ(query.abstain_below, std::nullopt);
}

}  // namespace
}  // namespace emovox::server
