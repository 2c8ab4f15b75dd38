// What is known of rendered persons and scenes, as training targets.
#pragma once

#include "core/portraits/Person.h"
#include "core/portraits/Scene.h"

#include <ATen/ATen.h>

#include <string>
#include <vector>

namespace likeness::training {

// A list of facts: some are one of several classes, the rest are measures of about -1..1.
struct FactTable {
    struct Classes {
        std::string name;
        int64_t count;
    };
    std::vector<Classes> classes;
    int64_t measures = 0;

    int64_t outputs() const; // width of a linear head that predicts all: the classes' logits, then the measures
};

const FactTable& personFacts(); // hair style, hair colour, glasses, facial hair, presentation, age, eyes, freckles
const FactTable& sceneFacts();  // style, background, clothing and its colour, accessory, expression, pose, light

struct Facts {
    std::vector<int64_t> classes; // one per FactTable::classes
    std::vector<double> measures;
};
Facts factsOf(const portraits::Person& person);
Facts factsOf(const portraits::Scene& scene);

// Cross-entropy of the classes + 2 * smooth L1 of the measures, summed over the table and averaged over the batch.
// outputs [B, table.outputs()].
at::Tensor factLoss(const FactTable& table, const at::Tensor& outputs, const std::vector<Facts>& truth);

// Share of right answers per class fact; then the correlation of each measure.
std::vector<double> factAccuracy(const FactTable& table, const at::Tensor& outputs, const std::vector<Facts>& truth);

} // namespace likeness::training
