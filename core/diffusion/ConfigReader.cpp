#include "core/diffusion/ConfigReader.h"

namespace likeness::diffusion {

ConfigReader::ConfigReader(std::string_view text, std::string name)
    : m_config(nlohmann::json::parse(text, nullptr, false)), m_name(std::move(name))
{
    if (!m_config.is_object()) {
        m_config = nlohmann::json::object();
        m_problem = "'" + m_name + "' is not a JSON object; download or copy this model again.";
    }
}

const nlohmann::json* ConfigReader::find(const char* field) const
{
    const auto found = m_config.find(field);
    return found == m_config.end() || found->is_null() ? nullptr : &*found;
}

void ConfigReader::refuse(const char* field, const std::string& remedy)
{
    if (!m_problem.empty())
        return;
    const auto* value = find(field);
    m_problem = "'" + m_name + "' has \"" + field + "\": " + (value ? value->dump().substr(0, 200) : "null") + "; " +
                remedy + ".";
}

int64_t ConfigReader::integer(const char* field, int64_t fallback, int64_t low, int64_t high)
{
    const auto* value = find(field);
    if (!value)
        return fallback;
    if (value->is_number_integer() && *value >= low && *value <= high)
        return value->get<int64_t>();
    refuse(field, "it must be a whole number from " + std::to_string(low) + " to " + std::to_string(high));
    return fallback;
}

double ConfigReader::number(const char* field, double fallback)
{
    const auto* value = find(field);
    if (value && !value->is_number())
        refuse(field, "it must be a number");
    return value && value->is_number() ? value->get<double>() : fallback;
}

bool ConfigReader::flag(const char* field, bool fallback)
{
    const auto* value = find(field);
    if (value && !value->is_boolean())
        refuse(field, "it must be true or false");
    return value && value->is_boolean() ? value->get<bool>() : fallback;
}

std::string ConfigReader::word(const char* field, const std::string& fallback)
{
    const auto* value = find(field);
    if (value && !value->is_string())
        refuse(field, "it must be a text");
    return value && value->is_string() ? value->get<std::string>() : fallback;
}

std::vector<std::string> ConfigReader::words(const char* field, const std::vector<std::string>& fallback)
{
    const auto* value = find(field);
    if (!value)
        return fallback;
    std::vector<std::string> result;
    if (value->is_array())
        for (const auto& entry : *value)
            if (entry.is_string())
                result.push_back(entry.get<std::string>());
    if (!value->is_array() || result.size() != value->size())
        refuse(field, "it must be a list of texts");
    return result;
}

std::vector<int64_t> ConfigReader::integers(const char* field, const std::vector<int64_t>& fallback, size_t count)
{
    const auto* value = find(field);
    if (!value)
        return fallback;
    const auto usable = [](const nlohmann::json& entry) {
        return entry.is_number_integer() && entry >= 1 && entry <= 65536;
    };
    if (count > 0 && usable(*value))
        return std::vector<int64_t>(count, value->get<int64_t>());
    bool good = value->is_array() && !value->empty() && value->size() <= 16 && (count == 0 || value->size() == count);
    std::vector<int64_t> result;
    if (good)
        for (const auto& entry : *value)
            if ((good = good && usable(entry)))
                result.push_back(entry.get<int64_t>());
    if (good)
        return result;
    refuse(field, count == 0 ? "it must be a list of positive whole numbers"
                             : "it must be " + std::to_string(count) + " positive whole numbers");
    return fallback;
}

void ConfigReader::demand(const char* field, const nlohmann::json& only)
{
    const auto* value = find(field);
    if (value && *value != only)
        refuse(field, "Likeness can only use models where it is " + only.dump());
}

base::Result<void> ConfigReader::result() const
{
    if (m_problem.empty())
        return {};
    return base::fail(base::ErrorCode::wrongFormat, m_problem);
}

} // namespace likeness::diffusion
