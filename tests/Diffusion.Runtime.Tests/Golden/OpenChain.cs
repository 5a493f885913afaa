using Diffusion.Sampling;
using Microsoft.ML.OnnxRuntime;

namespace Diffusion.Runtime.Tests.Golden;

/// <summary>
/// A chain by the model folder's own sessions, all images together, which keeps what the engine does not show: every x, and what
/// the networks said of it.
/// </summary>
internal sealed class OpenChain(ModelSessions sessions, SamplingPlan plan, IReadOnlyList<ImageRequest> requests, int nullClass)
{
    private readonly int length = sessions.Shape.Length;

    /// <summary>Asks every network in every step, also where the step makes no use of it.</summary>
    public IReadOnlyList<OpenStep> Run()
    {
        var x = requests.SelectMany(Start).ToArray();
        var kept = new float[x.Length];
        var steps = new List<OpenStep>();
        foreach (var step in plan.Steps)
        {
            var output = Unet(x, step, request => request.NetworkLabel ?? nullClass);
            var nullOutput = step.NeedsNullPass ? Unet(x, step, _ => nullClass) : null;
            var gradient = sessions.Gradient is null ? null : Gradient(sessions.Gradient, x, step);
            (var next, var x0, kept) = Step(step, x, kept, output, nullOutput, gradient);
            steps.Add(new OpenStep(next, x0, output, nullOutput, gradient));
            x = next;
        }

        return steps;
    }

    private float[] Start(ImageRequest request)
    {
        var x = new float[length];
        StartingPoint.Fill(x, request, sessions.Prior);
        return x;
    }

    private float[] Unet(float[] x, PlannedStep step, Func<ImageRequest, int> label)
    {
        var inputs = new Dictionary<string, OrtValue> { [NetworkTensors.X] = Images(x), [NetworkTensors.Time] = Time(step) };
        if (sessions.KnowsLabels)
        {
            inputs.Add(NetworkTensors.Label, Labels(label));
        }

        if (sessions.LowResolution is { } small)
        {
            inputs.Add(NetworkTensors.LowResolution, OrtValue.CreateTensorValueFromMemory(
                requests.SelectMany(request => request.LowResolution!).ToArray(), [requests.Count, small.Channels, small.Height, small.Width]));
        }

        return Run(sessions.Unet, inputs, NetworkTensors.Output)[0];
    }

    private float[] Gradient(InferenceSession session, float[] x, PlannedStep step) => Run(
        session,
        new() { [NetworkTensors.X] = Images(x), [NetworkTensors.Time] = Time(step), [NetworkTensors.Label] = Labels(request => request.ClassifierLabel ?? 0) },
        NetworkTensors.Gradient)[0];

    /// <summary>With a null pass the images take rows a second time, where the null class is seen.</summary>
    private (float[] Next, float[] X0, float[] Kept) Step(
        PlannedStep step, float[] x, float[] kept, float[] output, float[]? nullOutput, float[]? gradient)
    {
        var (images, times) = (requests.Count, nullOutput is null ? 1 : 2);
        var noise = requests.SelectMany(request => Noise(request, step)).ToArray();
        var rows = Enumerable.Range(0, images * times).ToArray();
        var inputs = new Dictionary<string, OrtValue>
        {
            [StepGraph.X] = Images(Twice(x)),
            [StepGraph.Output] = Images([.. output, .. nullOutput ?? []], sessions.OutputChannels),
            [StepGraph.Gradient] = Images(Twice(gradient ?? new float[x.Length])),
            [StepGraph.Noise] = Images(Twice(noise)),
            [StepGraph.Kept] = Images(Twice(kept)),
            [StepGraph.Coefficients] = OrtValue.CreateTensorValueFromMemory(
                rows.SelectMany(_ => step.Coefficients).ToArray(), [rows.Length, StepGraph.ColumnCount]),
            [StepGraph.ConditionalRow] = Rows(row => row % images),
            [StepGraph.NullRow] = Rows(row => nullOutput is null ? row : images + (row % images)),
            [StepGraph.ThresholdCount] = OrtValue.CreateTensorValueFromMemory(new long[] { plan.ThresholdCount(length) }, [1]),
        };
        var results = Run(sessions.Step, inputs, StepGraph.NextX, StepGraph.X0, StepGraph.NextKept);
        return (results[0][..x.Length], results[1][..x.Length], results[2][..x.Length]);

        float[] Twice(float[] values) => times == 1 ? values : [.. values, .. values];
        OrtValue Rows(Func<int, int> row) => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(rows, k => (long)row(k)), [rows.Length]);
    }

    private float[] Noise(ImageRequest request, PlannedStep step)
    {
        var noise = new float[length];
        if (step.NeedsNoise)
        {
            request.Noise.Fill(noise, NoiseStream.Step, (uint)step.Index);
        }

        return noise;
    }

    private OrtValue Images(float[] values, int? channels = null) =>
        OrtValue.CreateTensorValueFromMemory(
            values, [values.Length / (length / sessions.Shape.Channels * (channels ?? sessions.Shape.Channels)), channels ?? sessions.Shape.Channels, sessions.Shape.Height, sessions.Shape.Width]);

    private OrtValue Time(PlannedStep step) => OrtValue.CreateTensorValueFromMemory(requests.Select(_ => step.NetworkTime).ToArray(), [requests.Count]);

    private OrtValue Labels(Func<ImageRequest, int> label) =>
        OrtValue.CreateTensorValueFromMemory(requests.Select(request => (long)label(request)).ToArray(), [requests.Count]);

    private static float[][] Run(InferenceSession session, Dictionary<string, OrtValue> inputs, params string[] outputs)
    {
        try
        {
            using var options = new RunOptions();
            using var results = session.Run(options, inputs, outputs);
            return [.. results.Select(result => result.GetTensorDataAsSpan<float>().ToArray())];
        }
        finally
        {
            foreach (var input in inputs.Values)
            {
                input.Dispose();
            }
        }
    }
}

/// <summary>A step of all images, each [N, …] in row-major order.</summary>
/// <param name="NextX">x after it.</param>
/// <param name="X0">x̂₀.</param>
/// <param name="Output">The UNet's of the label, with its variance channels.</param>
/// <param name="NullOutput">The UNet's of the null class.</param>
/// <param name="Gradient">The classifier's, unscaled.</param>
internal sealed record OpenStep(float[] NextX, float[] X0, float[] Output, float[]? NullOutput, float[]? Gradient);
