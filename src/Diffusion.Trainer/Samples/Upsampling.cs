using Diffusion.Networks;
using Diffusion.Runtime;
using Diffusion.Sampling;

namespace Diffusion.Trainer.Samples;

/// <summary>
/// Enlarges small pictures in the runtime that jobs use (Ho et al. 2021, Cascaded Diffusion Models). A UNet that was trained with noise on
/// its small pictures is told them noised to timestep s: not truncated, finished pictures are noised here; truncated, the small chain has
/// stopped at x_s, which is told as it is (section 4.2 there).
/// </summary>
/// <param name="engine">Of the super-resolution model.</param>
/// <param name="plan">Of the large chain.</param>
/// <param name="seed">Of the large chain's noise.</param>
/// <param name="noiseTimestep">s; null: the network is told the small pictures alone.</param>
/// <param name="isTruncated">Whether the small pictures are x_s already.</param>
public sealed class Upsampling(SamplingEngine engine, SamplingPlan plan, ulong seed, int? noiseTimestep, bool isTruncated)
{
    /// <summary>Checks that the model enlarges, and whether it wants noise.</summary>
    /// <returns>What it takes: the channels, the level's plane included, and the size.</returns>
    /// <exception cref="TrainerException">It is no super-resolution model, or <paramref name="noiseTimestep"/> does not go with it.</exception>
    public static LowResolutionShape Require(SamplingEngine engine, int? noiseTimestep)
    {
        var card = engine.Model.Card;
        var (channels, size) = engine.LowResolution
            ?? throw new TrainerException($"Model '{card.Name}' makes pictures from nothing, it does not enlarge any. Name a super-resolution model for --model.");
        var wantsNoise = channels == card.Channels + 1;
        if (wantsNoise != noiseTimestep is not null)
        {
            throw new TrainerException(wantsNoise
                ? $"Model '{card.Name}' is told how noisy a small picture is, but --noise is not given. Set it to a timestep below the --small-noise of its training; 0 adds next to nothing."
                : $"--noise is {noiseTimestep}, but model '{card.Name}' is not told of noise. Leave it out.");
        }

        return noiseTimestep is null or >= 0 && !(noiseTimestep >= card.Schedule.Timesteps)
            ? new LowResolutionShape(channels, size)
            : throw new TrainerException($"--noise is {noiseTimestep}. Set it from 0 to {card.Schedule.Timesteps - 1}, the model's timesteps.");
    }

    /// <summary>One large picture.</summary>
    /// <param name="small">What is enlarged.</param>
    /// <param name="index">Its place among all; with the seed it chooses the noise.</param>
    /// <param name="stop">Gives up between two steps.</param>
    /// <exception cref="ImageException">The picture does not fit the model, or its values are no longer numbers.</exception>
    public Task<SampledImage> EnlargeAsync(SmallPicture small, uint index, CancellationToken stop)
    {
        var request = new ImageRequest(plan, engine.KnowsLabels ? small.Label : null, ClassifierLabel: null, seed, index);
        return engine.GenerateAsync(request with { LowResolution = Told(small.Pixels, request.Noise) }, progress: null, stop);
    }

    private float[] Told(float[] pixels, IImageNoise noise)
    {
        var (channels, schedule) = (engine.Model.Card.Channels, engine.Model.Settings.Schedule);
        return noiseTimestep is not { } timestep ? pixels
            : isTruncated ? LowResolutionImage.CutOff(pixels, channels, schedule, timestep)
            : LowResolutionImage.Noised(pixels, channels, schedule, timestep, noise);
    }
}
