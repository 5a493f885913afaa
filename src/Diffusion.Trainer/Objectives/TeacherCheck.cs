using Diffusion.Trainer.Export;
using Diffusion.Trainer.Loops;

namespace Diffusion.Trainer.Objectives;

/// <summary>Whether a trained UNet can teach what settings train.</summary>
internal static class TeacherCheck
{
    public static IEnumerable<string> Problems(TrainingSettings settings, TrainedNetwork trained)
    {
        var (unet, run, sha256) = (trained.Settings, trained.Run, trained.Checkpoint.TensorsSha256);
        if (sha256 != settings.Teacher!.Sha256)
        {
            yield return $"The UNet in '{run}' has been trained on (SHA-256 {sha256}, recorded {settings.Teacher.Sha256}). " +
                "Add --inexact and --teacher to go on with it as it is.";
        }

        if (settings.Task == TrainingTask.Classifier && unet.NullClass is null)
        {
            yield return $"The UNet in '{run}' was trained without label dropout, so it cannot tell what a label changes. Name another for --teacher.";
        }

        if (!settings.HasPictures(unet.Classes, unet.ImageSize, unet.Channels))
        {
            yield return $"The UNet in '{run}' draws other pictures: {unet.Classes.Count} classes at {unet.ImageSize} × {unet.ImageSize} × {unet.Channels}. " +
                "Name one for --teacher that was trained with this data set.";
        }

        if (unet.Schedule != settings.Schedule || unet.Timesteps != settings.Timesteps)
        {
            yield return $"The UNet in '{run}' was trained with the schedule {unet.Schedule} of {unet.Timesteps} timesteps. Train with the same.";
        }

        if (settings.Task == TrainingTask.Unet && unet.Prediction != settings.Prediction)
        {
            yield return $"The UNet in '{run}' predicts {unet.Prediction}, but this one is to predict {settings.Prediction}. Train with the same.";
        }
    }
}
