namespace Diffusion.Trainer.Timesteps;

/// <summary>Draws an index from cumulative weights.</summary>
internal static class CumulativeDraw
{
    /// <param name="cumulative">Sums of the weights up to each index, ascending [N].</param>
    /// <param name="unit">Uniform in [0, 1).</param>
    public static int Of(double[] cumulative, double unit)
    {
        var place = Array.BinarySearch(cumulative, unit * cumulative[^1]);

        // A number that is found ends its index's interval, so that the next one's begins there.
        return Math.Min(place >= 0 ? place + 1 : ~place, cumulative.Length - 1);
    }
}
