using Diffusion.Trainer.Loops;

namespace Diffusion.Trainer.Objectives;

/// <summary>Whether a trained UNet can teach what settings train.</summary>
internal static class TeacherCheck
{
    public static IEnumerable<string> Problems(TrainingSettings settings, TeachingUnet trained)
    {
        var (unet, folder, sha256) = (trained.Settings, trained.Folder, trained.Sha256);
        if (sha256 != settings.Teacher!.Sha256)
        {
            yield return $"The UNet in '{folder}' has been trained on (SHA-256 {sha256}, recorded {settings.Teacher.Sha256}). " +
                "Add --inexact and --teacher to go on with it as it is.";
        }

        if (settings.Task == TrainingTask.Classifier && trained.NullClass is null)
        {
            yield return $"The UNet in '{folder}' was trained without label dropout, so it cannot tell what a label changes. Name another for --teacher.";
        }

        if (unet.LowResolution is not null)
        {
            yield return $"The UNet in '{folder}' enlarges pictures, and cannot tell anything without small ones. Name another for --teacher.";
        }

        if (!settings.HasPictures(unet.Classes, unet.ImageSize, unet.Channels))
        {
            yield return $"The UNet in '{folder}' draws other pictures: {unet.Classes.Count} classes at {unet.ImageSize} × {unet.ImageSize} × {unet.Channels}. " +
                "Name one for --teacher that was trained with this data set.";
        }

        if (unet.Schedule != settings.Schedule || unet.Timesteps != settings.Timesteps)
        {
            yield return $"The UNet in '{folder}' was trained with the schedule {unet.Schedule} of {unet.Timesteps} timesteps. Train with the same.";
        }

        if (settings.Task == TrainingTask.Unet && unet.Prediction != settings.Prediction)
        {
            yield return $"The UNet in '{folder}' predicts {unet.Prediction}, but this one is to predict {settings.Prediction}. Train with the same.";
        }
    }
}
