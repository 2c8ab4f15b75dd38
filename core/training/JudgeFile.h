// The judges as files: fp16 safetensors that also say which facts of which portrait world they know, and which of them
// they could read off held-out renders of each style.
#pragma once

#include "core/training/JudgeTrainer.h"

#include <filesystem>

namespace likeness::training {

inline constexpr const char* sceneJudgeFile = "scene.safetensors";
inline constexpr const char* likenessJudgeFile = "likeness.safetensors";

// Written atomically. Errors: io.
base::Result<void> writeSceneJudge(const std::filesystem::path& file, const TrainedJudge& judge);
base::Result<void> writeLikenessJudge(const std::filesystem::path& file, const TrainedJudge& judge);

struct OpenSceneJudge {
    SceneJudge judge;
    std::map<std::string, FactShares> readable; // JudgeReport::clean
};
struct OpenLikenessJudge {
    PictureJudge judge;
    std::map<std::string, FactShares> readable;
};

// Errors: notFound, io, wrongFormat: no judge, or one of another portrait world.
base::Result<OpenSceneJudge> openSceneJudge(const std::filesystem::path& file);
base::Result<OpenLikenessJudge> openLikenessJudge(const std::filesystem::path& file);

} // namespace likeness::training
