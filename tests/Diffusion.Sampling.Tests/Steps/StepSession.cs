using Microsoft.ML.OnnxRuntime;

namespace Diffusion.Sampling.Tests.Steps;

/// <summary>The step graph in ONNX Runtime on the CPU: what the product runs, without its engine.</summary>
internal sealed class StepSession : IDisposable
{
    private readonly InferenceSession session;
    private readonly long[] image;
    private readonly int outputChannels;

    private readonly bool hasWeakNetwork;

    public StepSession(DiffusionModelSettings model, int channels, int height, int width, bool hasWeakNetwork = false)
    {
        this.hasWeakNetwork = hasWeakNetwork;
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        session = new InferenceSession(StepGraph.Build(model, channels, height, width, hasWeakNetwork).ToBytes(), options);
        image = [channels, height, width];
        outputChannels = model.Variance.IsLearned() ? 2 * channels : channels;
    }

    /// <summary>One step of every row; a row is its own pair unless it says otherwise.</summary>
    public IReadOnlyList<StepResult> Run(IReadOnlyList<StepInput> rows)
    {
        var inputs = new Dictionary<string, OrtValue>
        {
            [StepGraph.X] = Floats(rows, row => row.X, image),
            [StepGraph.Output] = Floats(rows, row => row.Output, [outputChannels, .. image.Skip(1)]),
            [StepGraph.Gradient] = Floats(rows, row => row.Gradient, image),
            [StepGraph.Noise] = Floats(rows, row => row.Noise, image),
            [StepGraph.Coefficients] = Floats(rows, row => row.Coefficients, [StepGraph.ColumnCount]),
            [StepGraph.ConditionalRow] = Rows(rows, row => row.ConditionalRow),
            [StepGraph.NullRow] = Rows(rows, row => row.NullRow),
            [StepGraph.Kept] = Floats(rows, row => row.Kept ?? new float[row.X.Length], image),
            [StepGraph.ThresholdCount] = OrtValue.CreateTensorValueFromMemory(new long[] { rows.Max(row => row.ThresholdCount) }, [1]),
        };
        if (hasWeakNetwork)
        {
            inputs.Add(StepGraph.WeakOutput, Floats(rows, row => row.WeakOutput ?? new float[row.Output.Length], [outputChannels, .. image.Skip(1)]));
        }

        try
        {
            using var runOptions = new RunOptions();
            using var outputs = session.Run(runOptions, inputs, [StepGraph.NextX, StepGraph.X0, StepGraph.NextKept]);
            var nextX = outputs[0].GetTensorDataAsSpan<float>().ToArray();
            var x0 = outputs[1].GetTensorDataAsSpan<float>().ToArray();
            var kept = outputs[2].GetTensorDataAsSpan<float>().ToArray();
            var length = nextX.Length / rows.Count;
            return [.. Enumerable.Range(0, rows.Count).Select(row => new StepResult(Part(nextX, row), Part(x0, row), Part(kept, row)))];

            float[] Part(float[] all, int row) => all[(row * length)..((row + 1) * length)];
        }
        finally
        {
            foreach (var input in inputs.Values)
            {
                input.Dispose();
            }
        }
    }

    public void Dispose() => session.Dispose();

    private static OrtValue Floats(IReadOnlyList<StepInput> rows, Func<StepInput, float[]> tensor, long[] shape) =>
        OrtValue.CreateTensorValueFromMemory(rows.SelectMany(tensor).ToArray(), [rows.Count, .. shape]);

    private static OrtValue Rows(IReadOnlyList<StepInput> rows, Func<StepInput, int?> other) =>
        OrtValue.CreateTensorValueFromMemory(rows.Select((row, own) => (long)(other(row) ?? own)).ToArray(), [rows.Count]);
}

/// <summary>One row's inputs, each an image in row-major order.</summary>
internal sealed record StepInput(float[] X, float[] Output, float[] Gradient, float[] Noise, float[] Coefficients)
{
    public int? ConditionalRow { get; init; }

    public int? NullRow { get; init; }

    public float[]? WeakOutput { get; init; }

    public float[]? Kept { get; init; }

    public int ThresholdCount { get; init; } = 1;

    /// <summary>What a step of a model might be told, of so many values each.</summary>
    public static StepInput Draw(Random random, DiffusionModelSettings model, PlannedStep step, int length) => new(
        Gaussian(random, length),
        Gaussian(random, model.Variance.IsLearned() ? 2 * length : length),
        Gaussian(random, length),
        Gaussian(random, length),
        step.Coefficients)
    {
        ThresholdCount = length,
    };

    public static float[] Gaussian(Random random, int length)
    {
        var noise = new float[length];
        PhiloxNoise.Fill(noise, (ulong)random.NextInt64(), 0, NoiseStream.Start, 0);
        return noise;
    }
}

internal sealed record StepResult(float[] NextX, float[] X0, float[] Kept);
