# emovox::emovox, the library that others link: the objects of all rooms of src, static or shared by
# BUILD_SHARED_LIBS. The programs of this tree link the rooms themselves, since they also use what is hidden.
get_property(rooms GLOBAL PROPERTY EMOVOX_LIBRARY_ROOMS)
set(objects ${rooms})
list(TRANSFORM objects REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>")

add_library(emovox ${objects})
add_library(emovox::emovox ALIAS emovox)
# Until 1.0.0 a new minor version may change the ABI (docs/versioning.md).
set_target_properties(emovox PROPERTIES VERSION ${PROJECT_VERSION} LINKER_LANGUAGE CXX
                      SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
target_compile_features(emovox PUBLIC cxx_std_20)
target_include_directories(emovox PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
                           $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>
                           $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
# cmake/emovoxConfig.cmake.in and cmake/emovox.pc.in name these libraries again, for static linking.
target_link_libraries(emovox PRIVATE PkgConfig::SNDFILE PkgConfig::MPG123 PkgConfig::SOXR PkgConfig::HWY
                      Threads::Threads ${CMAKE_DL_LIBS})
if(EMOVOX_SANITIZE)
  target_link_options(emovox PRIVATE -fsanitize=${EMOVOX_SANITIZE})
endif()
if(BUILD_SHARED_LIBS)
  # Hidden visibility leaves the standard library's template instances visible: the list hides them too.
  set(symbols ${CMAKE_CURRENT_LIST_DIR}/exported_symbols.map)
  target_link_options(emovox PRIVATE LINKER:--version-script=${symbols} LINKER:--no-undefined LINKER:--as-needed)
  set_target_properties(emovox PROPERTIES LINK_DEPENDS ${symbols})
endif()
