// emovox as a part of another project: add_subdirectory, which is also what FetchContent does. The
// other project's settings stay unchanged, and it gets only the library.
#include <gmock/gmock.h>

#include <string>

#include "package/shell.h"
#include "temporary_folder.h"
#include "test_places.h"

namespace emovox::package {
namespace {

constexpr const char* kParent = R"(cmake_minimum_required(VERSION 3.25)
project(parent LANGUAGES C CXX)
set(CMAKE_CXX_STANDARD 17)
set(settings CMAKE_CXX_STANDARD CMAKE_CXX_STANDARD_REQUIRED CMAKE_CXX_EXTENSIONS CMAKE_C_STANDARD
    CMAKE_CXX_COMPILER_LAUNCHER CMAKE_RUNTIME_OUTPUT_DIRECTORY CMAKE_POSITION_INDEPENDENT_CODE
    CMAKE_BUILD_TYPE CMAKE_EXPORT_COMPILE_COMMANDS CMAKE_FIND_PACKAGE_TARGETS_GLOBAL BUILD_SHARED_LIBS)
foreach(name ${settings})
  set(before_${name} "${${name}}")
endforeach()

include(FetchContent)
FetchContent_Declare(emovox SOURCE_DIR "${EMOVOX_SOURCE}")
FetchContent_MakeAvailable(emovox)

foreach(name ${settings})
  if(NOT "${${name}}" STREQUAL "${before_${name}}")
    message(FATAL_ERROR "${name} was '${before_${name}}' and is '${${name}}'")
  endif()
endforeach()
foreach(name COMPILE_DEFINITIONS COMPILE_OPTIONS INCLUDE_DIRECTORIES LINK_OPTIONS)
  get_directory_property(value ${name})
  if(value)
    message(FATAL_ERROR "${name} is ${value}")
  endif()
endforeach()
if(NOT TARGET emovox::emovox)
  message(FATAL_ERROR "there is no target emovox::emovox")
endif()
foreach(target emovox_cli emovox_train emovox_evaluation emovox_server structure_test emovox_cli_descriptions)
  if(TARGET ${target})
    message(FATAL_ERROR "there is a target ${target}")
  endif()
endforeach()
if(DEFINED CACHE{BUILD_SHARED_LIBS} OR DEFINED CACHE{CCACHE})
  message(FATAL_ERROR "the cache has a setting of emovox's own build")
endif()

add_library(plain OBJECT plain.cc)
add_library(uses_emovox OBJECT uses_emovox.cc)
target_link_libraries(uses_emovox PRIVATE emovox::emovox)
)";

TEST(Subproject, ProvidesTheLibraryAndDoesNotChangeSettings) {
  const test::TemporaryFolder folder;
  folder.write("parent/CMakeLists.txt", kParent);
  folder.write("parent/plain.cc",
               "#ifdef HWY_DISABLED_TARGETS\n#error leaked\n#endif\n"
               "static_assert(__cplusplus == 201703L);\n");
  folder.write("parent/uses_emovox.cc",
               "#include <emovox/model.h>\n#include <emovox/version.h>\n"
               "auto version() { return emovox::version(); }\n");
  const std::string build = quoted(folder.path() / "build");
  const Outcome configured = shell(
      quoted(EMOVOX_CMAKE) + " -G Ninja -S " + quoted(folder.path() / "parent") + " -B " + build +
      " -DEMOVOX_SOURCE=" + quoted(source_folder()) + " -DCMAKE_C_COMPILER=" + quoted(EMOVOX_CC) +
      " -DCMAKE_CXX_COMPILER=" + quoted(EMOVOX_CXX));
  ASSERT_EQ(configured.status, 0) << configured.text;

  // Builds only one room, so that the test is quick: all rooms are built in the same way.
  const Outcome built = shell(quoted(EMOVOX_CMAKE) + " --build " + build +
                              " --verbose --target plain emovox_text "
                              "CMakeFiles/uses_emovox.dir/uses_emovox.cc.o");
  EXPECT_EQ(built.status, 0) << built.text;
  EXPECT_THAT(built.text, ::testing::Not(::testing::HasSubstr("-Werror")));
  EXPECT_THAT(built.text, ::testing::HasSubstr("-fvisibility=hidden"));
}

}  // namespace
}  // namespace emovox::package
