// The installed package: the examples are built against it in a separate folder, with
// find_package and with pkg-config, and print the same as `emovox predict`.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "command/wav.h"
#include "package/shell.h"
#include "temporary_folder.h"
#include "test_places.h"
#include "vad/noises.h"

namespace emovox::package {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string kCMake = quoted(EMOVOX_CMAKE);

/// A separate installation for each test, and a recording: 3 s of syllables after 1 s of silence.
class Package : public ::testing::Test {
 protected:
  Package() {
    vad::Sound sound = vad::silence(1.0);
    vad::append(sound, vad::syllables(3.0, -25.0, 1));
    vad::append(sound, vad::silence(1.0));
    recording_ = folder_.write("voice.wav", testing::wav_float(sound));
  }

  fs::path stage() const { return folder_.path() / "stage"; }
  fs::path library_folder() const { return stage() / EMOVOX_LIBRARY_FOLDER; }

  void install(const std::string& component) const {
    const Outcome done = shell(kCMake + " --install " + quoted(EMOVOX_BUILD_FOLDER) + " --prefix " +
                               quoted(stage()) + " --component " + component);
    ASSERT_EQ(done.status, 0) << done.text;
  }

  void install_library() const {
    install("libemovox-dev");
    install("libemovox");  // has files where the library is shared
  }

  /// Puts the shared library where the installed one is, with its emovox.pc.
  void replace_by_shared() const {
    for (const auto& entry : fs::directory_iterator(library_folder())) {
      if (entry.path().filename().string().starts_with("libemovox.")) fs::remove(entry.path());
    }
    const auto options = fs::copy_options::copy_symlinks | fs::copy_options::overwrite_existing;
    for (const auto& entry : fs::directory_iterator(EMOVOX_SHARED_FOLDER)) {
      fs::copy(entry.path(), library_folder() / entry.path().filename(), options);
    }
    fs::copy(fs::path(EMOVOX_BUILD_FOLDER) / "package/shared/emovox.pc",
             library_folder() / "pkgconfig/emovox.pc", options);
  }

  void make_with_pkg_config() const {
    fs::create_directories(programs());
    const Outcome made =
        shell("PKG_CONFIG_PATH=" + quoted(library_folder() / "pkgconfig") + " make -C " +
              quoted(source_folder() / "examples") + " CC=" + quoted(EMOVOX_CC) +
              " CXX=" + quoted(EMOVOX_CXX) +
              " CFLAGS=-Wall\\ -Werror CXXFLAGS=-Wall\\ -Werror OUT=" + quoted(programs()));
    ASSERT_EQ(made.status, 0) << made.text;
  }

  fs::path programs() const { return folder_.path() / "programs"; }

  std::string run(const std::string& program) const {
    const Outcome ran = shell("LD_LIBRARY_PATH=" + quoted(library_folder()) + " " +
                              quoted(programs() / program) + " " + quoted(recording_));
    EXPECT_EQ(ran.status, 0) << ran.text;
    return ran.text;
  }

  void expect_examples_to_agree_with_the_program() const {
    const Outcome printed =
        shell(quoted(EMOVOX_BINARY) + " predict --format jsonl " + quoted(recording_));
    std::smatch match;
    ASSERT_TRUE(std::regex_search(printed.text, match, std::regex("\"label\": ?\"([a-z]+)\"")))
        << printed.text;
    const std::string label = match[1];
    EXPECT_THAT(run("predict_file"), StartsWith(label + " "));
    EXPECT_THAT(run("predict"), StartsWith(label + " "));
    EXPECT_EQ(run("predict"), run("predict_file"));
    EXPECT_THAT(run("live_stream"), StartsWith("  0.0 to   3.0 s  "));
    std::istringstream segment(run("voice_activity"));
    double start = 0.0, end = 0.0;
    segment >> start >> end;
    EXPECT_NEAR(start, 1.0, 0.2);
    EXPECT_NEAR(end, 4.0, 0.2);
  }

  test::TemporaryFolder folder_;
  fs::path recording_;
};

TEST_F(Package, ExamplesBuildWithFindPackage) {
  install_library();
  const Outcome built =
      shell(kCMake + " -S " + quoted(source_folder() / "examples") + " -B " + quoted(programs()) +
            " -DCMAKE_PREFIX_PATH=" + quoted(stage()) + " -DCMAKE_C_COMPILER=" + quoted(EMOVOX_CC) +
            " -DCMAKE_CXX_COMPILER=" + quoted(EMOVOX_CXX) + " && " + kCMake + " --build " +
            quoted(programs()));
  ASSERT_EQ(built.status, 0) << built.text;
  expect_examples_to_agree_with_the_program();
}

TEST_F(Package, ExamplesBuildWithPkgConfig) {
  install_library();
  make_with_pkg_config();
  expect_examples_to_agree_with_the_program();
}

TEST_F(Package, ExamplesBuildWithTheSharedLibrary) {
  install_library();
  replace_by_shared();
  make_with_pkg_config();
  const Outcome needs = shell("ldd " + quoted(programs() / "predict"));
  EXPECT_THAT(needs.text, HasSubstr("libemovox.so."));
  expect_examples_to_agree_with_the_program();
}

TEST_F(Package, AnotherMinorVersionIsRefused) {
  install_library();
  const fs::path project = folder_.write(
      "project/CMakeLists.txt",
      "cmake_minimum_required(VERSION 3.20)\nproject(p LANGUAGES CXX)\nfind_package(emovox 0.0)\n"
      "if(emovox_FOUND)\n  message(FATAL_ERROR \"emovox ${emovox_VERSION} found\")\nendif()\n");
  const Outcome configured = shell(kCMake + " -S " + quoted(project.parent_path()) + " -B " +
                                   quoted(programs()) + " -DCMAKE_PREFIX_PATH=" + quoted(stage()));
  EXPECT_EQ(configured.status, 0) << configured.text;
  EXPECT_THAT(configured.text, HasSubstr("considered but not accepted"));
}

// The installed program finds emovox-train beside it, and has a manual page and completions.
TEST_F(Package, TheProgramIsInstalledWithItsDocuments) {
  install("emovox");
  EXPECT_EQ(shell(quoted(stage() / "bin/emovox") + " --version").status, 0);
  const auto text = [&](const char* name) { return folder_.read("stage/" + std::string(name)); };
  EXPECT_THAT(text("share/man/man1/emovox.1"), HasSubstr(".SS emovox predict"));
  EXPECT_THAT(text("share/man/man1/emovox.1"), HasSubstr("\\-\\-abstain\\-below"));
  EXPECT_THAT(text("share/fish/vendor_completions.d/emovox.fish"), HasSubstr("-l abstain-below"));
  EXPECT_THAT(text("share/zsh/vendor-completions/_emovox"), StartsWith("#compdef emovox\n"));
  const Outcome completed =
      shell("bash -c 'source " + (stage() / "share/bash-completion/completions/emovox").string() +
            "; COMP_WORDS=(emovox corpus check --c); COMP_CWORD=3; _emovox; echo ${COMPREPLY[@]};"
            " COMP_WORDS=(emovox pre); COMP_CWORD=1; _emovox; echo ${COMPREPLY[@]}'");
  EXPECT_EQ(completed.text, "--corpus\npredict\n");
}

// It exports only symbols with EMOVOX_EXPORT: none of the rooms of src, no templates of the
// standard library.
TEST_F(Package, TheSharedLibraryExportsOnlyEmovoxSymbols) {
  const Outcome listed = shell(quoted(EMOVOX_NM) + " -D -C --defined-only " +
                               quoted(fs::path(EMOVOX_SHARED_FOLDER) / "libemovox.so"));
  ASSERT_EQ(listed.status, 0) << listed.text;
  const std::regex allowed(
      "[0-9a-f]+ . ((typeinfo |typeinfo name |vtable )for )?"
      "(emovox_[a-z0-9_]+|emovox::[A-Za-z_]+(::~?[A-Za-z_]+(=|\\[\\])?)*(\\[abi:cxx11\\])?(\\(.*)?"
      ")");
  const std::regex room("emovox::(text|audio|features|kernels|vad|model|c_api)::.*");
  std::istringstream lines(listed.text);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    EXPECT_TRUE(std::regex_match(line, allowed)) << line;
    EXPECT_FALSE(std::regex_search(line.substr(0, line.find('(')), room)) << line;
  }
  EXPECT_GT(count, 60U);
  EXPECT_THAT(listed.text, HasSubstr(" T emovox_predict_file\n"));
  EXPECT_THAT(listed.text, HasSubstr(" T emovox::Model::load("));
  EXPECT_THAT(listed.text, HasSubstr("typeinfo for emovox::Error\n"));
}

}  // namespace
}  // namespace emovox::package
