// A small generator whose numbers are the same on every machine (the distributions of <random> are
// not). SplitMix64 (Steele, Lea and Flood 2014).
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace likeness::base {

class Random {
public:
    explicit Random(std::uint64_t seed) : m_state(seed) {}
    // Draws that are a function of their place alone, so that a resumed training draws what the
    // uninterrupted one would have drawn.
    Random(std::uint64_t seed, std::uint64_t step, std::uint64_t worker = 0)
        : m_state(seed * 0x9e3779b97f4a7c15ull + step * 0xd1b54a32d192ed03ull +
                  worker * 0x8cb92ba72f3d8dd7ull)
    {
        next();
    }

    std::uint64_t next()
    {
        std::uint64_t z = (m_state += 0x9e3779b97f4a7c15ull);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
        return z ^ (z >> 31);
    }
    double uniform() { return double(next() >> 11) * 0x1.0p-53; } // [0, 1)
    double uniform(double low, double high) { return low + (high - low) * uniform(); }
    template <std::integral Count> Count below(Count count) // 0 .. count - 1
    {
        return Count(uniform() * double(count));
    }
    bool chance(double probability) { return uniform() < probability; }
    double bell()
    {
        return (uniform() + uniform() + uniform()) * 2.0 / 3.0 - 1.0;
    } // [-1, 1), centred

    // The index of one of the weights, drawn in proportion to them.
    int weighted(std::initializer_list<double> weights)
    {
        double total = 0;
        for (double weight : weights)
            total += weight;
        double rest = uniform() * total;
        int index = 0;
        for (double weight : weights) {
            if (rest < weight)
                return index;
            rest -= weight;
            ++index;
        }
        return int(weights.size()) - 1;
    }

private:
    std::uint64_t m_state;
};

} // namespace likeness::base
