// Random choices that are a function of their place alone (seed, step, worker), so that a resumed training draws what
// the uninterrupted one would have drawn. SplitMix64 (Steele, Lea & Flood 2014).
#pragma once

#include <cstdint>

namespace likeness::training {

class Random {
public:
    Random(std::uint64_t seed, std::uint64_t step, std::uint64_t worker = 0)
        : m_state(seed * 0x9E3779B97F4A7C15ull + step * 0xD1B54A32D192ED03ull + worker * 0x8CB92BA72F3D8DD7ull)
    {
        next();
    }

    std::uint64_t next()
    {
        m_state += 0x9E3779B97F4A7C15ull;
        std::uint64_t z = m_state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
        return z ^ (z >> 31);
    }
    std::int64_t below(std::int64_t limit) // 0 … limit - 1
    {
        return static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(limit));
    }
    double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; } // 0 ≤ u < 1
    double uniform(double low, double high) { return low + (high - low) * uniform(); }

private:
    std::uint64_t m_state;
};

} // namespace likeness::training
