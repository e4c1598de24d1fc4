# Installation: the model as a CMake package (`find_package(vrrpspec)` gives vrrpspec::model), the programs, their pages.
include(CMakePackageConfigHelpers)

set(VRRPSPEC_PACKAGE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/vrrpspec)

# Headers keep their path below include/vrrpspec, so that consumers write the same includes as we do.
install(TARGETS vrrpspec_model EXPORT vrrpspec ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT model)
install(
  DIRECTORY ${PROJECT_SOURCE_DIR}/model/
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/vrrpspec/model
  COMPONENT model
  FILES_MATCHING
  PATTERN "*.hpp"
  PATTERN "table" EXCLUDE)
install(
  EXPORT vrrpspec
  NAMESPACE vrrpspec::
  FILE vrrpspecTargets.cmake
  DESTINATION ${VRRPSPEC_PACKAGE_DIR}
  COMPONENT model)

configure_package_config_file(${PROJECT_SOURCE_DIR}/ci/cmake/vrrpspecConfig.cmake.in
                              ${PROJECT_BINARY_DIR}/vrrpspecConfig.cmake
                              INSTALL_DESTINATION ${VRRPSPEC_PACKAGE_DIR})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/vrrpspecConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(
  FILES ${PROJECT_BINARY_DIR}/vrrpspecConfig.cmake ${PROJECT_BINARY_DIR}/vrrpspecConfigVersion.cmake
  DESTINATION ${VRRPSPEC_PACKAGE_DIR}
  COMPONENT model)

foreach(program vrrpspec vrrpspecd)
  if(TARGET ${program})
    install(TARGETS ${program} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  endif()
endforeach()

if(TARGET vrrpspecd)
  configure_file(${PROJECT_SOURCE_DIR}/impl/operation/vrrpspecd.service.in ${PROJECT_BINARY_DIR}/vrrpspecd.service @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/vrrpspecd.service DESTINATION lib/systemd/system)
endif()

install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
foreach(section 1 8)
  file(GLOB pages ${PROJECT_SOURCE_DIR}/docs/man/*.${section})
  install(FILES ${pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
endforeach()

if(VRRPSPEC_TESTS)
  add_test(
    NAME package_test
    COMMAND
      ${CMAKE_COMMAND} -D BUILD=${PROJECT_BINARY_DIR} -D WORK=${PROJECT_BINARY_DIR}/package_test -D
      CONSUMER=${PROJECT_SOURCE_DIR}/tests/package/consumer -D COMPILER=${CMAKE_CXX_COMPILER} -D
      "FLAGS=${CMAKE_CXX_FLAGS}" -P ${PROJECT_SOURCE_DIR}/tests/package/install_and_use.cmake)
  set_tests_properties(package_test PROPERTIES LABELS package)
endif()
