namespace Diffusion.Jobs;

/// <summary>Pauses that double from one try to the next.</summary>
internal static class GrowingPause
{
    /// <summary>The pause after so many doublings, however many they are.</summary>
    /// <param name="first">Before any.</param>
    /// <param name="doublings">0 or more.</param>
    /// <param name="longest">No pause is longer.</param>
    public static TimeSpan Of(TimeSpan first, int doublings, TimeSpan longest) =>
        TimeSpan.FromSeconds(Math.Min(first.TotalSeconds * Math.Pow(2, doublings), longest.TotalSeconds));
}
