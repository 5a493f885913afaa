using Diffusion.Runtime;
using Diffusion.Trainer.Loops;

namespace Diffusion.Trainer.Export;

/// <summary>What a UNet's output says, and of which labels: two UNets can be compared step by step only where all of it is the same.</summary>
internal sealed record OutputMeaning(string Prediction, bool LearnsVariance, string Schedule, int Timesteps, int? NullClass)
{
    public static OutputMeaning Of(TrainingSettings settings) =>
        new(settings.Prediction, TrainingTask.Unet.LearnsVariance(settings.Variance), settings.Schedule, settings.Timesteps, settings.NullClass);

    public static OutputMeaning Of(ModelCard card) =>
        new(card.Prediction, TrainingTask.Unet.LearnsVariance(card.Variance), card.Schedule.Name, card.Schedule.Timesteps, card.NullClass);

    public override string ToString() =>
        $"predicts {Prediction} {(LearnsVariance ? "with" : "without")} a learned variance over the {Schedule} schedule of {Timesteps} timesteps {(NullClass is null ? "without" : "with")} a null class";
}
