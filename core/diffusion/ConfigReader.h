// Reads a model's config.json: fields with defaults, and one sentence about the first field that does not do.
#pragma once

#include "core/base/Error.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace likeness::diffusion {

// Getters return the fallback where a field is absent or null, and note a problem where it has the wrong type.
class ConfigReader {
public:
    ConfigReader(std::string_view text, std::string name); // `name`: of the file, for messages

    int64_t integer(const char* field, int64_t fallback, int64_t low = 1, int64_t high = 1'000'000);
    double number(const char* field, double fallback);
    bool flag(const char* field, bool fallback);
    std::string word(const char* field, const std::string& fallback);
    std::vector<std::string> words(const char* field, const std::vector<std::string>& fallback);
    // A single number stands for `count` equal ones; a list must have `count` entries (0: any number, at least one).
    std::vector<int64_t> integers(const char* field, const std::vector<int64_t>& fallback, size_t count = 0);

    // The field must be absent, null or this value: nothing else is implemented.
    void demand(const char* field, const nlohmann::json& only);
    // Notes `"field": value` as unusable; `remedy` is a clause: "it must be …".
    void refuse(const char* field, const std::string& remedy);

    // The first problem. Errors: wrongFormat.
    base::Result<void> result() const;

private:
    const nlohmann::json* find(const char* field) const; // nullptr: absent or null

    nlohmann::json m_config;
    std::string m_name;
    std::string m_problem;
};

} // namespace likeness::diffusion
