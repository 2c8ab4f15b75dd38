// The one error type of the house and the result type of every fallible edge.
//
// A user's mistake becomes one clear sentence: which file or field, what was wrong, what to do.
// `message` is that sentence; `context` holds details for the log or a "details" button (may be long).
#pragma once

#include <tl/expected.hpp>

#include <exception>
#include <string>

namespace likeness::base {

enum class ErrorCode {
    invalidInput, // the user's mistake: a wrong file, field or value (exit code 2)
    notFound,     // a file or folder that is not there (exit code 2)
    wrongFormat,  // a file that is not what it should be, or is damaged (exit code 2)
    io,           // reading or writing failed: permissions, disk full
    outOfMemory,  // on the CPU or the GPU
    cancelled,    // the user asked for it (exit code 130)
    internal,     // ours to fix
};

struct Error {
    ErrorCode code = ErrorCode::internal;
    std::string message;
    std::string context;
};

template <typename T> using Result = tl::expected<T, Error>;

// `return fail(ErrorCode::notFound, "…");` converts to any Result<T>.
inline tl::unexpected<Error> fail(ErrorCode code, std::string message, std::string context = {})
{
    return tl::unexpected<Error>(Error{code, std::move(message), std::move(context)});
}

// The exit code of a command line program for this error: 2 user's mistake, 130 cancelled, else 1.
int exitCode(const Error& error);

// Runs `body` and turns every exception (libtorch's, OpenCV's, dlib's, std's) into an Error;
// an allocation that failed, on the CPU or a GPU, becomes ErrorCode::outOfMemory.
Error errorFromException(const std::exception& exception);

template <typename Body> auto guarded(Body&& body) -> decltype(body())
{
    try {
        return body();
    } catch (const std::exception& exception) {
        return tl::unexpected<Error>(errorFromException(exception));
    }
}

} // namespace likeness::base
