# Installs the model into a prefix of its own, then configures, builds and runs a project that knows the package only.
# Arguments (-D): BUILD the build tree, WORK a directory to use up, CONSUMER its sources, COMPILER, FLAGS.
file(REMOVE_RECURSE ${WORK})
set(prefix ${WORK}/prefix)

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ECHO STDOUT COMMAND_ERROR_IS_FATAL ANY)
endfunction()

run(${CMAKE_COMMAND} --install ${BUILD} --component model --prefix ${prefix})
run(${CMAKE_COMMAND} -S ${CONSUMER} -B ${WORK}/consumer -G Ninja -D CMAKE_PREFIX_PATH=${prefix} -D
    CMAKE_CXX_COMPILER=${COMPILER} -D CMAKE_CXX_FLAGS=${FLAGS})
run(${CMAKE_COMMAND} --build ${WORK}/consumer)

execute_process(COMMAND ${WORK}/consumer/consumer OUTPUT_VARIABLE said COMMAND_ERROR_IS_FATAL ANY)
set(expected "S-430: Set the Master_Down_Timer to Skew_Time\n224.0.0.18\n")
if(NOT said STREQUAL expected)
  message(FATAL_ERROR "the consumer printed\n${said}instead of\n${expected}")
endif()

# Only what is needed to use the model is installed: no table, no source, nothing of the build's own flags.
file(GLOB_RECURSE stray ${prefix}/*.cpp ${prefix}/*table/*)
if(stray)
  message(FATAL_ERROR "installed but private: ${stray}")
endif()
