#include "evaluation/markup.h"

#include <array>
#include <cctype>
#include <set>
#include <stdexcept>
#include <utility>

namespace emovox::testing {
namespace {

constexpr std::array<std::pair<std::string_view, char>, 5> kEntities{
    {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}}};

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::vector<Element> read() {
    take("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    take("<!doctype html>");
    while (at_ < text_.size()) {
      if (text_[at_] != '<') {
        read_text();
      } else if (text_.substr(at_).starts_with("</")) {
        read_end();
      } else {
        read_start();
      }
    }
    if (!open_.empty()) fail("<" + elements_[open_.back()].tag + "> is not closed");
    if (elements_.empty()) fail("no element");
    return std::move(elements_);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    const std::size_t from = at_ < 60 ? 0 : at_ - 60;
    throw std::runtime_error(what + " at byte " + std::to_string(at_) + ": …" +
                             std::string(text_.substr(from, 120)));
  }

  bool take(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }

  char character() {
    if (at_ >= text_.size()) fail("the end is too early");
    if (text_[at_] == '&') {
      for (const auto& [entity, meaning] : kEntities) {
        if (take(entity)) return meaning;
      }
      fail("a bare &");
    }
    return text_[at_++];
  }

  void read_text() {
    std::string text;
    while (at_ < text_.size() && text_[at_] != '<') text += character();
    if (!open_.empty()) {
      elements_[open_.back()].text += text;
    } else if (text.find_first_not_of(" \n") != std::string::npos) {
      fail("text outside of every element");
    }
  }

  std::string read_name() {
    std::string name;
    while (at_ < text_.size() &&
           (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '-')) {
      name += text_[at_++];
    }
    if (name.empty()) fail("no name");
    return name;
  }

  void read_attribute(Element& element) {
    const std::string name = read_name();
    if (!take("=\"")) fail("attribute " + name + " without quotes");
    std::string value;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '<') fail("< in attribute " + name);
      value += character();
    }
    if (!take("\"")) fail("attribute " + name + " does not end");
    if (!element.attributes.emplace(name, value).second) fail("attribute " + name + " twice");
  }

  void read_start() {
    ++at_;
    Element element;
    element.tag = read_name();
    while (take(" ")) read_attribute(element);
    const bool closed = take("/>") || (element.tag == "meta" && take(">"));
    if (!closed && !take(">")) fail("<" + element.tag + " does not end");
    if (open_.empty() && !elements_.empty()) fail("a second root");
    element.parent = open_.empty() ? 0 : open_.back();
    elements_.push_back(element);
    if (closed) return;
    open_.push_back(elements_.size() - 1);
    if (element.tag == "style") {
      const std::size_t end = text_.find("</style>", at_);
      if (end == std::string_view::npos) fail("<style> is not closed");
      at_ = end;
    }
  }

  void read_end() {
    at_ += 2;
    const std::string tag = read_name();
    if (open_.empty() || elements_[open_.back()].tag != tag) fail("</" + tag + "> closes nothing");
    if (!take(">")) fail("</" + tag + " does not end");
    open_.pop_back();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Element> elements_;
  std::vector<std::size_t> open_;
};

}  // namespace

std::vector<Element> parse_markup(std::string_view text) { return Reader(text).read(); }

bool has_double_ids(const std::vector<Element>& elements) {
  std::set<std::string> ids;
  for (const Element& element : elements) {
    if (element.has("id") && !ids.insert(element.attributes.at("id")).second) return true;
  }
  return false;
}

}  // namespace emovox::testing
