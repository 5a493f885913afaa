using Diffusion.Sampling;
using Microsoft.ML.OnnxRuntime;

namespace Diffusion.Runtime;

/// <summary>A model's prior: draws x_{t′} for a label, so that a truncated chain need not begin with pure noise.</summary>
/// <param name="session">alpha_bar [1], y [1], noise [1, C, H, W], latent_noise [1, L] ─► x [1, C, H, W].</param>
/// <param name="shape">C, H and W.</param>
/// <param name="classes">Number of classes; as a label it stands for any of them.</param>
internal sealed class Prior(InferenceSession session, ImageShape shape, int classes)
{
    private readonly int latents = session.InputMetadata[NetworkTensors.LatentNoise].Dimensions[1];

    /// <summary>Fills [C, H, W]. One image a call, so that its bytes do not depend on others.</summary>
    public void Fill(Span<float> x, ImageRequest request)
    {
        var noise = new float[shape.Length];
        request.Noise.Fill(noise, NoiseStream.Prior, PriorNoise.PixelDraw);
        var latentNoise = new float[latents];
        request.Noise.Fill(latentNoise, NoiseStream.Prior, PriorNoise.LatentDraw);

        using var alphaBar = OrtValue.CreateTensorValueFromMemory(new[] { (float)request.Plan.StartAlphaBar }, [1]);
        using var label = OrtValue.CreateTensorValueFromMemory(new[] { (long)(request.NetworkLabel ?? classes) }, [1]);
        using var noises = OrtValue.CreateTensorValueFromMemory(noise, [1, shape.Channels, shape.Height, shape.Width]);
        using var latentNoises = OrtValue.CreateTensorValueFromMemory(latentNoise, [1, latents]);
        var inputs = new Dictionary<string, OrtValue>
        {
            [NetworkTensors.AlphaBar] = alphaBar,
            [NetworkTensors.Label] = label,
            [NetworkTensors.Noise] = noises,
            [NetworkTensors.LatentNoise] = latentNoises,
        };
        using var options = new RunOptions();
        using var outputs = session.Run(options, inputs, [NetworkTensors.X]);
        outputs[0].GetTensorDataAsSpan<float>().CopyTo(x);
    }
}
