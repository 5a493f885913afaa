using Diffusion.Sampling;
using Microsoft.ML.OnnxRuntime;

namespace Diffusion.Runtime;

/// <summary>
/// Finds out whether a network gives a row the same bytes in every place of a batch of every size. Kernels may be chosen by
/// the batch's size, and then only calls of one size agree.
/// </summary>
internal static class RowProbe
{
    public static bool RowsAgree(ModelSessions sessions, DiffusionModelSettings model, IReadOnlyList<int> counts)
    {
        using var run = new RunOptions();
        return Agree(run, sessions.Unet, NetworkTensors.Output, sessions.KnowsLabels)
            && (sessions.WeakUnet is null || Agree(run, sessions.WeakUnet, NetworkTensors.Output, sessions.KnowsLabels))
            && (sessions.Gradient is null || Agree(run, sessions.Gradient, NetworkTensors.Gradient, hasLabel: true));

        bool Agree(RunOptions options, InferenceSession session, string output, bool hasLabel)
        {
            var expected = Array.Empty<byte>();
            foreach (var count in counts)
            {
                using var inputs = new ProbeInputs(sessions, model, count, hasLabel, session.InputMetadata.ContainsKey(NetworkTensors.LowResolution));
                using var results = session.Run(options, inputs.Values, [output]);
                var bytes = results[0].GetTensorMutableRawData();
                var rowBytes = bytes.Length / count;
                expected = expected.Length > 0 ? expected : bytes[..rowBytes].ToArray();
                for (var row = 0; row < count; row++)
                {
                    if (!bytes.Slice(row * rowBytes, rowBytes).SequenceEqual(expected))
                    {
                        return false;
                    }
                }
            }

            return true;
        }
    }

    /// <summary>The same noise, timestep and label in every row.</summary>
    private sealed class ProbeInputs : IDisposable
    {
        public ProbeInputs(ModelSessions sessions, DiffusionModelSettings model, int count, bool hasLabel, bool hasLowResolution)
        {
            Values.Add(NetworkTensors.X, SameNoise(sessions.Shape, count));
            if (hasLowResolution)
            {
                Values.Add(NetworkTensors.LowResolution, SameNoise(sessions.LowResolution!.Value, count));
            }

            var time = new float[count];
            Array.Fill(time, model.NetworkTime(model.Schedule.Timesteps / 2));
            Values.Add(NetworkTensors.Time, OrtValue.CreateTensorValueFromMemory(time, [count]));
            if (hasLabel)
            {
                Values.Add(NetworkTensors.Label, OrtValue.CreateTensorValueFromMemory(new long[count], [count]));
            }
        }

        private static OrtValue SameNoise(ImageShape shape, int count)
        {
            var noise = new float[count * shape.Length];
            for (var row = 0; row < count; row++)
            {
                PhiloxNoise.Fill(noise.AsSpan(row * shape.Length, shape.Length), 0, 0, NoiseStream.Start, 0);
            }

            return OrtValue.CreateTensorValueFromMemory(noise, [count, shape.Channels, shape.Height, shape.Width]);
        }

        public Dictionary<string, OrtValue> Values { get; } = [];

        public void Dispose()
        {
            foreach (var value in Values.Values)
            {
                value.Dispose();
            }
        }
    }
}
