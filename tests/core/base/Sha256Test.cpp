#include "core/base/Sha256.h"

#include <gtest/gtest.h>

#include <string_view>

namespace likeness::base {
namespace {

std::span<const std::byte> bytesOf(std::string_view text)
{
    return std::as_bytes(std::span(text.data(), text.size()));
}

// The examples of FIPS 180-4's author, and of a million letters.
TEST(Sha256, MatchesThePublishedExamples)
{
    EXPECT_EQ(sha256(bytesOf("")),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256(bytesOf("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256(bytesOf("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(sha256(bytesOf(std::string(1'000'000, 'a'))),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, PiecesGiveTheSameDigest)
{
    const std::string text(1000, 'x');
    for (size_t piece : {1u, 7u, 55u, 56u, 63u, 64u, 65u, 129u}) {
        Sha256 digest;
        for (size_t at = 0; at < text.size(); at += piece)
            digest.add(bytesOf(std::string_view(text).substr(at, piece)));
        EXPECT_EQ(digest.hex(), sha256(bytesOf(text))) << piece;
    }
}

TEST(Sha256, MissingFileIsAnError)
{
    EXPECT_FALSE(sha256OfFile("/nowhere/at/all"));
}

} // namespace
} // namespace likeness::base
