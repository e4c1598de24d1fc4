# What every target of the project is compiled with. Sanitizers and optimisation come from the presets.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_LINK_DEPENDS_NO_SHARED ON)

find_program(VRRPSPEC_CCACHE ccache)
if(VRRPSPEC_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${VRRPSPEC_CCACHE})
endif()
find_program(VRRPSPEC_MOLD mold)
if(VRRPSPEC_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# Usage requirements shared by our own targets only: include paths are written from the root of the repository.
add_library(vrrpspec_options INTERFACE)
target_compile_options(
  vrrpspec_options
  INTERFACE -Wall
            -Wextra
            -Wpedantic
            -Wshadow
            -Wconversion
            -Wsign-conversion
            -Wnon-virtual-dtor
            -Wold-style-cast
            -Woverloaded-virtual
            -Werror)
target_include_directories(vrrpspec_options INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>)

# vrrpspec_target(NAME): one of our targets, compiled with our warnings as errors.
function(vrrpspec_target name)
  target_link_libraries(${name} PRIVATE $<BUILD_INTERFACE:vrrpspec_options>)
endfunction()
