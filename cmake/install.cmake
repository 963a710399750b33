# What `cmake --install` copies. Components, each a Debian package: emovox (the program), emovox-train,
# libemovox (the shared library) and libemovox-dev (headers, the CMake package, emovox.pc).
include(CMakePackageConfigHelpers)

# Relative to the file's own place, so that an installed tree can be moved.
set(cmake_folder ${CMAKE_INSTALL_LIBDIR}/cmake/emovox)
install(TARGETS emovox EXPORT emovoxTargets
        LIBRARY COMPONENT libemovox NAMELINK_COMPONENT libemovox-dev
        ARCHIVE COMPONENT libemovox-dev)
install(FILES include/emovox.h TYPE INCLUDE COMPONENT libemovox-dev)
install(DIRECTORY include/emovox TYPE INCLUDE COMPONENT libemovox-dev FILES_MATCHING PATTERN "*.h")
install(FILES ${PROJECT_BINARY_DIR}/include/emovox/version.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/emovox
        COMPONENT libemovox-dev)
install(EXPORT emovoxTargets NAMESPACE emovox:: DESTINATION ${cmake_folder} COMPONENT libemovox-dev)
configure_package_config_file(cmake/emovoxConfig.cmake.in package/emovoxConfig.cmake
                              INSTALL_DESTINATION ${cmake_folder})
# Until 1.0.0 a new minor version may change the API (docs/versioning.md).
write_basic_package_version_file(${PROJECT_BINARY_DIR}/package/emovoxConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/package/emovoxConfig.cmake
              ${PROJECT_BINARY_DIR}/package/emovoxConfigVersion.cmake
        DESTINATION ${cmake_folder} COMPONENT libemovox-dev)

# pkg-config. A program that links the static library needs what the library uses, with or without --static.
file(RELATIVE_PATH to_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" to_prefix ${to_prefix})
set(EMOVOX_PC_PREFIX "\${pcfiledir}/${to_prefix}")
set(EMOVOX_PC_INCLUDEDIR "\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}")
set(EMOVOX_PC_LIBDIR "\${prefix}/${CMAKE_INSTALL_LIBDIR}")
set(EMOVOX_PC_REQUIRES "Requires: sndfile, libmpg123, soxr, libhwy")
set(EMOVOX_PC_LIBS " -lstdc++ -lm -pthread -ldl")
configure_file(cmake/emovox.pc.in package/static/emovox.pc @ONLY)
set(EMOVOX_PC_REQUIRES "")
set(EMOVOX_PC_LIBS "")
configure_file(cmake/emovox.pc.in package/shared/emovox.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/package/$<IF:$<BOOL:${BUILD_SHARED_LIBS}>,shared,static>/emovox.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT libemovox-dev)

if(EMOVOX_APPS)
  install(TARGETS emovox_cli RUNTIME COMPONENT emovox)
  if(EMOVOX_TRAINING)
    install(TARGETS emovox_train RUNTIME COMPONENT emovox-train)
  endif()
endif()
