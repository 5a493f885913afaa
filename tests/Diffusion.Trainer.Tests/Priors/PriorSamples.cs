using Diffusion.Graph;
using Diffusion.Runtime;
using Diffusion.Sampling;
using Diffusion.Trainer.Datasets;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;
using Device = Diffusion.Runtime.Device;

namespace Diffusion.Trainer.Tests.Priors;

/// <summary>Samples of an exported prior through ONNX Runtime, with Philox's noise as an engine makes it.</summary>
public sealed class PriorSamples : IDisposable
{
    private readonly InferenceSession session;
    private readonly int length;
    private readonly long[] image;
    private readonly int latent;

    public PriorSamples(OnnxModel model)
    {
        session = SessionFactory.Load(Device.Select(DeviceChoice.Cpu), model.ToBytes());
        image = [.. session.InputMetadata["noise"].Dimensions.Skip(1).Select(dimension => (long)dimension)];
        length = (int)image.Aggregate((a, b) => a * b);
        latent = session.InputMetadata["latent_noise"].Dimensions[1];
    }

    /// <summary>[count][D], row n of seed and image n.</summary>
    public float[] Draw(int count, long label, double alphaBar, ulong seed)
    {
        var (noise, latents) = (new float[count * length], new float[count * latent]);
        for (var n = 0; n < count; n++)
        {
            PhiloxNoise.Fill(noise.AsSpan(n * length, length), seed, (uint)n, NoiseStream.Prior, draw: 0);
            PhiloxNoise.Fill(latents.AsSpan(n * latent, latent), seed, (uint)n, NoiseStream.Prior, draw: 1);
        }

        using var alphaBars = OrtValue.CreateTensorValueFromMemory(Enumerable.Repeat((float)alphaBar, count).ToArray(), [count]);
        using var y = OrtValue.CreateTensorValueFromMemory(Enumerable.Repeat(label, count).ToArray(), [count]);
        using var noises = OrtValue.CreateTensorValueFromMemory(noise, [count, .. image]);
        using var latentNoises = OrtValue.CreateTensorValueFromMemory(latents, [count, latent]);
        using var run = new RunOptions();
        using var results = session.Run(run, ["alpha_bar", "y", "noise", "latent_noise"], [alphaBars, y, noises, latentNoises], ["x"]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }

    public void Dispose() => session.Dispose();

    /// <summary>
    /// Requires every mean and every covariance of the samples to lie within <paramref name="deviations"/> standard errors of
    /// what is expected; the standard errors are the samples' own, so they hold for mixtures too.
    /// </summary>
    public static void RequireMoments(float[] samples, double[] mean, double[,] covariance, double deviations)
    {
        using var scope = NewDisposeScope();
        var d = mean.Length;
        var count = samples.Length / d;
        var x = tensor(Array.ConvertAll(samples, value => (double)value), [count, d]) - tensor(mean, [1, d]);
        var variances = Enumerable.Range(0, d).Select(i => covariance[i, i]).ToArray();
        var meanScores = x.mean([0]) / tensor(variances, [d]).sqrt() * Math.Sqrt(count);
        Assert.True(meanScores.abs().max().item<double>() <= deviations, $"A mean is {meanScores.abs().max().item<double>():F2} standard errors off.");

        var squares = x * x;
        var products = x.transpose(0, 1).matmul(x) / count;
        var spread = (squares.transpose(0, 1).matmul(squares) / count) - (products * products);
        var scores = (products - tensor([.. covariance.Cast<double>()], [d, d])) / spread.sqrt() * Math.Sqrt(count);
        Assert.True(scores.abs().max().item<double>() <= deviations, $"A covariance is {scores.abs().max().item<double>():F2} standard errors off.");
    }

    /// <summary>Exact moments of q(x_t): √ᾱ·μ and ᾱ·Σ + (1 − ᾱ)·I, with the images' own μ and Σ in double precision.</summary>
    public static (double[] Mean, double[,] Covariance) Exact(ImageSet images, int[] members, double alphaBar)
    {
        var d = images.ImageLength;
        var (mean, covariance, pixels) = (new double[d], new double[d, d], new float[d]);
        var rows = Array.ConvertAll(members, member =>
        {
            images.Read(member, pixels);
            return Array.ConvertAll(pixels, pixel => (double)pixel);
        });
        for (var i = 0; i < d; i++)
        {
            mean[i] = rows.Average(row => row[i]);
        }

        for (var i = 0; i < d; i++)
        {
            for (var j = 0; j < d; j++)
            {
                covariance[i, j] = (alphaBar * rows.Average(row => (row[i] - mean[i]) * (row[j] - mean[j]))) + (i == j ? 1 - alphaBar : 0);
            }
        }

        return (Array.ConvertAll(mean, value => Math.Sqrt(alphaBar) * value), covariance);
    }
}
