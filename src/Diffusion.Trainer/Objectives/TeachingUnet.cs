using Diffusion.Networks;
using Diffusion.Trainer.Export;
using Diffusion.Trainer.Import;
using Diffusion.Trainer.Loops;

namespace Diffusion.Trainer.Objectives;

/// <summary>A UNet that others can learn from, as it stands in its folder.</summary>
/// <param name="Folder">Of its run or model.</param>
/// <param name="Sha256">As <see cref="TeacherReference.Sha256"/>.</param>
/// <param name="Settings">Its network, noise, prediction and pictures.</param>
/// <param name="NullClass">The label that stands for none; null: it always needs one.</param>
/// <param name="Weights">By parameter.</param>
public sealed record TeachingUnet(string Folder, string Sha256, TrainingSettings Settings, int? NullClass, IReadOnlyDictionary<string, NamedTensor> Weights)
{
    /// <exception cref="TrainerException">There is neither a whole checkpoint of a UNet nor a model whose UNet can be trained on.</exception>
    public static TeachingUnet Open(string folder)
    {
        if (!ModelStart.IsModel(folder))
        {
            var trained = TrainedNetwork.Load(folder, TrainingTask.Unet);
            return new TeachingUnet(folder, trained.Checkpoint.TensorsSha256, trained.Settings, trained.Settings.NullClass, trained.Weights);
        }

        var (settings, card, weights) = ModelStart.Load(folder, new TrainingSettings { Task = TrainingTask.Unet });
        settings = settings with { Classes = card.Classes, ImageSize = settings.Unet!.ImageSize, Channels = settings.Unet.InChannels };
        return new TeachingUnet(folder, settings.BeginWithModel!.Sha256, settings, card.NullClass, weights);
    }
}
