# emovox::emovox, the library that others link: the objects of all rooms of src, static or shared by
# BUILD_SHARED_LIBS. The programs of this tree link the rooms themselves, since they also use what is hidden.

# emovox_library(TARGET [STATIC|SHARED])
function(emovox_library target)
  get_property(objects GLOBAL PROPERTY EMOVOX_LIBRARY_ROOMS)
  list(TRANSFORM objects REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>")
  add_library(${target} ${ARGN} ${objects})
  # Until 1.0.0 a new minor version may change the ABI (docs/versioning.md).
  set_target_properties(${target} PROPERTIES OUTPUT_NAME emovox LINKER_LANGUAGE CXX VERSION ${PROJECT_VERSION}
                        SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
                             $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>
                             $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  # cmake/emovoxConfig.cmake.in and cmake/install.cmake name these libraries again, for static linking.
  target_link_libraries(${target} PRIVATE PkgConfig::SNDFILE PkgConfig::MPG123 PkgConfig::SOXR PkgConfig::HWY
                        Threads::Threads ${CMAKE_DL_LIBS})
  if(EMOVOX_SANITIZE)
    target_link_options(${target} PRIVATE -fsanitize=${EMOVOX_SANITIZE})
  endif()
  get_target_property(type ${target} TYPE)
  if(type STREQUAL SHARED_LIBRARY)
    # Hidden visibility leaves the standard library's template instances visible: the list hides them too.
    set(symbols ${PROJECT_SOURCE_DIR}/cmake/exported_symbols.map)
    target_link_options(${target} PRIVATE LINKER:--version-script=${symbols} LINKER:--as-needed)
    if(NOT EMOVOX_SANITIZE)
      target_link_options(${target} PRIVATE LINKER:--no-undefined)
    endif()
    set_target_properties(${target} PROPERTIES LINK_DEPENDS ${symbols})
  endif()
endfunction()

emovox_library(emovox)
add_library(emovox::emovox ALIAS emovox)
