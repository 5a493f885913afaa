using Diffusion.Graph;
using Diffusion.Networks;
using Diffusion.Runtime;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Priors;

namespace Diffusion.Trainer.Export;

/// <summary>Which runs become a model. What is null stays as it is in the model that is replaced; a new model has none of it.</summary>
/// <param name="Unet">The denoising network's run.</param>
/// <param name="Classifier">The guiding classifier's.</param>
/// <param name="Judge">The judge's.</param>
/// <param name="Data">The data set's folder, so that the card can tell how it was made.</param>
/// <param name="Prior">The folder of a fitted prior.</param>
/// <param name="Attributes">The run of a network of attributes.</param>
/// <param name="WeakUnet">A worse UNet's run, for autoguidance: trained for less time, or smaller.</param>
public sealed record ExportRuns(string Unet, string? Classifier = null, string? Judge = null, string? Data = null, string? Prior = null, string? WeakUnet = null, string? Attributes = null);

/// <summary>Writes a model's folder: ONNX files of the averaged weights and the card that describes them.</summary>
public static class ModelExport
{
    public const string UnetFile = "unet.onnx";
    public const string WeakUnetFile = "weak-unet.onnx";
    public const string ClassifierFile = "classifier.onnx";
    public const string GradientFile = "classifier-gradient.onnx";
    public const string JudgeFile = "judge.onnx";
    public const string AttributesFile = "attributes.onnx";

    /// <summary>
    /// Writes beside the folder, compares both engines there, and moves the files into place, the card last. Where an output
    /// differs too much nothing is moved: an older model stays as it was.
    /// </summary>
    /// <param name="runs">What was trained.</param>
    /// <param name="folder">The model's folder; the files of these runs are replaced.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="precision">In which numbers UNet and classifier are to compute; judge and attributes, which measure, keep float32.</param>
    /// <param name="tolerance">Largest difference between the engines; null: the precision's.</param>
    /// <returns>How far ONNX Runtime is from libtorch, output by output.</returns>
    /// <exception cref="TrainerException">A run is missing or damaged, or the runs or the older model do not belong together.</exception>
    public static IReadOnlyList<EngineDifference> Write(ExportRuns runs, string folder, string name, Precision precision = Precision.Single, EngineTolerance? tolerance = null)
    {
        var unet = TrainedNetwork.Load(runs.Unet, TrainingTask.Unet);
        var weakUnet = runs.WeakUnet is null ? null : TrainedNetwork.Load(runs.WeakUnet, TrainingTask.Unet);
        var classifier = runs.Classifier is null ? null : TrainedNetwork.Load(runs.Classifier, TrainingTask.Classifier);
        var judge = runs.Judge is null ? null : TrainedNetwork.Load(runs.Judge, TrainingTask.Judge);
        var attributes = runs.Attributes is null ? null : TrainedNetwork.Load(runs.Attributes, TrainingTask.Attributes);
        RequireSameImages(unet, weakUnet);
        RequireSameMeaning(unet, weakUnet);
        RequireSameImages(unet, classifier);
        var prior = runs.Prior is null ? null : PriorFolder.Read(runs.Prior);
        RequireSameImages(unet, judge);
        RequireSameImages(unet, attributes);
        RequireSameImages(unet, prior);
        var kept = KeptModel.Open(folder, unet.Settings, files =>
            (weakUnet is null && files.WeakUnet is not null)
            || (classifier is null && (files.Classifier ?? files.ClassifierGradient) is not null)
            || (judge is null && files.Judge is not null)
            || (attributes is null && files.Attributes is not null)
            || (prior is null && files.Prior is not null));
        if (weakUnet is null)
        {
            kept?.RequireFitOfWeakUnet(folder, unet.Settings);
        }

        using var staged = new StagedModel(folder);
        var differences = WriteNetworks(staged.Path, unet, weakUnet, classifier, judge, attributes, precision);
        if (differences.All(difference => difference.IsWithin(tolerance ?? EngineTolerance.Of(precision))))
        {
            if (prior is not null)
            {
                File.Copy(Path.Combine(runs.Prior!, PriorFolder.ModelName), Path.Combine(staged.Path, PriorFolder.ModelName));
            }

            ModelCardJson.Write(Card(name, staged.Path, unet, weakUnet, classifier, judge, attributes, prior, kept, runs.Data) with { Precision = precision == Precision.Single ? null : precision.Name() }, staged.Path);
            staged.MoveIntoPlace(ModelCard.FileName);
        }

        return differences;
    }

    private static List<EngineDifference> WriteNetworks(
        string folder, TrainedNetwork unet, TrainedNetwork? weakUnet, TrainedNetwork? classifier, TrainedNetwork? judge, TrainedNetwork? attributes, Precision precision)
    {
        var comparison = new EngineComparison(folder, unet.Settings.Timesteps);
        var differences = new List<EngineDifference>();
        SaveUnet(UnetFile, unet);
        if (weakUnet is not null)
        {
            SaveUnet(WeakUnetFile, weakUnet);
        }

        if (classifier is not null)
        {
            Save(ClassifierFile, NetworkModels.Classifier(classifier.Settings.Encoder!, classifier.Weights, precision));
            Save(GradientFile, NetworkModels.ClassifierGradient(classifier.Settings.Encoder!, classifier.Weights, precision));
            differences.AddRange(comparison.Classifier(ClassifierFile, GradientFile, classifier.Settings.Encoder!, classifier.Weights));
        }

        if (judge is not null)
        {
            Save(JudgeFile, NetworkModels.Judge(judge.Settings.Encoder!, judge.Weights));
            differences.AddRange(comparison.Judge(JudgeFile, judge.Settings.Encoder!, judge.Weights));
        }

        if (attributes is not null)
        {
            var scales = attributes.Settings.Attributes;
            Save(AttributesFile, NetworkModels.Attributes(
                attributes.Settings.Encoder!, attributes.Weights, [.. scales.Select(scale => (float)scale.Mean)], [.. scales.Select(scale => (float)scale.Deviation)]));
            differences.AddRange(comparison.Attributes(AttributesFile, attributes.Settings.Encoder!, scales, attributes.Weights));
        }

        return differences;

        void SaveUnet(string file, TrainedNetwork network)
        {
            var told = network.Settings.LowResolution?.Shape(network.Settings.Channels);
            Save(file, NetworkModels.UNet(network.Settings.Unet!, network.Weights, told, precision));
            differences.AddRange(comparison.Unet(file, network.Settings.Unet!, network.Weights, told));
        }

        void Save(string file, OnnxModel model) => model.Save(Path.Combine(folder, file));
    }

    private static ModelCard Card(
        string name, string folder, TrainedNetwork unet, TrainedNetwork? weakUnet, TrainedNetwork? classifier, TrainedNetwork? judge, TrainedNetwork? attributes, PriorRecord? prior, KeptModel? kept, string? data)
    {
        var settings = unet.Settings;
        var unetFile = ModelFile.Describe(folder, UnetFile);
        return new ModelCard
        {
            Name = name,
            Version = $"{unet.Checkpoint.Step}-{unetFile.Sha256[..8]}",
            ImageSize = settings.ImageSize,
            Channels = settings.Channels,
            Classes = settings.Classes,
            Enlarges = settings.LowResolution?.Size,
            NullClass = settings.NullClass,
            Prediction = settings.Prediction,
            Variance = settings.Variance,
            Schedule = new ScheduleCard { Name = settings.Schedule, Timesteps = settings.Timesteps },
            Rows = EvaluationRows.For(settings.ImageSize),
            Attributes = attributes is null ? kept?.Attributes : [.. attributes.Settings.Attributes.Select(scale => scale.Name)],
            Files = new ModelFiles
            {
                Unet = unetFile,
                WeakUnet = weakUnet is null ? kept?.Files.WeakUnet : ModelFile.Describe(folder, WeakUnetFile),
                Classifier = classifier is null ? kept?.Files.Classifier : ModelFile.Describe(folder, ClassifierFile),
                ClassifierGradient = classifier is null ? kept?.Files.ClassifierGradient : ModelFile.Describe(folder, GradientFile),
                Judge = judge is null ? kept?.Files.Judge : ModelFile.Describe(folder, JudgeFile),
                Attributes = attributes is null ? kept?.Files.Attributes : ModelFile.Describe(folder, AttributesFile),
                Prior = prior is null ? kept?.Files.Prior : ModelFile.Describe(folder, PriorFolder.ModelName),
            },
            Training = TrainingRecord.Create([("unet", unet), ("weakUnet", weakUnet), ("classifier", classifier), ("judge", judge), ("attributes", attributes)], prior, kept, data),
        };
    }

    // Autoguidance subtracts one output from the other.
    private static void RequireSameMeaning(TrainedNetwork unet, TrainedNetwork? weakUnet)
    {
        if (weakUnet is not null && OutputMeaning.Of(unet.Settings) is var one && OutputMeaning.Of(weakUnet.Settings) is var two && one != two)
        {
            throw new TrainerException($"'{unet.Run}' {one}, but the weaker '{weakUnet.Run}' {two}. Train both with the same, but for the time or the size.");
        }
    }

    private static void RequireSameImages(TrainedNetwork unet, PriorRecord? prior)
    {
        var settings = unet.Settings;
        if (prior is not null && !settings.HasPictures(prior.Classes, prior.ImageSize, prior.Channels))
        {
            throw new TrainerException(
                $"The prior was fitted to {prior.Classes.Count} classes of {prior.ImageSize}×{prior.ImageSize}, but '{unet.Run}' was trained with " +
                $"{settings.Classes.Count} of {settings.ImageSize}×{settings.ImageSize} or with other names. Fit it to the same data set.");
        }
    }

    private static void RequireSameImages(TrainedNetwork unet, TrainedNetwork? other)
    {
        if (other is null)
        {
            return;
        }

        var (one, two) = (unet.Settings, other.Settings);
        if (!one.HasPictures(two.Classes, two.ImageSize, two.Channels))
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
