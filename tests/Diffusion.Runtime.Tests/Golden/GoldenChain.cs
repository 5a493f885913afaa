using System.Text.Json;
using Diffusion.Golden;
using Diffusion.Jobs;
using Diffusion.Networks;
using Diffusion.Sampling;

namespace Diffusion.Runtime.Tests.Golden;

/// <summary>A case of the group sampling as a model folder, a plan and requests.</summary>
internal sealed class GoldenChain
{
    private readonly GoldenCase golden;

    private GoldenChain(GoldenCase golden, string folder)
    {
        this.golden = golden;
        Plan = GoldenSampling.Plan(golden);
        Decoding = GoldenSampling.Decoding(golden);
        Model = Write(folder);
    }

    public SamplingPlan Plan { get; }

    public SamplingPlan? Decoding { get; }

    public ModelFolder Model { get; }

    private int Images => (int)golden.Tensors["x"].Shape[1];

    private int[] Labels => golden.Tensors.TryGetValue("y", out var y) ? Array.ConvertAll((long[])y.Values, label => (int)label) : new int[Images];

    public static GoldenChain Load(string name, string folder) => new(GoldenCase.Load(name), folder);

    /// <summary>Samples the case's images together.</summary>
    /// <param name="engine">Of <see cref="Model"/>.</param>
    /// <param name="plan">The chain, or its decoding.</param>
    /// <param name="start">What each image starts from, where it is none of the case's inputs.</param>
    public async Task<SampledImage[]> RunAsync(SamplingEngine engine, SamplingPlan plan, IReadOnlyList<float[]>? start = null) =>
        await Task.WhenAll(Enumerable.Range(0, Images).Select(i => engine.GenerateAsync(Request(plan, i, start?[i]))));

    /// <summary>The same chain with everything in it to be seen.</summary>
    public IReadOnlyList<OpenStep> RunOpen(ModelSessions sessions) =>
        new OpenChain(sessions, Plan, [.. Enumerable.Range(0, Images).Select(i => Request(Plan, i, start: null))], Model.Card.NullClass ?? 0).Run();

    /// <summary>Compares everything that is recorded of every step.</summary>
    /// <exception cref="NotSupportedException">The case has a tolerance of something else.</exception>
    public void Check(IReadOnlyList<OpenStep> steps)
    {
        foreach (var output in FreeRunning.EnumerateObject().Select(tolerance => tolerance.Name).Where(output => output != "decoded"))
        {
            Check(output, k => [Recorded(output, k < steps.Count ? steps[k] : steps[^1], k == 0 ? null : steps[k - 1])]);
        }
    }

    /// <summary>Compares every step of an output.</summary>
    public void Check(string output, Func<int, IEnumerable<float[]>> ofStep)
    {
        var reference = golden.Tensors[output];
        Tolerance(output).Check(
            $"{golden.Name}: {output}",
            reference.Shape,
            [.. Enumerable.Range(0, (int)reference.Shape[0]).SelectMany(ofStep).SelectMany(values => values).Select(value => (double)value)],
            reference);
    }

    /// <summary>Compares the last step of an output; the steps before it stand for themselves.</summary>
    public void CheckLast(string output, IEnumerable<float[]> images)
    {
        var reference = golden.Tensors[output];
        double[] last = [.. images.SelectMany(values => values).Select(value => (double)value)];
        double[] before = [.. reference.ToSingles().SkipLast(last.Length).Select(value => (double)value)];
        Tolerance(output).Check($"{golden.Name}: {output}", reference.Shape, [.. before, .. last], reference);
    }

    private GoldenTolerance Tolerance(string output) =>
        GoldenTolerance.Parse(FreeRunning.GetProperty(output), golden.Tensors);

    private JsonElement FreeRunning => golden.Json.GetProperty("tolerance").GetProperty("free_running");

    /// <summary>What the case calls an output in a step; x is what the step begins with.</summary>
    private float[] Recorded(string output, OpenStep step, OpenStep? before) => output switch
    {
        "x" => before?.NextX ?? [.. Enumerable.Range(0, Images).SelectMany(i => Part(golden.Tensors["x"], i))],
        "pred_xstart" => step.X0,
        "model_output" => Combined(step),
        "cond_grad" => Array.ConvertAll(step.Gradient!, g => (float)(GoldenSampling.ClassifierScale(golden)!.Value * g)),
        _ => throw new NotSupportedException($"{golden.Name} has a tolerance of the unknown output '{output}'."),
    };

    /// <summary>(1 + w)·ε(y) − w·ε(null); the variance channels are the label's.</summary>
    private float[] Combined(OpenStep step)
    {
        if (step.NullOutput is not { } nullOutput)
        {
            return step.Output;
        }

        var (w, all) = ((float)GoldenSampling.NullDifference(golden), step.Output.Length / Images);
        var guided = step.X0.Length / Images;
        return [.. step.Output.Select((value, i) => i % all < guided ? ((1 + w) * value) - (w * nullOutput[i]) : value)];
    }

    private ImageRequest Request(SamplingPlan plan, int image, float[]? start) =>
        JobImage.Request(JobModel.Of(Model.Card, Model.Hash), GoldenSampling.Job(golden), plan, Labels[image], image) with
        {
            FilmEvery = 1,
            StartImage = plan.Options.Start == StartKind.Inversion ? Image("x_0", image) : null,
            LowResolution = golden.Tensors.ContainsKey("low_res") ? Image("low_res", image) : null,
            Noise = new RecordedNoise(
                start ?? (plan.Options.Start == StartKind.Noise ? Image("x_T", image) : []),
                step => Part(golden.Tensors["noise"], (step * Images) + image)),
        };

    private JsonElement UNetArguments => golden.Json.GetProperty("models").GetProperty("unet").GetProperty("config");

    private ModelFolder Write(string folder)
    {
        var models = golden.Json.GetProperty("models");
        var unet = models.GetProperty("unet");
        var weights = GoldenWeights.Load(unet.GetProperty("weights"));
        var arguments = ConfigurationJson.ReadUNetArguments(UNetArguments.GetRawText());
        var told = golden.Tensors.TryGetValue("low_res", out var small) ? new LowResolutionShape((int)small.Shape[1], (int)small.Shape[2]) : null;
        NetworkModels.UNet(arguments, weights, told).Save(Path.Combine(folder, "unet.onnx"));
        var files = new ModelFiles { Unet = ModelFile.Describe(folder, "unet.onnx") };
        var nullClass = golden.Config.TryGetProperty("null_class", out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : (int?)null;
        var classes = (arguments.NumClasses - (nullClass is null ? 0 : 1)) ?? (Labels.Max() + 1);
        if (models.TryGetProperty("classifier", out var classifier))
        {
            var encoder = ConfigurationJson.ReadEncoderUNetArguments(classifier.GetProperty("config").GetRawText());
            classes = encoder.OutChannels;
            NetworkModels.ClassifierGradient(
                encoder,
                GoldenWeights.Load(classifier.GetProperty("weights"))).Save(Path.Combine(folder, "classifier-gradient.onnx"));
            files = files with { ClassifierGradient = ModelFile.Describe(folder, "classifier-gradient.onnx") };
        }

        ModelCardJson.Write(Card(arguments, classes, nullClass) with { Files = files }, folder);
        return ModelFolder.Open(folder);
    }

    private ModelCard Card(UNetConfiguration unet, int classes, int? nullClass)
    {
        var settings = GoldenSampling.Model(golden);
        var isCustom = settings.Schedule.Name == ScheduleCard.Custom;
        return new ModelCard
        {
            Name = "golden",
            Version = "1",
            ImageSize = (int)golden.Tensors["x"].Shape[^1],
            Channels = unet.InChannels,
            Classes = [.. Enumerable.Range(0, classes).Select(label => $"class {label}")],
            KnowsLabels = unet.NumClasses is null ? false : null,
            NullClass = nullClass,
            Prediction = SamplingChoices.Predictions.NameOf(settings.Prediction),
            Variance = SamplingChoices.Variances.NameOf(settings.Variance),
            RescaleTimesteps = settings.RescaleTimesteps,
            Schedule = new ScheduleCard
            {
                Name = settings.Schedule.Name,
                Timesteps = settings.Schedule.Timesteps,
                Betas = isCustom ? settings.Schedule.Betas : null,
            },
        };
    }

    private float[] Image(string tensor, int image) => Part(golden.Tensors[tensor], image);

    /// <summary>One image's values of a tensor of images, or of steps of images.</summary>
    private float[] Part(NamedTensor tensor, int index)
    {
        var images = tensor.Shape.Count == 5 ? tensor.Shape[0] * tensor.Shape[1] : tensor.Shape[0];
        var length = tensor.Values.Length / (int)images;
        return tensor.ToSingles().AsSpan(index * length, length).ToArray();
    }
}
