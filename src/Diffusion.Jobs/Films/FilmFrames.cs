using Diffusion.Runtime;

namespace Diffusion.Jobs;

/// <summary>The pictures of a film.</summary>
public static class FilmFrames
{
    /// <summary>x̂₀ at each of the plan's film timesteps but the last, then the finished image; none where the job asks for no films.</summary>
    public static IReadOnlyList<Pixels> Of(JobPlan plan, SampledImage image)
    {
        if (plan.FilmTimesteps is not { } timesteps)
        {
            return [];
        }

        // Where k divides the number of steps, the engine's last x̂₀ is the image before anything that guidance or noise adds to it.
        return [.. image.Film.Take(timesteps.Count - 1).Append(image.Pixels).Select(pixels => Pixels.From(image with { Pixels = pixels }))];
    }
}
