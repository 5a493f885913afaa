using Diffusion.Sampling;

namespace Diffusion.Runtime.Tests.Analytic;

/// <summary>
/// A model folder whose networks are exact for <see cref="GaussianMixture.Example"/>, with an engine running on it. An image of
/// 16×16 is 64 draws of four elements.
/// </summary>
public sealed class ExactModel : IAsyncDisposable
{
    /// <summary>Draws in an image.</summary>
    public const int Draws = Size * Size / 4;

    private const int Size = 16;
    private const ulong Seed = 20240607;
    private readonly TemporaryFolder root;
    private readonly SamplingEngine engine;

    private ExactModel(TemporaryFolder root, SamplingEngine engine)
    {
        this.root = root;
        this.engine = engine;
    }

    private static GaussianMixture Mixture => GaussianMixture.Example;

    public static async Task<ExactModel> StartAsync(PredictionKind prediction)
    {
        var folder = new TemporaryFolder();
        var alphaBar = CosineAlphaBar.Values;
        ExactNetworks.Denoiser(Mixture, alphaBar, Size, prediction).Save(Path.Combine(folder.Path, "unet.onnx"));
        ExactNetworks.ClassifierGradient(Mixture, alphaBar, Size).Save(Path.Combine(folder.Path, "classifier-gradient.onnx"));
        ExactPrior.Of(Mixture, Size).Save(Path.Combine(folder.Path, "prior.onnx"));
        var card = new ModelCard
        {
            Name = "mixture",
            Version = "1",
            ImageSize = Size,
            Channels = 1,
            Classes = [.. Enumerable.Range(0, Mixture.Components).Select(k => $"component {k}")],
            NullClass = Mixture.Components,
            Prediction = SamplingChoices.Predictions.NameOf(prediction),
            Variance = "fixedSmall",
            Schedule = new ScheduleCard { Name = "cosine", Timesteps = alphaBar.Count },
            Rows = [1, 128],
            Files = new ModelFiles
            {
                Unet = ModelFile.Describe(folder.Path, "unet.onnx"),
                ClassifierGradient = ModelFile.Describe(folder.Path, "classifier-gradient.onnx"),
                Prior = ModelFile.Describe(folder.Path, "prior.onnx"),
            },
        };
        ModelCardJson.Write(card, folder.Path);
        return new ExactModel(folder, await SamplingEngine.StartAsync(ModelFolder.Open(folder.Path), Device.Select(DeviceChoice.Cpu)));
    }

    /// <summary>Without thresholding, which would clip the mixture's ends.</summary>
    public SamplingPlan Plan(SamplingOptions options) =>
        SamplingPlan.Create(engine.Model.Settings, options with { Thresholding = ThresholdingKind.None });

    /// <summary>The draws of images 0, 1, … of one seed, so that plans may be compared noise by noise.</summary>
    /// <param name="plan">Their steps.</param>
    /// <param name="draws">How many; whole images.</param>
    /// <param name="label">What the network sees; null: the null class.</param>
    /// <param name="target">What the classifier pulls towards.</param>
    /// <param name="start">What each draw starts from, where the plan starts from an image.</param>
    public async Task<double[][]> SampleAsync(SamplingPlan plan, int draws, int? label = null, int? target = null, Func<int, double[]>? start = null)
    {
        var images = await Task.WhenAll(Enumerable.Range(0, draws / Draws).Select(index => engine.GenerateAsync(
            new ImageRequest(plan, label, target, Seed, (uint)index) { StartImage = start is null ? null : StartImage(index, start) })));
        return [.. images.SelectMany(image => Split(image.Pixels))];
    }

    /// <summary>The noise that each draw of image 0 sees.</summary>
    public static double[][] Noise(NoiseStream stream, int draw)
    {
        var noise = new float[Size * Size];
        PhiloxNoise.Fill(noise, Seed, 0, stream, (uint)draw);
        return [.. Split(noise)];
    }

    public async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync();
        root.Dispose();
    }

    private static float[] StartImage(int image, Func<int, double[]> start) =>
        [.. Enumerable.Range(image * Draws, Draws).SelectMany(start).Select(value => (float)value)];

    private static IEnumerable<double[]> Split(float[] image) =>
        image.Chunk(Mixture.Dimensions).Select(draw => Array.ConvertAll(draw, value => (double)value));
}
