using Diffusion.Trainer.Loops;

namespace Diffusion.Trainer.Objectives;

/// <summary>Which objective a task has.</summary>
public static class TrainingObjectives
{
    /// <exception cref="TrainerException">The teacher that settings name cannot teach this.</exception>
    public static ITrainingObjective Of(TrainingSettings settings) => settings.Task switch
    {
        TrainingTask.Unet => UnetObjective.Of(settings),
        TrainingTask.Classifier => new ClassifierObjective(
            settings.Encoder!,
            DiffusionEquations.Of(settings, device: TrainingDevice.Of(settings.Device)),
            Teacher.Load(settings) is { } teacher ? new LikelihoodScore(teacher, settings.ScoreWeight) : null),
        TrainingTask.Attributes => new AttributesObjective(settings.Encoder!, settings.Attributes),
        _ => new ClassifierObjective(settings.Encoder!, null),
    };
}
