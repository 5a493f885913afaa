using System.Text.Json.Nodes;
using Diffusion.Graph;
using Diffusion.Networks;
using Diffusion.Runtime;
using Diffusion.Trainer.Export;

namespace Diffusion.Trainer.Import;

/// <summary>Writes a model's folder from checkpoints of guided-diffusion or improved-diffusion.</summary>
/// <param name="Unet">The UNet, or the upsampler.</param>
/// <param name="Classifier">The guiding classifier; null: the model has none.</param>
/// <param name="Classes">Names of the labels; null: their numbers.</param>
/// <param name="Precision">In which numbers the networks are to compute.</param>
public sealed record ModelImport(ImportedNetwork Unet, ImportedNetwork? Classifier = null, IReadOnlyList<string>? Classes = null, Precision Precision = Precision.Single)
{
    /// <summary>Bytes that a file's tensors may have together before they go to a second file.</summary>
    public long LargestFile { get; init; } = OnnxModel.LargestFile;

    /// <summary>Writes beside the folder, compares both engines there, and moves the files into place, the card last; where they differ too much, nothing is moved.</summary>
    /// <param name="folder">The model's folder. All of an older model's networks are replaced: those of another project's model go together.</param>
    /// <param name="name">The model's name.</param>
    /// <returns>How far ONNX Runtime is from libtorch, output by output.</returns>
    /// <exception cref="TrainerException">A checkpoint is refused, damaged, or not the network that its flags describe.</exception>
    /// <exception cref="ConfigurationException">The flags make no network.</exception>
    public IReadOnlyList<EngineDifference> Write(string folder, string name)
    {
        var flags = Unet.ModelFlags;
        var isUpsampler = Unet.Preset.Kind == NetworkKind.Upsampler;
        var unet = isUpsampler ? ForeignNetworks.Upsampler(flags) : ForeignNetworks.Unet(flags);
        var classifier = Classifier is null ? null : ForeignNetworks.Classifier(Classifier.ModelFlags);
        var classes = ClassNames(unet, classifier);

        using var staged = new StagedModel(folder);
        var comparison = new EngineComparison(staged.Path, flags.Int("diffusion_steps"));
        var training = new JsonObject();
        var differences = new List<EngineDifference>(WriteUnet(staged.Path, unet, isUpsampler ? new LowResolutionShape(unet.InChannels, flags.Int("small_size")) : null, comparison, training));
        if (classifier is not null)
        {
            differences.AddRange(WriteClassifier(staged.Path, classifier, comparison, training));
        }

        if (differences.All(difference => difference.IsWithin(EngineTolerance.Of(Precision))))
        {
            ModelCardJson.Write(Card(name, staged.Path, unet, classes, training), staged.Path);
            staged.MoveIntoPlace(ModelCard.FileName);
        }

        return differences;
    }

    private IReadOnlyList<EngineDifference> WriteUnet(string folder, UNetConfiguration c, LowResolutionShape? told, EngineComparison comparison, JsonObject training)
    {
        using var checkpoint = ForeignCheckpoint.Open(Unet.Checkpoint, Unet.Key);
        var (weights, parameters) = (checkpoint.Tensors, told is null ? NetworkParameters.Of(c) : NetworkParameters.OfSuperResolution(c));
        WeightsFit.Check(Unet.Checkpoint, parameters, weights);
        training["unet"] = Unet.Record(parameters);
        Save(folder, ModelExport.UnetFile, NetworkModels.UNet(c, weights, told, Precision));
        return comparison.Unet(ModelExport.UnetFile, c, weights, told);
    }

    private IReadOnlyList<EngineDifference> WriteClassifier(string folder, EncoderUNetConfiguration c, EngineComparison comparison, JsonObject training)
    {
        using var checkpoint = ForeignCheckpoint.Open(Classifier!.Checkpoint, Classifier.Key);
        var (weights, parameters) = (checkpoint.Tensors, NetworkParameters.Of(c));
        WeightsFit.Check(Classifier.Checkpoint, parameters, weights);
        training["classifier"] = Classifier.Record(parameters);
        Save(folder, ModelExport.ClassifierFile, NetworkModels.Classifier(c, weights, Precision));
        Save(folder, ModelExport.GradientFile, NetworkModels.ClassifierGradient(c, weights, Precision));
        return comparison.Classifier(ModelExport.ClassifierFile, ModelExport.GradientFile, c, weights);
    }

    private void Save(string folder, string file, OnnxModel model) => model.Save(Path.Combine(folder, file), LargestFile);

    private ModelCard Card(string name, string folder, UNetConfiguration unet, IReadOnlyList<string> classes, JsonObject training)
    {
        var flags = Unet.ModelFlags;
        var unetFile = ModelFile.Describe(folder, ModelExport.UnetFile);
        return new ModelCard
        {
            Name = name,
            Version = $"{Unet.Preset.Name}-{(unetFile.Data ?? unetFile).Sha256[..8]}",
            ImageSize = unet.ImageSize,
            Channels = unet.InChannels,
            Classes = classes,
            KnowsLabels = unet.NumClasses is null ? false : null,
            Enlarges = Unet.Preset.Kind == NetworkKind.Upsampler ? flags.Int("small_size") : null,
            Prediction = flags.Prediction,
            Variance = flags.Variance,
            Schedule = new ScheduleCard { Name = flags.Text("noise_schedule"), Timesteps = flags.Int("diffusion_steps") },
            RescaleTimesteps = flags.Bool("rescale_timesteps"),
            Rows = EvaluationRows.For(unet.ImageSize),
            Precision = Precision == Precision.Single ? null : Precision.Name(),
            Files = new ModelFiles
            {
                Unet = unetFile,
                Classifier = Classifier is null ? null : ModelFile.Describe(folder, ModelExport.ClassifierFile),
                ClassifierGradient = Classifier is null ? null : ModelFile.Describe(folder, ModelExport.GradientFile),
            },
            Training = training,
        };
    }

    private IReadOnlyList<string> ClassNames(UNetConfiguration unet, EncoderUNetConfiguration? classifier)
    {
        if (classifier is not null && (classifier.ImageSize != unet.ImageSize || (unet.NumClasses ?? classifier.OutChannels) != classifier.OutChannels))
        {
            throw new TrainerException(
                $"The classifier sees {classifier.ImageSize}×{classifier.ImageSize} and knows {classifier.OutChannels} classes, but the UNet makes " +
                $"{unet.ImageSize}×{unet.ImageSize} and knows {unet.NumClasses ?? 0}. Use the classifier of the UNet's size.");
        }

        // An unconditional UNet's labels are its classifier's.
        var count = unet.NumClasses ?? classifier?.OutChannels ?? 0;
        return Classes is null ? [.. Enumerable.Range(0, count).Select(label => $"{label}")]
            : Classes.Count == count ? Classes
            : throw new TrainerException($"{Classes.Count} names of classes were given, but the networks know {count}. Give one a line.");
    }
}
