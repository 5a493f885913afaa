using Diffusion.Sampling;
using Microsoft.ML.OnnxRuntime;

namespace Diffusion.Runtime;

/// <summary>
/// Finds out whether a network gives a row the same bytes in every place of a batch of every size. Kernels may be chosen by the batch's
/// size, or group what they add up by where it lies in memory.
/// </summary>
/// <param name="sessions">The networks.</param>
/// <param name="model">For timesteps that the model knows.</param>
/// <param name="classes">How many the networks know.</param>
/// <param name="counts">The row counts in question, ascending; of a single one, whether its places matter.</param>
internal sealed class RowProbe(ModelSessions sessions, DiffusionModelSettings model, int classes, IReadOnlyList<int> counts)
{
    /// <summary>At least as many different rows are looked at with every smaller count: a difference in rounding shows in most rows, not in all.</summary>
    private const int Looked = 4;

    private readonly int largest = counts[^1];

    /// <exception cref="OnnxRuntimeException">A network could not be run.</exception>
    public RowDependence Run()
    {
        using var run = new RunOptions();
        var worst = Of(run, sessions.Unet, NetworkTensors.Output, sessions.KnowsLabels);
        worst = Worst(worst, sessions.WeakUnet is { } weak ? Of(run, weak, NetworkTensors.Output, sessions.KnowsLabels) : RowDependence.None);
        return Worst(worst, sessions.Gradient is { } gradient ? Of(run, gradient, NetworkTensors.Gradient, hasLabel: true) : RowDependence.None);
    }

    private static RowDependence Worst(RowDependence a, RowDependence b) => a > b ? a : b;

    private RowDependence Of(RunOptions run, InferenceSession session, string output, bool hasLabel)
    {
        // Smaller calls begin one row later, so that every row has another place in them too.
        var expected = Rows(0, largest);
        foreach (var count in counts.SkipLast(1))
        {
            for (var first = 1; first <= Looked; first += count)
            {
                if (!AreSame(Rows(first, count), first))
                {
                    return PlaceMatters() ? RowDependence.Place : RowDependence.Count;
                }
            }
        }

        return counts.Count == 1 && largest > 1 && PlaceMatters() ? RowDependence.Place : RowDependence.None;

        // All in the next place, the last in the first one. Where not even the same call gives the same twice, places are not to blame.
        bool PlaceMatters() => !AreSame(Rows(largest - 1, largest), largest - 1) && AreSame(Rows(0, largest), 0);

        bool AreSame(byte[][] rows, int first) => rows.Select((row, i) => row.AsSpan().SequenceEqual(expected[(first + i) % largest])).All(same => same);

        byte[][] Rows(int first, int count)
        {
            using var inputs = new ProbeInputs(
                sessions, model, classes, [.. Enumerable.Range(first, count).Select(i => i % largest)], hasLabel, session.InputMetadata.ContainsKey(NetworkTensors.LowResolution));
            using var results = session.Run(run, inputs.Values, [output]);
            var bytes = results[0].GetTensorMutableRawData().ToArray();
            return [.. bytes.Chunk(bytes.Length / count)];
        }
    }

    /// <summary>Each row with noise, a timestep and a label of its own.</summary>
    private sealed class ProbeInputs : IDisposable
    {
        public ProbeInputs(ModelSessions sessions, DiffusionModelSettings model, int classes, int[] rows, bool hasLabel, bool hasLowResolution)
        {
            Values.Add(NetworkTensors.X, Noise(sessions.Shape, rows));
            if (hasLowResolution)
            {
                Values.Add(NetworkTensors.LowResolution, Noise(sessions.LowResolution!.Value, rows));
            }

            Values.Add(NetworkTensors.Time, OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(rows, row => model.NetworkTime(Timestep(row))), [rows.Length]));
            if (hasLabel)
            {
                Values.Add(NetworkTensors.Label, OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(rows, row => (long)row % Math.Max(classes, 1)), [rows.Length]));
            }

            // A stride that is odd and near the golden section of 1,000 spreads few rows over all timesteps.
            int Timestep(int row) => (int)(((row * 617L) + (model.Schedule.Timesteps / 2)) % model.Schedule.Timesteps);
        }

        public Dictionary<string, OrtValue> Values { get; } = [];

        public void Dispose()
        {
            foreach (var value in Values.Values)
            {
                value.Dispose();
            }
        }

        private static OrtValue Noise(ImageShape shape, int[] rows)
        {
            var noise = new float[rows.Length * shape.Length];
            for (var i = 0; i < rows.Length; i++)
            {
                PhiloxNoise.Fill(noise.AsSpan(i * shape.Length, shape.Length), 0, (uint)rows[i], NoiseStream.Start, 0);
            }

            return OrtValue.CreateTensorValueFromMemory(noise, [rows.Length, shape.Channels, shape.Height, shape.Width]);
        }
    }
}
