// A file of given bytes that goes away with the test.
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <unistd.h>

namespace likeness::testing {

class TemporaryFile {
public:
    explicit TemporaryFile(const std::string& bytes = {})
        : m_path(std::filesystem::temp_directory_path() /
                 ("likeness_test_" + std::to_string(::getpid()) + "_" + std::to_string(number()++)))
    {
        write(bytes);
    }
    ~TemporaryFile()
    {
        std::error_code ignored;
        std::filesystem::remove(m_path, ignored);
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    void write(const std::string& bytes) { std::ofstream(m_path, std::ios::binary) << bytes; }
    void flip(size_t bit)
    {
        std::fstream file(m_path, std::ios::binary | std::ios::in | std::ios::out);
        const auto position = static_cast<std::streamoff>(bit / 8);
        const int byte = file.seekg(position).get();
        file.seekp(position).put(static_cast<char>(byte ^ (1 << bit % 8)));
    }
    const std::filesystem::path& path() const { return m_path; }

private:
    static int& number()
    {
        static int next = 0;
        return next;
    }
    std::filesystem::path m_path;
};

inline std::string bytesOf(const std::filesystem::path& path)
{
    std::ostringstream bytes;
    bytes << std::ifstream(path, std::ios::binary).rdbuf();
    return bytes.str();
}

} // namespace likeness::testing
