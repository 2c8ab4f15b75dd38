// One evaluation on its way: paints what is not yet measured, measures it, reports. Inside of Evaluation.h.
#pragma once

#include "core/evaluation/Evaluation.h"
#include "core/evaluation/Judges.h"
#include "core/evaluation/TestPersons.h"
#include "core/evaluation/TestPrompts.h"

#include <chrono>

namespace likeness::evaluation {

// A picture without identity, as far as its twins need it.
struct Twin {
    Reading reading;
    images::Image picture; // only of those that the sheet shows
};

class EvaluationRun {
public:
    EvaluationRun(const EvaluationPlan& plan, const Paint& paint, const std::stop_token& stop, Judges judges,
                  TestPersons people, std::vector<TestPrompt> prompts, MeasurementLog log)
        : m_plan(plan), m_paint(paint), m_stop(stop), m_judges(std::move(judges)), m_people(std::move(people)),
          m_prompts(std::move(prompts)), m_log(std::move(log))
    {
    }

    base::Result<void> readReferences();
    base::Result<void> measureAll();
    EvaluationReport report() const;

private:
    int persons() const { return static_cast<int>(m_people.persons.size()); }
    int prompts() const { return static_cast<int>(m_prompts.size()); }
    base::Result<images::Image> painted(const EvaluationStage& stage, int person, int prompt, int seed);
    base::Result<const Twin*> twin(int prompt, int seed);
    base::Result<Reading> truth(int person, int prompt) const;
    base::Result<void> measurePerson(const EvaluationStage& stage, int person);
    base::Result<void> measure(Measurement one, const EvaluationStage& stage, const std::optional<Reading>& truth);
    void measureFacts(Measurement& one, const Reading& seen, const Reading& off, const Reading& truth) const;
    FactsRight askedFacts(const Reading& seen, int prompt) const;
    FactsRight personFacts(const Reading& seen, int person, int prompt) const;
    bool isTop(const Reading& seen, int person) const;
    std::string title();

    const EvaluationPlan& m_plan;
    const Paint& m_paint;
    const std::stop_token& m_stop;
    const Judges m_judges;
    const TestPersons m_people;
    const std::vector<TestPrompt> m_prompts;
    MeasurementLog m_log;
    std::vector<Reading> m_references;
    std::vector<images::Image> m_photos;                      // of the persons on the sheet
    std::map<std::pair<int, int>, Twin> m_twins;              // by prompt and seed
    std::map<std::pair<int, int>, images::Image> m_samples;   // by person and prompt
    std::string m_settings;
    int m_left = 0, m_painted = 0;
    std::chrono::steady_clock::time_point m_start;
};

} // namespace likeness::evaluation
