using Diffusion.Sampling;

namespace Diffusion.Runtime;

/// <summary>
/// What a super-resolution UNet is told whose training noised the small images (Ho et al. 2021, section 4.2): a noised image
/// [C, h, w] and a plane with the noise's level √(1 − ᾱ_s), together [C + 1, h, w].
/// </summary>
public static class LowResolutionImage
{
    /// <summary>Not truncated: a finished small image, noised to z_s = √ᾱ_s·z_0 + √(1 − ᾱ_s)·ε.</summary>
    /// <param name="image">z_0 [C, h, w] in [−1, 1].</param>
    /// <param name="channels">C.</param>
    /// <param name="schedule">Of the super-resolution UNet.</param>
    /// <param name="timestep">s, below the S of its training.</param>
    /// <param name="noise">The large image's.</param>
    public static float[] Noised(ReadOnlySpan<float> image, int channels, NoiseSchedule schedule, int timestep, IImageNoise noise)
    {
        var noised = new float[image.Length];
        noise.Fill(noised, NoiseStream.Augmentation, draw: 0);
        var (signal, level) = (schedule.SqrtAlphaBar[timestep], schedule.SqrtOneMinusAlphaBar[timestep]);
        for (var i = 0; i < noised.Length; i++)
        {
            noised[i] = (float)((signal * image[i]) + (level * noised[i]));
        }

        return CutOff(noised, channels, schedule, timestep);
    }

    /// <summary>Truncated: x_s of a small chain that ends there, as it is.</summary>
    /// <param name="image">x_s [C, h, w].</param>
    /// <param name="channels">C.</param>
    /// <param name="schedule">Of the super-resolution UNet.</param>
    /// <param name="timestep">s, below the S of its training.</param>
    public static float[] CutOff(ReadOnlySpan<float> image, int channels, NoiseSchedule schedule, int timestep)
    {
        var told = new float[image.Length / channels * (channels + 1)];
        image.CopyTo(told);
        told.AsSpan(image.Length).Fill((float)schedule.SqrtOneMinusAlphaBar[timestep]);
        return told;
    }
}
