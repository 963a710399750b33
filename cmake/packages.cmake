# Debian packages, one for each install component: `cpack -G DEB` in the build folder. Also what only packages
# install: manual pages and shell completions, which the programs write themselves, and a systemd unit.
set(CPACK_PACKAGE_CONTACT "emovox maintainers <maintainers@emovox.invalid>")
configure_file(packaging/changelog.in package/changelog @ONLY)

function(emovox_document_package component)
  set(folder ${CMAKE_INSTALL_DATAROOTDIR}/doc/${component})
  install(FILES packaging/copyright DESTINATION ${folder} COMPONENT ${component})
  install(FILES ${PROJECT_BINARY_DIR}/package/changelog DESTINATION ${folder} COMPONENT ${component})
endfunction()

# emovox_describe(TARGET PROGRAM): the manual page and the completions of a program, installed with it.
function(emovox_describe target program)
  set(folder ${PROJECT_BINARY_DIR}/package)
  set(data ${CMAKE_INSTALL_DATAROOTDIR})
  set(outputs ${folder}/${program}.1 ${folder}/${program}.bash ${folder}/_${program} ${folder}/${program}.fish)
  set(formats man bash zsh fish)
  set(commands "")
  foreach(format output IN ZIP_LISTS formats outputs)
    list(APPEND commands COMMAND ${CMAKE_COMMAND} -E env $<TARGET_FILE:${target}> --describe ${format} > ${output})
  endforeach()
  add_custom_command(OUTPUT ${outputs} ${commands} DEPENDS ${target})
  add_custom_target(${target}_descriptions ALL DEPENDS ${outputs})
  install(FILES ${folder}/${program}.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT ${program})
  install(FILES ${folder}/${program}.bash DESTINATION ${data}/bash-completion/completions RENAME ${program}
          COMPONENT ${program})
  install(FILES ${folder}/_${program} DESTINATION ${data}/zsh/vendor-completions COMPONENT ${program})
  install(FILES ${folder}/${program}.fish DESTINATION ${data}/fish/vendor_completions.d COMPONENT ${program})
endfunction()


set(CPACK_COMPONENTS_ALL libemovox-dev)
emovox_document_package(libemovox-dev)
if(BUILD_SHARED_LIBS)
  list(APPEND CPACK_COMPONENTS_ALL libemovox)
  emovox_document_package(libemovox)
endif()
if(EMOVOX_APPS)
  list(APPEND CPACK_COMPONENTS_ALL emovox)
  emovox_describe(emovox_cli emovox)
  emovox_document_package(emovox)
  install(FILES packaging/emovox.service DESTINATION lib/systemd/system COMPONENT emovox)
  if(EMOVOX_TRAINING)
    list(APPEND CPACK_COMPONENTS_ALL emovox-train)
    emovox_describe(emovox_train emovox-train)
    emovox_document_package(emovox-train)
  endif()
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(version ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})

set(CPACK_DEBIAN_EMOVOX_PACKAGE_NAME emovox)
set(CPACK_DEBIAN_EMOVOX_PACKAGE_SECTION sound)
set(CPACK_DEBIAN_EMOVOX_DESCRIPTION "The program emovox.
 Tells which emotion a voice carries, when, and how sure: of recordings, of a
 microphone, or over HTTP for others. A trained model is built in.")
set(CPACK_DEBIAN_EMOVOX_PACKAGE_RECOMMENDS libportaudio2)  # loaded when the microphone is used
set(CPACK_DEBIAN_EMOVOX_PACKAGE_SUGGESTS emovox-train)

set(CPACK_DEBIAN_EMOVOX-TRAIN_PACKAGE_NAME emovox-train)
set(CPACK_DEBIAN_EMOVOX-TRAIN_PACKAGE_SECTION sound)
set(CPACK_DEBIAN_EMOVOX-TRAIN_DESCRIPTION "Training and cross-validation.
 The verbs train, crossval and reproduce of emovox, which need libtorch.")
set(CPACK_DEBIAN_EMOVOX-TRAIN_PACKAGE_DEPENDS "emovox (= ${PROJECT_VERSION})")

set(CPACK_DEBIAN_LIBEMOVOX_PACKAGE_NAME libemovox${version})
set(CPACK_DEBIAN_LIBEMOVOX_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_LIBEMOVOX_DESCRIPTION "The shared library.
 What programs that were built with libemovox-dev run with.")
set(CPACK_DEBIAN_LIBEMOVOX_PACKAGE_CONTROL_EXTRA ${PROJECT_SOURCE_DIR}/packaging/triggers)

set(CPACK_DEBIAN_LIBEMOVOX-DEV_PACKAGE_NAME libemovox-dev)
set(CPACK_DEBIAN_LIBEMOVOX-DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_LIBEMOVOX-DEV_DESCRIPTION "Headers and the library for C++ and C.
 For find_package(emovox) in CMake, or pkg-config emovox.")
if(BUILD_SHARED_LIBS)
  set(CPACK_DEBIAN_LIBEMOVOX-DEV_PACKAGE_DEPENDS "libemovox${version} (= ${PROJECT_VERSION})")
else()
  set(CPACK_DEBIAN_LIBEMOVOX-DEV_PACKAGE_DEPENDS
      "libsndfile1-dev, libmpg123-dev, libsoxr-dev, libhwy-dev, pkg-config")
endif()
include(CPack)
