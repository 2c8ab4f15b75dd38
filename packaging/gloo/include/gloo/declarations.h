// What c10d's ProcessGroupGloo.hpp names of Gloo, declared and nothing more.
//
// libtorch's wheel holds Gloo itself (inside libtorch_cpu.so) and the header of c10d's process group, but not Gloo's own
// headers. The process group only keeps pointers to these classes and hands them on, so that their names suffice; no
// object of them is ever made, copied or looked into by our code, and none of their functions is called.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace gloo {

class Context {
public:
    void setTimeout(std::chrono::milliseconds timeout);
};

namespace transport {
class Device;
class UnboundBuffer;
} // namespace transport

namespace rendezvous {

// The functions that c10d's wrapper of its own store overrides.
class Store {
public:
    virtual ~Store() = default;
    virtual void set(const std::string& key, const std::vector<char>& value) = 0;
    virtual std::vector<char> get(const std::string& key) = 0;
    virtual void wait(const std::vector<std::string>& keys) = 0;
    virtual void wait(const std::vector<std::string>& keys, const std::chrono::milliseconds& timeout) = 0;
};

} // namespace rendezvous
} // namespace gloo
