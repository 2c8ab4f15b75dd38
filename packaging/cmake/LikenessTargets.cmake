# The few functions with which every room, program and test declares itself.

set(LIKENESS_WARNINGS -Wall -Wextra -Wnon-virtual-dtor -Wno-missing-field-initializers)

# Sources are found by folder: a room is its folder, so a new file needs no second mention.
function(likeness_sources out)
    file(GLOB_RECURSE found CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/*.h)
    set(${out} ${found} PARENT_SCOPE)
endfunction()

# likeness_room(NAME [USES room…] [LINKS library…] [PUBLIC_LINKS library…] [PCH header])
#   NAME: folder under core/, becomes the static library likeness_NAME.
#   USES: rooms whose headers and code it uses.  LINKS: libraries that its users do not see.
function(likeness_room name)
    cmake_parse_arguments(ARG "" "PCH_FROM" "USES;LINKS;PUBLIC_LINKS" ${ARGN})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS
        ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.h)
    set(target likeness_${name})
    add_library(${target} STATIC ${sources})
    target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR})
    target_include_directories(${target} SYSTEM PUBLIC ${TL_EXPECTED_INCLUDE})
    target_compile_options(${target} PRIVATE ${LIKENESS_WARNINGS})
    list(TRANSFORM ARG_USES PREPEND likeness_)
    target_link_libraries(${target} PUBLIC ${ARG_USES} ${ARG_PUBLIC_LINKS} PRIVATE ${ARG_LINKS} Threads::Threads)
    set_target_properties(${target} PROPERTIES LINKER_LANGUAGE CXX)
    if(ARG_PCH_FROM)
        target_precompile_headers(${target} REUSE_FROM ${ARG_PCH_FROM})
    endif()
endfunction()

# likeness_test(NAME LABEL label [USES room…] [LINKS library…] [QT])
#   One GoogleTest program from tests/…/NAME/*.cpp; QT: a Qt Test program instead (one class per file, own main).
function(likeness_test name)
    cmake_parse_arguments(ARG "" "LABEL;TIMEOUT;PCH_FROM" "USES;LINKS" ${ARGN})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS
        ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.h)
    if(NOT sources)
        return()
    endif()
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 600)
    endif()
    set(target test_${name})
    add_executable(${target} ${sources})
    target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR})
    target_compile_options(${target} PRIVATE ${LIKENESS_WARNINGS})
    list(TRANSFORM ARG_USES PREPEND likeness_)
    target_link_libraries(${target} PRIVATE likeness_testing ${ARG_USES} ${ARG_LINKS} GTest::gtest GTest::gmock GTest::gtest_main)
    if(ARG_PCH_FROM)
        target_precompile_headers(${target} REUSE_FROM ${ARG_PCH_FROM})
    endif()
    add_test(NAME ${name} COMMAND ${target})
    set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABEL}" TIMEOUT ${ARG_TIMEOUT}
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;OMP_NUM_THREADS=2;OMP_WAIT_POLICY=PASSIVE")
endfunction()
