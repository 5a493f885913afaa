using Diffusion.Graph;
using Diffusion.Networks;
using Diffusion.Runtime;
using Diffusion.Trainer.Loops;

namespace Diffusion.Trainer.Export;

/// <summary>Which runs become a model.</summary>
/// <param name="Unet">The denoising network's run.</param>
/// <param name="Classifier">The guiding classifier's; null: the model has none.</param>
/// <param name="Judge">The judge's; null: the model has none.</param>
/// <param name="Data">The data set's folder, so that the card can tell how it was made.</param>
public sealed record ExportRuns(string Unet, string? Classifier, string? Judge, string? Data);

/// <summary>Writes a model's folder: ONNX files of the averaged weights and the card that describes them.</summary>
public static class ModelExport
{
    public const string UnetFile = "unet.onnx";
    public const string ClassifierFile = "classifier.onnx";
    public const string GradientFile = "classifier-gradient.onnx";
    public const string JudgeFile = "judge.onnx";

    /// <param name="runs">What was trained.</param>
    /// <param name="folder">The model's folder; files in it are replaced.</param>
    /// <param name="name">The model's name.</param>
    /// <returns>How far ONNX Runtime is from libtorch, output by output.</returns>
    /// <exception cref="TrainerException">A run is missing or damaged, or the runs do not belong together.</exception>
    public static IReadOnlyList<EngineDifference> Write(ExportRuns runs, string folder, string name)
    {
        var unet = TrainedNetwork.Load(runs.Unet, TrainingTask.Unet);
        var classifier = runs.Classifier is null ? null : TrainedNetwork.Load(runs.Classifier, TrainingTask.Classifier);
        var judge = runs.Judge is null ? null : TrainedNetwork.Load(runs.Judge, TrainingTask.Judge);
        RequireSameImages(unet, classifier);
        RequireSameImages(unet, judge);

        Directory.CreateDirectory(folder);
        var comparison = new EngineComparison(folder);
        var differences = new List<EngineDifference>();
        Save(UnetFile, NetworkModels.UNet(unet.Settings.Unet!, unet.Weights));
        differences.AddRange(comparison.Unet(UnetFile, unet));
        if (classifier is not null)
        {
            Save(ClassifierFile, NetworkModels.Classifier(classifier.Settings.Encoder!, classifier.Weights));
            Save(GradientFile, NetworkModels.ClassifierGradient(classifier.Settings.Encoder!, classifier.Weights));
            differences.AddRange(comparison.Classifier(ClassifierFile, GradientFile, classifier));
        }

        if (judge is not null)
        {
            Save(JudgeFile, NetworkModels.Judge(judge.Settings.Encoder!, judge.Weights));
            differences.AddRange(comparison.Judge(JudgeFile, judge));
        }

        ModelCardJson.Write(Card(name, folder, unet, classifier, judge, runs.Data), folder);
        return differences;

        void Save(string file, OnnxModel model) => model.Save(Path.Combine(folder, file));
    }

    private static ModelCard Card(
        string name, string folder, TrainedNetwork unet, TrainedNetwork? classifier, TrainedNetwork? judge, string? data)
    {
        var settings = unet.Settings;
        var networks = new (string Name, TrainedNetwork? Network)[] { ("unet", unet), ("classifier", classifier), ("judge", judge) };
        var unetFile = ModelFile.Describe(folder, UnetFile);
        return new ModelCard
        {
            Name = name,
            Version = $"{unet.Checkpoint.Step}-{unetFile.Sha256[..8]}",
            ImageSize = settings.ImageSize,
            Channels = settings.Channels,
            Classes = settings.Classes,
            NullClass = settings.NullClass,
            Prediction = settings.Prediction,
            Variance = "fixedSmall",
            Schedule = new ScheduleCard { Name = settings.Schedule, Timesteps = settings.Timesteps },
            Files = new ModelFiles
            {
                Unet = unetFile,
                Classifier = classifier is null ? null : ModelFile.Describe(folder, ClassifierFile),
                ClassifierGradient = classifier is null ? null : ModelFile.Describe(folder, GradientFile),
                Judge = judge is null ? null : ModelFile.Describe(folder, JudgeFile),
            },
            Training = TrainingRecord.Create(networks.Where(entry => entry.Network is not null).Select(entry => (entry.Name, entry.Network!)), data),
        };
    }

    private static void RequireSameImages(TrainedNetwork unet, TrainedNetwork? other)
    {
        if (other is null)
        {
            return;
        }

        var (one, two) = (unet.Settings, other.Settings);
        if (!one.Classes.SequenceEqual(two.Classes) || one.ImageSize != two.ImageSize || one.Channels != two.Channels)
        {
            throw new TrainerException(
                $"'{unet.Run}' and '{other.Run}' were trained with other classes or sizes ({one.Classes.Count} classes of {one.ImageSize}×{one.ImageSize}, " +
                $"{two.Classes.Count} of {two.ImageSize}×{two.ImageSize}). Train both with the same data set.");
        }

        if (other.Settings.Task == TrainingTask.Classifier && (one.Schedule != two.Schedule || one.Timesteps != two.Timesteps))
        {
            throw new TrainerException(
                $"The classifier was trained with the {two.Schedule} schedule of {two.Timesteps} timesteps, but the UNet with {one.Schedule} of {one.Timesteps}. Train both with the same.");
        }
    }
}
