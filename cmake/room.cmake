# emovox_room(NAME [VECTOR_CODE] [NUMERIC] SOURCES a.cc … LINKS target … [PRECOMPILE header …]): one library target
# a room, with the same flags for all. NUMERIC keeps some optimisation under the sanitizers.
# emovox_test(NAME [SHARDS n] SOURCES a_test.cc … LINKS target …): one GoogleTest program, which ctest
# runs as a whole, or in n parts at once. GTEST_FILTER in the environment chooses tests in it.
#
# PRECOMPILE names headers of libraries that take seconds to parse, or the room whose precompiled headers serve here
# too. Every source still includes what it uses, so that the build is the same without.
#
# The presets compile several sources of a room together (CMake's unity builds), which halves the processor
# time of a whole build.

add_library(emovox_flags INTERFACE)
target_compile_options(emovox_flags INTERFACE -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion)
if(EMOVOX_WERROR)
  target_compile_options(emovox_flags INTERFACE -Werror)
endif()
if(EMOVOX_SANITIZE)
  # GCC takes the sanitizers' own code for a use of what is not initialised, and warns of fences
  # that the thread sanitizer does not see: Boost.Asio has some.
  target_compile_options(emovox_flags INTERFACE -fsanitize=${EMOVOX_SANITIZE} -fno-omit-frame-pointer
                         -Wno-maybe-uninitialized -Wno-tsan)
  target_compile_definitions(emovox_flags INTERFACE _GLIBCXX_ASSERTIONS)
  target_link_options(emovox_flags INTERFACE -fsanitize=${EMOVOX_SANITIZE})
  # These four checks for undefined behaviour take half of the time to compile. The address sanitizer finds null
  # pointers and accesses outside of objects as well. Without optimisation, numeric code is thirty times slower.
  target_compile_options(emovox_flags INTERFACE -fno-sanitize=null,alignment,object-size,vptr
                         $<$<BOOL:$<TARGET_PROPERTY:EMOVOX_NUMERIC>>:-O1>)
endif()
if(CMAKE_UNITY_BUILD)
  # In a unity build every source is an included file, which is all that this warning tells of.
  target_compile_options(emovox_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-subobject-linkage>)
endif()

# For a target with code in vector lanes: Highway compiles a source once for each instruction set by including it
# again, so that it cannot be compiled together with others.
function(emovox_vector_code target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD OFF EMOVOX_NUMERIC ON)
endfunction()

# A room's headers are included as "room/header.h", and only by rooms that link it, directly or through
# another: each room has an include folder of its own with one link in it, to its sources.
function(emovox_room name)
  cmake_parse_arguments(ROOM "VECTOR_CODE;NUMERIC" "" "SOURCES;LINKS;PRECOMPILE" ${ARGN})
  get_filename_component(folder ${CMAKE_CURRENT_SOURCE_DIR} NAME)
  set(headers ${PROJECT_BINARY_DIR}/rooms/${folder})
  file(MAKE_DIRECTORY ${headers})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${headers}/${folder} SYMBOLIC)
  set(rooms ${ROOM_LINKS})
  list(FILTER rooms INCLUDE REGEX "^emovox_")
  set(libraries ${ROOM_LINKS})
  list(FILTER libraries EXCLUDE REGEX "^emovox_")
  add_library(emovox_${name} STATIC ${ROOM_SOURCES})
  target_include_directories(emovox_${name} PUBLIC ${headers})
  target_link_libraries(emovox_${name} PUBLIC emovox_api ${rooms} PRIVATE emovox_flags ${libraries})
  if(ROOM_VECTOR_CODE)
    emovox_vector_code(emovox_${name})
  endif()
  if(ROOM_NUMERIC)
    set_target_properties(emovox_${name} PROPERTIES EMOVOX_NUMERIC ON)
  endif()
  if(TARGET "emovox_${ROOM_PRECOMPILE}")
    target_precompile_headers(emovox_${name} REUSE_FROM emovox_${ROOM_PRECOMPILE})
  elseif(ROOM_PRECOMPILE)
    target_precompile_headers(emovox_${name} PRIVATE ${ROOM_PRECOMPILE})
  endif()
  # The programs parse, call and print, and corpora, metrics and reports take little time beside training and
  # prediction: less optimisation does, which takes a third off the time to compile them.
  if(CMAKE_CURRENT_SOURCE_DIR MATCHES "^${PROJECT_SOURCE_DIR}/(apps/|research/(corpus|evaluation|report)$)")
    target_compile_options(emovox_${name} PRIVATE $<$<CONFIG:Release>:-O1>)
  endif()
  # A room of the library: a shared library made of it exports what EMOVOX_EXPORT marks, nothing else.
  if(CMAKE_CURRENT_SOURCE_DIR STREQUAL "${PROJECT_SOURCE_DIR}/src/${folder}")
    set_target_properties(emovox_${name} PROPERTIES C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden
                          VISIBILITY_INLINES_HIDDEN ON)
    set_property(GLOBAL APPEND PROPERTY EMOVOX_LIBRARY_ROOMS emovox_${name})
  endif()
endfunction()

set(emovox_test_optimisation $<$<CONFIG:Release>:-O1>)  # tests take longer to build than to run

function(emovox_test name)
  cmake_parse_arguments(TEST "" "SHARDS" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${TEST_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  # It replaces operator new, and a compiler that sees both takes them for a mistake.
  set_source_files_properties(${PROJECT_SOURCE_DIR}/tests/allocation_count.cc ../allocation_count.cc
                              PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  target_compile_options(${name} PRIVATE ${emovox_test_optimisation})
  target_precompile_headers(${name} REUSE_FROM emovox_test_headers)
  target_link_libraries(${name} PRIVATE emovox_flags emovox_test_places GTest::gmock GTest::gtest_main ${TEST_LINKS})
  # One process for all tests of a program: to load libtorch takes longer than most tests. Each part writes the
  # results of its tests into test_results, for the summary of scripts/test.
  set(shards 1)
  if(TEST_SHARDS)
    set(shards ${TEST_SHARDS})
  endif()
  foreach(part RANGE 1 ${shards})
    set(test ${name})
    if(shards GREATER 1)
      set(test ${name}.${part})
    endif()
    math(EXPR index "${part} - 1")
    add_test(NAME ${test} COMMAND ${name} --gtest_output=json:${PROJECT_BINARY_DIR}/test_results/${test}.json)
    set_tests_properties(${test} PROPERTIES
      ENVIRONMENT "GTEST_BRIEF=1;GTEST_TOTAL_SHARDS=${shards};GTEST_SHARD_INDEX=${index}")
  endforeach()
endfunction()
