# Third-party libraries as SYSTEM targets. `packaging/setup` installs them; this file only finds them.
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
    # A precompiled header is only reusable from the cache with these two relaxations.
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE_PROGRAM})
endif()

# libtorch, unpacked by packaging/setup from the pinned wheel: include/ and lib/.
set(LIKENESS_LIBTORCH "" CACHE PATH "Folder with libtorch's include/ and lib/")
if(NOT EXISTS ${LIKENESS_LIBTORCH}/lib/libtorch_cpu.so)
    message(FATAL_ERROR "libtorch was not found in '${LIKENESS_LIBTORCH}'. Run packaging/setup first: "
                        "it fetches libtorch and prints the folder to pass as -DLIKENESS_LIBTORCH.")
endif()
add_library(libtorch INTERFACE)
target_include_directories(libtorch SYSTEM INTERFACE
    ${LIKENESS_LIBTORCH}/include ${LIKENESS_LIBTORCH}/include/torch/csrc/api/include)
target_link_libraries(libtorch INTERFACE
    ${LIKENESS_LIBTORCH}/lib/libtorch_cpu.so ${LIKENESS_LIBTORCH}/lib/libc10.so
    ${LIKENESS_LIBTORCH}/lib/libgomp.so.1) # the very OpenMP that libtorch uses
# The loader resolves libtorch's own needs (libgomp, libcudart, libcupti) through this path.
target_link_options(libtorch INTERFACE -Wl,-rpath-link,${LIKENESS_LIBTORCH}/lib)
set(CMAKE_BUILD_RPATH ${LIKENESS_LIBTORCH}/lib)

find_package(Threads REQUIRED)
find_package(OpenCV REQUIRED COMPONENTS core imgproc calib3d)
find_package(dlib REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc i18n data)
find_path(TL_EXPECTED_INCLUDE tl/expected.hpp REQUIRED)

find_package(Qt6 REQUIRED COMPONENTS Core Gui Widgets Sql Svg PrintSupport Test LinguistTools)
find_library(QCUSTOMPLOT_LIBRARY QCustomPlotQt6 REQUIRED)
find_package(GTest REQUIRED)
