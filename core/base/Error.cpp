#include "core/base/Error.h"

#include <new>

namespace likeness::base {

int exitCode(const Error& error)
{
    switch (error.code) {
    case ErrorCode::invalidInput:
    case ErrorCode::notFound:
    case ErrorCode::wrongFormat:
        return 2;
    case ErrorCode::cancelled:
        return 130;
    default:
        return 1;
    }
}

Error errorFromException(const std::exception& exception)
{
    const std::string what = exception.what();
    // libtorch reports a failed CPU allocation as a plain c10::Error, a failed CUDA allocation as
    // c10::OutOfMemoryError; both say so in their text.
    const bool outOfMemory = dynamic_cast<const std::bad_alloc*>(&exception) != nullptr ||
                             what.find("out of memory") != std::string::npos ||
                             what.find("can't allocate memory") != std::string::npos;
    if (outOfMemory)
        return {ErrorCode::outOfMemory,
                "There was not enough memory for this. Choose a smaller size or fewer pictures, or "
                "close other programs.",
                what};
    return {ErrorCode::internal, "Something went wrong inside Likeness: " + what.substr(0, what.find('\n')),
            what};
}

} // namespace likeness::base
